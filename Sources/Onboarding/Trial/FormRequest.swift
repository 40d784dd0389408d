package import HTML

/// A form's data as the request that would carry it (HTML standard, "Form submission algorithm").
package struct FormRequest: Sendable, Hashable {
    package let url: WebURL
    package let isPost: Bool
    /// Nil for GET.
    package let contentType: String?
    /// Empty for GET, whose data is the query of `url`.
    package let content: [UInt8]

    /// Nil where the form leads nowhere: its action is no http or https URL, or it is a dialog.
    package init?(_ form: Form, page: WebURL, entries: [FillPlan.Entry]) {
        guard form.method != .dialog, let action = form.action ?? (form.actionAttribute ?? "").asAction(of: page), action.isHTTP else {
            return nil
        }
        isPost = form.method == .post
        guard isPost else {
            // The data takes the place of the action's own query.
            let bare = action.withoutFragment.href.prefix { $0 != "?" }
            guard let url = WebURL(bare + "?" + Self.encoded(entries)) else { return nil }
            (self.url, contentType, content) = (url, nil, [])
            return
        }
        url = action.withoutFragment
        switch form.encoding {
        case .urlEncoded:
            contentType = "application/x-www-form-urlencoded"
            content = Array(Self.encoded(entries).utf8)
        case .multipart:
            let boundary = Self.boundary(entries)
            contentType = "multipart/form-data; boundary=\(boundary)"
            content = Self.multipart(entries, boundary)
        case .plain:
            contentType = "text/plain"
            content = Array(entries.map { "\($0.name)=\($0.value)\r\n" }.joined().utf8)
        }
    }

    /// `application/x-www-form-urlencoded` (URL standard), line breaks as CR LF.
    static func encoded(_ entries: [FillPlan.Entry]) -> String {
        entries.map { "\(escaped($0.name))=\(escaped(broken($0.value)))" }.joined(separator: "&")
    }

    /// Line breaks as forms send them.
    private static func broken(_ value: String) -> String {
        value.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\n", with: "\r\n")
    }

    private static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "*"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                out.append(byte)
            case 0x20: out.append(UInt8(ascii: "+"))
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A line that occurs in no value and in no file (RFC 2046, 5.1.1): made from a digest of all of them, so that the same data always gives the same
    /// request, and no data holds its own.
    private static func boundary(_ entries: [FillPlan.Entry]) -> String {
        let all = entries.map { "\($0.name.utf8.count):\($0.name)=\($0.value.utf8.count):\($0.value)=\($0.file?.digest ?? "")" }
        return "----rollcall\(Digest.text(of: Array(all.joined(separator: "&").utf8)).prefix(32))"
    }

    /// `multipart/form-data` (RFC 7578; names as the HTML standard's "multipart/form-data encoding algorithm" writes them).
    private static func multipart(_ entries: [FillPlan.Entry], _ boundary: String) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(entries.map { 200 + $0.value.utf8.count + ($0.file?.size ?? 0) }.reduce(100, +))
        for entry in entries {
            out += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(entry.name))\"".utf8
            if entry.isFile {
                let type = entry.file?.type ?? "application/octet-stream"
                out += "; filename=\"\(quoted(entry.value))\"\r\nContent-Type: \(type)\r\n\r\n".utf8
                out += entry.file?.bytes ?? []
            } else {
                out += "\r\n\r\n\(broken(entry.value))".utf8
            }
            out += "\r\n".utf8
        }
        out += "--\(boundary)--\r\n".utf8
        return out
    }

    private static func quoted(_ name: String) -> String {
        name.replacing("\r\n", with: "%0D%0A").replacing("\n", with: "%0A").replacing("\r", with: "%0D").replacing("\"", with: "%22")
    }
}

extension String {
    /// An empty action is the page itself.
    fileprivate func asAction(of page: WebURL) -> WebURL? { isEmpty ? page : WebURL(self, base: page) }
}
