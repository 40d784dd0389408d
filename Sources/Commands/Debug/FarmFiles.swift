import Foundation
import Model
import SimulatedWeb

/// The files by which another process finds a simulated web: its list of directories, its root certificate, and settings that lead there.
struct FarmFiles {
    private let web: SimulatedWeb
    private let folder: URL

    init(_ web: SimulatedWeb, folder: URL) {
        self.web = web
        self.folder = folder
    }

    /// A line of the list: what import takes, and the address for those who do not ask the farm's name server.
    private struct Line: Encodable {
        var slug: String
        var name: String
        var url: String
        var category: String
        var importance: String
        var region: String
        var tags: [String]
        var address: String
        var host: String
    }

    func write() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let authority = folder.appending(path: "authority.pem")
        try Data(web.caPEM.utf8).write(to: authority)
        try Data(settings(authority: authority.path).utf8).write(to: folder.appending(path: "rollcall.yaml"))
        // Last, since its being there says that all is ready.
        try list().write(to: folder.appending(path: "list.jsonl"), options: .atomic)
    }

    private func list() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = Data()
        for site in web.directories {
            text += try encoder.encode(
                Line(
                    slug: site.slug, name: site.name, url: web.url(of: site), category: site.category, importance: site.importance.rawValue,
                    region: site.region, tags: site.tags, address: site.address, host: site.host))
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private func settings(authority: String) -> String {
        """
        # Leads to a simulated web on this machine's loopback.
        database:
          path: \(quoted(folder.appending(path: "rollcall.sqlite").path))
        web:
          allow_private: true
          dns_servers: ["\(web.dnsServer.address):\(web.dnsServer.port)"]
          extra_certificates: \(quoted(authority))
        watch:
          controls: [\(web.controlURLs.map(quoted).joined(separator: ", "))]

        """
    }

    /// A text as YAML's double-quoted style has it, whatever the folder is called.
    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
