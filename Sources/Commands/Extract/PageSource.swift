import Directories
import Foundation
import HTML
import Web

/// A page that a command was given: a saved file, standard input, or an address that is fetched.
struct PageSource: Sendable {
    let name: String
    /// What the page's links are resolved against; nil for a file without a base.
    var url: WebURL?
    var bytes: [UInt8]
    /// The encoding that the transport named.
    var encoding: String?

    /// Pages are read up to this many bytes, files and answers alike.
    static let maximumBytes = 32 << 20

    static func isURL(_ name: String) -> Bool { name.lowercased().hasPrefix("http://") || name.lowercased().hasPrefix("https://") }

    /// Reads a file, or standard input for `-`.
    /// - Throws: ``CommandFailure`` where there is nothing to be read.
    static func file(_ name: String, base: WebURL?) throws(CommandFailure) -> PageSource {
        if name == "-" {
            do {
                return PageSource(name: name, url: base, bytes: Array(try FileHandle.standardInput.readToEnd() ?? Data()))
            } catch {
                throw CommandFailure("standard input cannot be read", remedy: "name a saved page")
            }
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: name))
            defer { try? handle.close() }
            return PageSource(name: name, url: base, bytes: Array(try handle.read(upToCount: maximumBytes) ?? Data()))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: name)
            throw CommandFailure(
                isThere ? "'\(name)' cannot be read" : "there is no file '\(name)'",
                remedy: isThere ? "check that it is a file and that you may read it" : "name a saved page, or an address with https://")
        }
    }

    /// Fetches an address, following redirects; the last of them is what links are resolved against.
    /// - Throws: ``CommandFailure`` where no page comes back, with what was seen instead.
    static func fetch(_ name: String, with prober: Prober) async throws -> PageSource {
        let url: WebURL
        do throws(DirectoriesError) { url = try RegistrableDirectory.watchable(name) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let seen = await prober.probe(ProbeRequest(url: url, body: .upTo(maximumBytes)))
        if let failure = seen.failure {
            throw CommandFailure(
                "\(url.href) cannot be read: \(failure.message)", remedy: "try `rollcall check \(url.href)` for the phases")
        }
        guard let status = seen.status, (200..<300).contains(status) else {
            throw CommandFailure(
                "\(url.href) answers with status \(seen.status.map { String($0) } ?? "none")",
                remedy: "open it in a browser and save the page")
        }
        let encoding = seen.header("content-type").flatMap { type -> String? in
            guard let place = type.lowercased().range(of: "charset=") else { return nil }
            return String(type[place.upperBound...].prefix { $0 != ";" && $0 != " " }).trimmingCharacters(
                in: CharacterSet(charactersIn: "\"'"))
        }
        return PageSource(name: name, url: seen.hops.last.flatMap { WebURL($0.url) } ?? url, bytes: seen.body, encoding: encoding)
    }
}
