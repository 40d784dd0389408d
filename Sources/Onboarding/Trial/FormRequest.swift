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

    /// A line that occurs in no value: made from the data, so that the same data always gives the same request.
    private static func boundary(_ entries: [FillPlan.Entry]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for entry in entries { for byte in (entry.name + "=" + entry.value).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        while entries.contains(where: { $0.value.contains(String(hash, radix: 16)) }) { hash = hash &* 6_364_136_223_846_793_005 &+ 1 }
        return "----rollcall\(String(hash, radix: 16))"
    }

    private static func multipart(_ entries: [FillPlan.Entry], _ boundary: String) -> [UInt8] {
        var out = ""
        for entry in entries {
            let name = entry.name.replacing("\r\n", with: "%0D%0A").replacing("\n", with: "%0A").replacing("\r", with: "%0D").replacing(
                "\"", with: "%22")
            out += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(broken(entry.value))\r\n"
        }
        return Array((out + "--\(boundary)--\r\n").utf8)
    }
}

extension String {
    /// An empty action is the page itself.
    fileprivate func asAction(of page: WebURL) -> WebURL? { isEmpty ? page : WebURL(self, base: page) }
}
