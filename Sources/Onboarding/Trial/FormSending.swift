import Browser
import Foundation
import HTML

/// How a form goes out when its button is pressed in a browser, as a trial saw it.
package struct FormSending: Sendable, Hashable {
    package enum Manner: String, Sendable, Hashable, CaseIterable {
        /// As its markup says.
        case form
        /// By a request that the page's scripts make.
        case scripts
        /// Not at all.
        case nothing
    }

    package var manner: Manner
    package var method: String?
    /// Without its query, which may carry values.
    package var url: String?
    /// Labels of the controls whose values the scripts' request would have lacked.
    package var missing: [String] = []
    /// What the page, or the browser for it, says against it, where nothing goes out.
    package var complaints: [String] = []

    /// Shorter values stand in any request.
    private static let leastValue = 3

    /// - Parameters:
    ///   - filled: What was put into the form, in all of its steps.
    ///   - action: What the form's markup says of where it goes; nil where that is nowhere.
    init(_ press: FormPress, filled: [FillPlan.Field], action: FormRequest?) {
        let telling = filled.filter { $0.files.isEmpty && $0.shown.count >= Self.leastValue }
        let own = press.requests.first { request in
            request.isDocument && action.map { $0.isPost == (request.method == "POST") && request.bareURL == $0.bareURL } == true
        }
        // A script may as well let the form go elsewhere than its markup says.
        let byScripts = press.requests.filter { $0.isHTTP && ($0.isDocument ? own == nil : true) }
            .map { request in (request: request, missing: SentText(request).lacks(telling)) }
        let best = byScripts.min { $0.missing.count < $1.missing.count }
        let carried = best.map { telling.count - $0.missing.count } ?? 0
        if let best, carried >= min(2, telling.count), carried > 0 || own == nil {
            (manner, method, url) = (.scripts, best.request.method, best.request.bareURL)
            missing = carried > 0 ? best.missing.map(\.label) : []
        } else if let own {
            (manner, method, url) = (.form, own.method, own.bareURL)
        } else if let first = byScripts.first(where: { !$0.request.isDocument }) {
            // What asks for leave first carries nothing yet.
            (manner, method, url) = (.scripts, first.request.method, first.request.bareURL)
        } else {
            (manner, complaints) = (.nothing, press.complaints + press.notices)
        }
    }

    /// In words, without a capital and a full stop.
    package var words: String {
        switch manner {
        case .form: return "its button sends it as its markup says"
        case .scripts:
            let lacks = missing.isEmpty ? "" : "; that would lack \(missing.prefix(5).map { "\"\($0.cut(40))\"" }.joined(separator: ", "))"
            return "its page's scripts send it (\(method ?? "") \(url ?? ""))\(lacks)"
        case .nothing:
            let why = complaints.isEmpty ? "" : ": \"\(complaints.prefix(3).joined(separator: "\", \""))\""
            return "pressing its button in the browser sends nothing\(why)"
        }
    }
}

/// The texts of a request's data, to look for values in.
private struct SentText {
    private let text: [UInt8]

    private static let most = 200_000

    init(_ request: FormPress.Request) {
        let query = request.url.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        let content = String(decoding: request.content, as: UTF8.self)
        var texts = [content]
        if let first = content.first(where: { !$0.isWhitespace }), first == "{" || first == "[",
            let json = try? JSONSerialization.jsonObject(with: Data(request.content))
        {
            texts = []
            Self.gather(json, into: &texts, depth: 0)
        }
        // A part of several is no form of `a=b`, and stays what it is.
        texts += [query, content.contains("form-data; name=") ? "" : content]
            .compactMap { $0.replacing("+", with: " ").removingPercentEncoding }
        text = FoldedText(prose: texts.joined(separator: "\n").cut(Self.most), limit: Self.most).padded
    }

    private static func gather(_ json: Any, into texts: inout [String], depth: Int) {
        guard depth < 20, texts.count < 2_000 else { return }
        switch json {
        case let text as String: texts.append(text)
        case let number as NSNumber: texts.append(number.stringValue)
        case let list as [Any]: list.forEach { gather($0, into: &texts, depth: depth + 1) }
        case let fields as [String: Any]: fields.values.forEach { gather($0, into: &texts, depth: depth + 1) }
        default: break
        }
    }

    /// The fields of which no value is to be found.
    func lacks(_ fields: [FillPlan.Field]) -> [FillPlan.Field] {
        fields.filter { field in
            !field.values.contains { value in
                let wanted = FoldedText(prose: value, limit: 20_000).padded
                return wanted.count <= 2 || Phrases([String(decoding: wanted, as: UTF8.self)]).firstIndex(in: text) != nil
            }
        }
    }
}

extension FormPress.Request {
    fileprivate var isHTTP: Bool { url.hasPrefix("http://") || url.hasPrefix("https://") }
    fileprivate var bareURL: String { String(url.prefix { $0 != "?" && $0 != "#" }) }

    /// What an answer for scripts says went wrong: an object of JSON that says it is no success, or has an error; in its own words where it has some.
    var refusal: String? {
        guard !isDocument, case .answered(let status, let body) = outcome else { return nil }
        let json = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        let isRefused =
            status >= 400 || json["success"] as? Bool == false || json["error"] as? Bool == true
            || (json["error"] as? String)?.isEmpty == false || (json["errors"] as? [Any])?.isEmpty == false
        guard isRefused else { return nil }
        let inner = json["data"] as? [String: Any] ?? [:]
        let words = ["message", "error", "error_msg", "msg", "detail"].lazy.compactMap { (json[$0] ?? inner[$0]) as? String }.first
        let text = words.map { HTML.Document.parse(Array($0.utf8)).visibleText().collapsed.cut(200) } ?? ""
        return text.isEmpty ? "it was answered with \(status >= 400 ? "\(status)" : "a refusal")" : text
    }
}

extension FormRequest {
    fileprivate var bareURL: String { String(url.href.prefix { $0 != "?" && $0 != "#" }) }
}
