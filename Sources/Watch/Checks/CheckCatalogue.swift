import Expressions
package import HTML
package import Model

/// The kinds of check that exist. Adding one touches its file, its test and the list here (docs/adding/check.md).
package enum CheckCatalogue {
    private static let kinds: [any Check.Type] = [HTTPCheck.self, ContentCheck.self, TLSCheck.self, DNSCheck.self]

    /// The kinds that can be made, in the order of documentation.
    package static var available: [CheckKind] { kinds.map { $0.kind } }

    /// Makes a check ready for a directory.
    package static func check(_ directory: Directory, _ settings: CheckSettings, rules: CheckRules) throws(CheckError) -> any Check {
        guard let url = WebURL(directory.url), url.isHTTP else {
            throw CheckError(.badURL, settings.kind, "\(directory.url) cannot be watched", "give an http or https URL")
        }
        return try check(directory.id, name: directory.name, url: url, settings, rules: rules)
    }

    package static func check(
        _ directory: DirectoryID, name: String = "", url: WebURL, _ settings: CheckSettings, rules: CheckRules
    ) throws(CheckError) -> any Check {
        guard let kind = kinds.first(where: { $0.kind == settings.kind }) else {
            throw CheckError(
                .unknownKind, settings.kind, "the check \(settings.kind.rawValue) does not exist yet",
                "use one of \(available.map(\.rawValue).joined(separator: ", "))")
        }
        var conditions: [Condition] = []
        for text in settings.conditions { conditions.append(try condition(text, kind)) }
        return kind.init(CheckPlan(directory: directory, name: name, url: url, settings: settings, conditions: conditions, rules: rules))
    }

    /// Whether a condition can stand in a check of this kind, before anything is stored.
    package static func validate(_ condition: String, for kind: CheckKind) throws(CheckError) {
        guard let type = kinds.first(where: { $0.kind == kind }) else {
            throw CheckError(
                .unknownKind, kind, "the check \(kind.rawValue) does not exist yet",
                "use one of \(available.map(\.rawValue).joined(separator: ", "))")
        }
        _ = try self.condition(condition, type)
    }

    private static func condition(_ text: String, _ kind: any Check.Type) throws(CheckError) -> Condition {
        let condition: Condition
        do { condition = try Condition(text) } catch {
            throw CheckError(.badCondition, kind.kind, error.message, error.remedy, condition: error)
        }
        guard kind.reach.isSuperset(of: condition.needs) else {
            let other = kinds.first { $0.reach.isSuperset(of: condition.needs) }
            throw CheckError(
                .conditionOutOfReach, kind.kind, "a \(kind.kind.rawValue) check does not see what \(text.debugDescription) asks for",
                other.map { "move the condition to the \($0.kind.rawValue) check" } ?? "split the condition over checks that do")
        }
        return condition
    }
}
