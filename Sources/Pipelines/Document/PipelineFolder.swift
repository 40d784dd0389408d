import Foundation
import Settings

#if canImport(Glibc)
    import Glibc
#endif

/// The folder with the documents of an installation.
package struct PipelineFolder: Sendable {
    /// Absolute.
    package let path: String

    package init(_ path: String) {
        self.path = Self.absolute(path)
    }

    /// The pipeline of a name, or of a path to a document.
    /// - Throws: ``PipelineError`` `unknown_pipeline`, ``DocumentErrors``.
    package func load(_ reference: String) throws -> (document: PipelineDocument, folder: String) {
        let isPath = reference.contains("/") || reference.hasSuffix(".yaml") || reference.hasSuffix(".yml")
        let file = isPath ? Self.absolute(reference) : "\(path)/\(reference).yaml"
        let url = URL(filePath: file)
        let name = url.deletingPathExtension().lastPathComponent
        guard PipelineDocument.isName(name) else {
            throw PipelineError(
                .unknownPipeline, "\"\(name)\" is no name of a pipeline.",
                remedy: "Names have a-z, 0-9, - and _, at most 64 of them; rename the file.")
        }
        guard let bytes = try? [UInt8](Data(contentsOf: url)) else {
            let known = names()
            let nearest = isPath ? nil : Spelling.nearest(to: reference, among: known)
            throw PipelineError(
                .unknownPipeline, "There is no pipeline \(isPath ? file : "\"\(reference)\" in \(path)").",
                remedy: nearest.map { "Did you mean \($0)?" }
                    ?? (known.isEmpty
                        ? "Write \(file), or name a path; docs/pipelines.md has examples." : "There are \(known.joined(separator: ", ")).")
            )
        }
        return (try PipelineDocument.parse(name: name, file: file, bytes: bytes), url.deletingLastPathComponent().path)
    }

    /// The pipelines that wait for the end of another one; those whose documents cannot be read wait for nothing.
    func followers(of pipeline: String, _ state: RunState) -> [(document: PipelineDocument, folder: String)] {
        names().compactMap { try? load($0) }.filter { found in
            found.document.triggers.contains { ($0 as? AfterTrigger)?.fires(at: pipeline, state) ?? false }
        }
    }

    /// What the system says of every document, without reading it: as long as it stays the same, so do they.
    func stamp() -> [String: [Int64]] {
        var stamp: [String: [Int64]] = [:]
        for name in names() {
            var file = stat()
            guard stat("\(path)/\(name).yaml", &file) == 0 else { continue }
            stamp[name] = [
                Int64(bitPattern: UInt64(file.st_ino)), Int64(file.st_size), Int64(file.st_mtim.tv_sec), Int64(file.st_mtim.tv_nsec),
            ]
        }
        return stamp
    }

    /// The names of all documents in the folder, sorted.
    package func names() -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return entries.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.filter(PipelineDocument.isName).sorted()
    }

    /// A path without `.` and `..`, relative to a folder or to the current one.
    static func absolute(_ path: String, in folder: String? = nil) -> String {
        let whole = path.hasPrefix("/") ? path : (folder ?? FileManager.default.currentDirectoryPath) + "/" + path
        let clean = URL(filePath: whole).standardizedFileURL.path
        return clean.count > 1 && clean.hasSuffix("/") ? String(clean.dropLast()) : clean
    }
}
