import Directories
import Expressions
import Model
import Watch

/// What is wrong with the settings of a check, before anything is stored: a kind that does not exist, a condition that cannot be read.
enum CheckProblem {
    @Sendable static func of(_ settings: CheckSettings) -> DirectoriesError? {
        guard CheckCatalogue.available.contains(settings.kind) else {
            return DirectoriesError(
                .invalidField, field: "checks", "the check \(settings.kind.rawValue) does not exist yet",
                remedy: "Use one of \(CheckCatalogue.available.map(\.rawValue).joined(separator: ", "))")
        }
        for condition in settings.conditions {
            do throws(CheckError) {
                try CheckCatalogue.validate(condition, for: settings.kind)
            } catch {
                let place = error.condition.map { ", in column \($0.column) of \($0.source)" } ?? ""
                return DirectoriesError(.invalidField, field: "checks", error.message + place, remedy: error.remedy)
            }
        }
        return nil
    }
}
