import Expressions
import Foundation
import Model
import Resilience
import Testing
import Web

@testable import Watch

/// Random input from a fixed seed, for all that reads what strangers or tired people wrote.
@Suite struct ConditionFuzzTests {
    private static let numbers = [
        "0", "-0", "1", "-1", "200", "2.5", "999999999999999", "-999999999999999", "0.000000001", "9223372036854775807", "404",
    ]
    private static let units = ["", "", "ms", "s", "m", "h", "d", "B", "KB", "MB", "GB", "KiB", "GiB"]
    private static let texts = [
        "\"a\"", "'html'", "\"(?i)lawyer \\d+\"", "\"^$\"", "\"(a|b)*c\"", "\"[^a-z]{2,9}\"", "\"\\u{1F600}\"", "\"é\"", "\"\\\"\"",
        "\"\"", "\"İ\"",
    ]
    private static let subjects = [
        "status", "latency", "latency.dns", "latency.tls", "size", "body.truncated", "header(\"x-a\")", "header('content-type')", "title",
        "text", "redirects", "url.final", "url.host", "http.version", "address", "tls.days_left", "tls.issuer", "tls.names", "tls.trusted",
        "dns.addresses", "dns.cname", "dns.ttl", "count(\"a, .x > b\")", "count('*')", "json(\"$.a[0].b\")", "json('[-1]')",
        "json(\"$\")", "json('a[-9223372036854775808]')", "json(\"[\\\"odd\\\"]\")",
    ]

