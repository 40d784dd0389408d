package import Model
import Settings

/// A directory's own checks as they stand in files and in the database:
/// `[{"kind":"http","interval":"30s","timeout":"5s","conditions":["status == 200"]}]`.
package enum CheckFields {
    package static func json(_ checks: [CheckSettings]) -> String { value(checks).json }

    static func value(_ checks: [CheckSettings]) -> FieldValue {
        .list(
            checks.map { check in
                var members = [FieldValue.Member("kind", .text(check.kind.rawValue))]
                if let interval = check.intervalMilliseconds {
                    members.append(.init("interval", .text(DurationText.text(.milliseconds(interval)))))
                }
                if let timeout = check.timeoutMilliseconds {
                    members.append(.init("timeout", .text(DurationText.text(.milliseconds(timeout)))))
                }
                if !check.conditions.isEmpty { members.append(.init("conditions", .list(check.conditions.map { .text($0) }))) }
                return .map(members)
            })
    }

    /// Reads checks from JSON text.
    package static func parse(_ json: String) throws(DirectoriesError) -> [CheckSettings] {
        let value: FieldValue
        do throws(JSONText.Failure) { value = try JSONText.parse(ArraySlice(json.utf8)) } catch {
            throw refusal(
                "the checks are not JSON: \(error.message) (column \(error.offset + 1))", #"Write [{"kind":"http","interval":"30s"}]"#)
        }
        return try read(value)
    }

    static func read(_ value: FieldValue) throws(DirectoriesError) -> [CheckSettings] {
        guard case .list(let items) = value else {
            throw refusal("the checks are not a list", #"Write [{"kind":"http","interval":"30s"}]"#)
        }
        var checks: [CheckSettings] = []
        for item in items {
            if case .text(let name) = item {
                checks.append(CheckSettings(kind: try kind(name)))
                continue
            }
            guard case .map(let members) = item else { throw refusal("a check is neither a name nor an object", #"Write {"kind":"http"}"#) }
            guard let name = members.first(where: { $0.name == "kind" })?.value.scalarText else {
                throw refusal("a check has no kind", "Give it one of \(known)")
            }
            var check = CheckSettings(kind: try kind(name))
            for member in members {
                switch member.name {
                case "kind": break
                case "interval": check.intervalMilliseconds = try duration(member)
                case "timeout": check.timeoutMilliseconds = try duration(member)
                case "conditions":
                    switch member.value {
                    case .list(let conditions):
                        for condition in conditions {
                            guard case .text(let text) = condition else { throw refusal("a condition is not a text", "Put it in quotes") }
                            check.conditions.append(FieldText.line(text))
                        }
                    case .text(let text): check.conditions = [FieldText.line(text)]
                    case .null: break
                    default: throw refusal("the conditions are not a list of texts", "Write [\"status == 200\"]")
                    }
                default:
                    let near = Spelling.nearest(to: member.name, among: ["kind", "interval", "timeout", "conditions"])
                    throw refusal("a check has no key \"\(member.name.prefix(40))\"", near.map { "Did you mean \($0)?" } ?? "Remove it")
                }
            }
            checks.append(check)
        }
        return checks
    }

    /// What is impossible about checks, whoever made them.
    static func problems(_ checks: [CheckSettings]) -> [DirectoriesError] {
        var problems: [DirectoriesError] = []
        for (index, check) in checks.enumerated() {
            if check.kind == .form || check.kind == .listings {
                problems.append(refusal("checks of the kind \(check.kind.rawValue) do not exist yet", "Use one of \(known)"))
            }
            if checks[..<index].contains(where: { $0.kind == check.kind }) {
                problems.append(refusal("there are two checks of the kind \(check.kind.rawValue)", "Put their conditions into one"))
            }
            if let interval = check.intervalMilliseconds, !(1000...31_536_000_000).contains(interval) {
                problems.append(
                    refusal("an interval of \(DurationText.text(.milliseconds(interval))) is not possible", "Choose between 1s and 365d"))
            }
            if let timeout = check.timeoutMilliseconds, !(1...600_000).contains(timeout) {
                problems.append(
                    refusal("a timeout of \(DurationText.text(.milliseconds(timeout))) is not possible", "Choose between 1ms and 10m"))
            }
            if check.conditions.contains(where: { $0.isEmpty }) { problems.append(refusal("a condition is empty", "Remove it")) }
        }
        return problems
    }

    private static let known = "http, tls, dns, content"

    private static func kind(_ name: String) throws(DirectoriesError) -> CheckKind {
        guard let kind = CheckKind(rawValue: name.lowercased()) else {
            throw refusal("there is no check \"\(name.prefix(40))\"", "Use one of \(known)")
        }
        return kind
    }

    private static func duration(_ member: FieldValue.Member) throws(DirectoriesError) -> Int64? {
        if member.value == .null { return nil }
        guard let text = member.value.scalarText, let span = DurationText.parse(text) else {
            throw refusal("the \(member.name) of a check is not a duration", "Write it like 30s, 5m or 2h")
        }
        return span.wholeMilliseconds
    }

    private static func refusal(_ message: String, _ remedy: String) -> DirectoriesError {
        DirectoriesError(.invalidField, field: "checks", message, remedy: remedy)
    }
}
