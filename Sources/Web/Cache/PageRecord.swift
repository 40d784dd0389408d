import Foundation
import Model

/// One page as a record of a WARC file (ISO 28500:2017, WARC/1.1), which tools for web archives read: a `resource`, since what is kept is the body as
/// it is read and not the response as it came. What a server said of its version stands in fields of our own.
enum PageRecord {
    private static let etag = "Rollcall-ETag"
    private static let lastModified = "Rollcall-Last-Modified"

    /// What a file begins with: who wrote it.
    static func opening(at time: Timestamp) -> [UInt8] {
        let about = "software: Rollcall\r\nformat: WARC File Format 1.1\r\n"
        return bytes(
            [
                ("WARC-Type", "warcinfo"), ("WARC-Record-ID", id()), ("WARC-Date", time.description),
                ("Content-Type", "application/warc-fields"), ("Content-Length", String(about.utf8.count)),
            ]) + about.utf8 + end
    }

    /// What stands before a body.
    static func head(_ entry: PageCache.Entry, length: Int) -> [UInt8] {
        var fields = [
            ("WARC-Type", "resource"), ("WARC-Record-ID", id()),
            ("WARC-Date", Timestamp(milliseconds: entry.fetchedAt).description), ("WARC-Target-URI", entry.url),
            ("WARC-Block-Digest", "sha256:" + entry.hash),
        ]
        if let text = entry.etag { fields.append((etag, text)) }
        if let text = entry.lastModified { fields.append((lastModified, text)) }
        if let text = entry.contentType { fields.append(("Content-Type", text)) }
        fields.append(("Content-Length", String(length)))
        return bytes(fields)
    }

    /// What stands behind a body.
    static let end = Array("\r\n\r\n".utf8)

    private static func id() -> String { "<urn:uuid:\(UUID().uuidString.lowercased())>" }

    private static func bytes(_ fields: [(name: String, value: String)]) -> [UInt8] {
        var bytes = Array("WARC/1.1\r\n".utf8)
        bytes.reserveCapacity(512)
        // A field is one line: a value of several cannot be told, and would be taken for more fields.
        for (name, value) in fields where !value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            bytes += name.utf8
            bytes += ": ".utf8
            bytes += value.utf8
            bytes += "\r\n".utf8
        }
        bytes += "\r\n".utf8
        return bytes
    }

    /// A record's entry and body; nil where the bytes are none, or not those that were kept.
    static func read(_ bytes: [UInt8]) -> (entry: PageCache.Entry, body: [UInt8])? {
        var (at, fields): (Int, [String: String]) = (0, [:])
        var isFirst = true
        while true {
            guard let stop = bytes[at...].firstIndex(of: 0x0D), stop + 1 < bytes.count, bytes[stop + 1] == 0x0A else { return nil }
            let line = bytes[at..<stop]
            at = stop + 2
            if line.isEmpty { break }
            if isFirst {
                guard line.elementsEqual("WARC/1.1".utf8) else { return nil }
                isFirst = false
            } else {
                guard let colon = line.firstIndex(of: 0x3A) else { return nil }
                fields[String(decoding: line[..<colon], as: UTF8.self)] = String(decoding: line[(colon + 1)...].dropFirst(), as: UTF8.self)
            }
        }
        guard let length = fields["Content-Length"].flatMap(Int.init), length >= 0, at + length + end.count == bytes.count,
            let url = fields["WARC-Target-URI"], let time = fields["WARC-Date"].flatMap(Timestamp.init(rfc3339:)),
            let digest = fields["WARC-Block-Digest"], digest.hasPrefix("sha256:")
        else { return nil }
        let body = Array(bytes[at..<(at + length)])
        // A body that is not what was kept is no body: the disk may have been full, or lost its power.
        let hash = PageCache.hash(body)
        guard digest.dropFirst(7) == hash else { return nil }
        return (
            PageCache.Entry(
                url: url, hash: hash, etag: fields[etag], lastModified: fields[lastModified], contentType: fields["Content-Type"],
                fetchedAt: time.milliseconds), body
        )
    }
}