    private func condition(_ dice: inout Dice, depth: Int = 0) -> String {
        func one(_ list: [String]) -> String { list.randomElement(using: &dice) ?? "" }
        if depth < 4, Int.random(in: 0..<3, using: &dice) == 0 {
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: return "not " + condition(&dice, depth: depth + 1)
            case 1: return "(" + condition(&dice, depth: depth + 1) + ")"
            case 2: return condition(&dice, depth: depth + 1) + " and " + condition(&dice, depth: depth + 1)
            default: return condition(&dice, depth: depth + 1) + " or " + condition(&dice, depth: depth + 1)
            }
        }
        func value() -> String { Bool.random(using: &dice) ? one(Self.numbers) + one(Self.units) : one(Self.texts + ["true", "false"]) }
        let subject = one(Self.subjects)
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: return subject + " exists"
        case 1: return subject + " contains " + one(Self.texts)
        case 2: return subject + " matches " + one(Self.texts)
        case 3: return subject + " in [" + value() + ", " + value() + ".." + value() + "]"
        case 4: return subject
        default: return subject + " " + one(["==", "!=", "<", "<=", ">", ">="]) + " " + value()
        }
    }

    private static let bodies: [String] = [
        "", "<title>A lawyer 12</title><p class=x>é<b>1</b>", "{\"a\":[{\"b\":-1e308},\"\\ud800\"],\"odd\":null}", "[[[[1,2,\"x\"]]]]",
        "\u{FEFF}{\"a\":[]}", "<a href=", "\"", "{\"a\":[{\"b\":1e999}]}", "\0\u{1}", "[1,2,3", "{\"odd\": [\"é\", \"\\u00e9\"]}",
    ]

    private func result(_ dice: inout Dice) -> ProbeResult {
        var result = ProbeResult(startedAt: midnight)
        result.hops = [ProbeHop(url: "https://one.example/"), ProbeHop(url: "https://two.example/x?y")]
        if Bool.random(using: &dice) { result.status = Int.random(in: 100...999, using: &dice) }
        result.headers = [("content-type", "text/html; charset=\"\u{0}x"), ("x-a", ""), ("x-a", "é")]
        result.body = Array((Self.bodies.randomElement(using: &dice) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...3, using: &dice) where !result.body.isEmpty {
            result.body[Int.random(in: 0..<result.body.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
        }
        result.timings.total = Int64.random(in: 0...(.max), using: &dice)
        if Bool.random(using: &dice) { result.dns = DNSFacts(addresses: ["192.0.2.1"], ttl: Int.random(in: 0...(1 << 31), using: &dice)) }
        if Bool.random(using: &dice) {
            let end = Timestamp(milliseconds: Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &dice))
            let leaf = TLSFacts.Certificate(
                subject: "", issuer: "", issuerOrganization: nil, names: ["*.example", ""], notBefore: end, notAfter: end, key: "",
                fingerprint: "")
            result.tls = TLSFacts(
                chain: Bool.random(using: &dice) ? [leaf] : [], trust: .expired, protocolVersion: nil, applicationProtocol: nil)
        }
        return result
    }

    @Test func `whatever is a condition can be judged of whatever was seen, and not turns it round`() throws {
        var dice = Dice(11)
        var judged = 0
        for _ in 0..<30_000 {
            let text = condition(&dice)
            guard let parsed = try? Condition(text) else { continue }
            let seen = result(&dice)
            let held = parsed.judge(ConditionInput(seen, now: midnight)).held
            let turned = try Condition("not (\(text))").judge(ConditionInput(seen, now: midnight)).held
            #expect(held != turned, "\(text)")
            judged += 1
        }
        #expect(judged > 5000)
    }

    @Test func `cut, doubled and swapped conditions are read or refused at their place`() {
        var dice = Dice(12)
        for _ in 0..<20_000 {
            var scalars = Array(condition(&dice).unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &dice) where !scalars.isEmpty {
                let place = Int.random(in: 0..<scalars.count, using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: scalars.remove(at: place)
                case 1: scalars.insert(scalars[place], at: place)
                case 2: scalars[place] = Unicode.Scalar(UInt8.random(in: 0...255, using: &dice))
                default: scalars.removeSubrange(place...)
                }
            }
            let text = String(String.UnicodeScalarView(scalars))
            do { _ = try Condition(text) } catch {
                #expect(error.column >= 1 && error.column <= scalars.count + 1 && !error.remedy.isEmpty, "\(text.debugDescription)")
            }
        }
    }

    // MARK: JSON

    private func json(_ dice: inout Dice, depth: Int = 0) -> Any {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &dice) {
        case 0: return Int.random(in: -1000...1000, using: &dice)
        case 1: return Bool.random(using: &dice)
        case 2: return NSNull()
        case 3: return ["", "é", "\"\\/", "😀\u{1}\n", "a,]}"].randomElement(using: &dice) ?? ""
        case 4: return Double(Int.random(in: -99...99, using: &dice)) / 8
        case 5, 6: return (0..<Int.random(in: 0...4, using: &dice)).map { _ in json(&dice, depth: depth + 1) }
        default:
            return Dictionary(
                (0..<Int.random(in: 0...4, using: &dice)).map { _ in
                    (["a", "b", "odd name", "é"].randomElement(using: &dice) ?? "", json(&dice, depth: depth + 1))
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    private func expected(_ value: Any?) -> ConditionValue? {
        switch value {
        case let value as [Any]:
            let texts = value.compactMap { $0 as? String }
            return texts.count == value.count ? .texts(texts) : .text("[\(value.count)]")
        case is [String: Any]: return .text("{…}")
        case let value as Bool: return .flag(value)
        case let value as Int: return .number(Double(value))
        case let value as Double: return .number(value)
        case let value as String: return .text(value)
        default: return nil
        }
    }

    @Test func `a path leads where Foundation's reader finds the same, and nowhere in damaged text without harm`() throws {
        var dice = Dice(13)
        var found = 0
        for round in 0..<4000 {
            let document: Any = round % 2 == 0 ? ["a": json(&dice), "odd name": json(&dice)] : [json(&dice), json(&dice)]
            var options: JSONSerialization.WritingOptions = [.fragmentsAllowed]
            if Bool.random(using: &dice) { options.insert(.prettyPrinted) }
            var bytes = Array(try JSONSerialization.data(withJSONObject: document, options: options))
            var path = "$"
            var value: Any? = document
            for _ in 0..<Int.random(in: 0...4, using: &dice) {
                if let list = value as? [Any], Bool.random(using: &dice) || list.isEmpty {
                    let index = Int.random(in: -5...5, using: &dice)
                    path += "[\(index)]"
                    let place = index < 0 ? list.count + index : index
                    value = list.indices.contains(place) ? list[place] : nil
                } else if let object = value as? [String: Any] {
                    let name = ["a", "b", "odd name", "é"].randomElement(using: &dice) ?? ""
                    path += Bool.random(using: &dice) ? "[\"\(name)\"]" : ".\(name)"
                    value = object[name]
                }
            }
            let step = try JSONPath(path)
            let answer = JSONReader.value(in: bytes, at: step)
            #expect(answer == expected(value), "\(path) in \(String(decoding: bytes, as: UTF8.self))")
            if answer != nil { found += 1 }
            for _ in 0..<5 {
                bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
                _ = JSONReader.value(in: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &dice))), at: step)
            }
        }
        #expect(found > 1000)
    }

    // MARK: Dates and schedules

    @Test func `dates, waits and schedules of any shape are read or refused`() {
        var dice = Dice(14)
        let pieces = [
            "Sun", "Sunday", ",", " ", "06", "6", "Nov", "nov", "1994", "94", "-", "08:49:37", "08:49", "GMT", "99999999999999999999",
            "-1", ":", "*", "/", "0", "7", "1-5", "jan", "é", "2026-03-01", "T", "22:00", "Z", "9999", "0000",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...9, using: &dice)).map { _ in
                (pieces.randomElement(using: &dice) ?? "") + (Bool.random(using: &dice) ? " " : "")
            }.joined()
            _ = RetryAfter.wait(text, now: midnight)
            _ = HTTPDate.parse(text)
            _ = LocalTime(text)
            if let schedule = try? CronSchedule(text, timeZone: .gmt) { #expect(schedule.text == text) }
        }
    }
}
