import JobQueue
import Settings

/// What a document says of when and where its runs are worked.
extension DocumentReader {
    private static let needKeys = ["cpu", "memory", "network"]

    /// `needs: {cpu: 0.5, memory: 512MiB, network: 10Mbit}`; nothing where the key is not there.
    mutating func needs(_ group: DocumentGroup) -> ResourceProfile {
        var needs = ResourceProfile()
        let path = group.path("needs")
        guard let node = group.node("needs"), let parts = self.group(node, at: path, keys: Self.needKeys) else { return needs }
        let greatest = ResourceProfile.greatest
        needs.cpu = parts.value("cpu", .number(in: 0...greatest.cpu), &self) ?? 0
        needs.memory = Int64(parts.value("memory", .bytes(in: 0...Int(greatest.memory)), &self) ?? 0)
        needs.network = Int64(parts.value("network", .bitRate(in: 0...Int(greatest.network)), &self) ?? 0)
        return needs
    }

    /// `waits_for: [fetch, clean]`: names of other pipelines.
    mutating func waitsFor(_ group: DocumentGroup, _ name: String) -> [String] {
        guard let node = group.node("waits_for") else { return [] }
        let pipeline = SettingKind<String>.text(allowed: "the name of another pipeline", show: { $0 }) { text throws(SettingTextError) in
            guard PipelineDocument.isName(text) else {
                throw SettingTextError(remedy: "write the name of its file, without the extension")
            }
            guard text != name else {
                throw SettingTextError(
                    wrongType: false, detail: "it is this pipeline", remedy: "remove it: runs of one pipeline follow one another anyway")
            }
            return text
        }
        return value(node, .list(of: pipeline, "a list", atLeast: 1, isSet: true), at: group.path("waits_for")) ?? []
    }
}
