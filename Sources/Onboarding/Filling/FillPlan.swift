import HTML

/// What would be sent with a form, computed in memory, and everything that stands against sending it. Nothing is ever sent by making one.
package struct FillPlan: Sendable {
    /// One control that was given a value.
    package struct Field: Sendable, Hashable {
        package var ordinal: Int
        package var control: ControlKey
        package var label: String
        package var term: String
        package var key: ProfileKey?
        /// What is sent, as the form's data has it.
        package var values: [String]
        /// What people see of it: an option's label, else the value.
        package var shown: String
        /// How it came about, in words.
        package var how: String
        /// What a control for files is sent; `values` are their names then.
        package var files: [UploadFile] = []
    }

    /// Something that a person must settle, or should know.
    package struct Problem: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            /// The control wants something that the profile has not.
            case missing
            /// The profile has it, and no form of it is what the control takes.
            case unfit
            /// The control wants something, and nothing says what.
            case unknown
            /// What it takes is likely, and not sure enough to be used unasked.
            case unsure
            /// Consent that only a person can give.
            case consent
            /// A file must be sent.
            case file
            case captcha
            /// The page's own scripts do not let the form go as it is filled in.
            case page
        }

        package var kind: Kind
        /// Nil for what concerns the form as a whole.
        package var ordinal: Int?
        package var control: ControlKey?
        package var label: String
        /// One sentence without a full stop.
        package var message: String
        /// Whether the form cannot be sent before it is settled.
        package var isBlocking: Bool
        /// Terms or options that may be the answer, likeliest first.
        package var suggestions: [Suggestion] = []
        /// The step of the form, from 1; nil where it has only one.
        package var step: Int?

        /// The message with its step, where that is not the first.
        package var words: String { (step ?? 1) > 1 ? "in step \(step ?? 1), \(message)" : message }
    }

    /// The problems of a form's steps, each with its step where there are several.
    static func problems(_ plans: [FillPlan]) -> [Problem] {
        guard plans.count > 1 else { return plans.flatMap(\.problems) }
        return plans.enumerated().flatMap { index, plan in
            plan.problems.map { problem in
                var problem = problem
                problem.step = index + 1
                return problem
            }
        }
    }

    /// One name and value of the form's data.
    package struct Entry: Sendable, Hashable {
        package var name: String
        /// Of a file its name; empty where none is chosen.
        package var value: String
        /// Whether it comes from a control for files.
        package var isFile = false
        /// Nil where none is chosen.
        package var file: UploadFile?
    }

    /// The form's number on its page.
    package var form: Int
    package var fields: [Field]
    package var problems: [Problem]
    /// The form's data in the order of the HTML standard's "constructing the entry set", traps as they were found.
    package var entries: [Entry]
    /// Ordinals of traps for robots, which are never filled.
    package var traps: [Int]

    /// What must be settled before anything is sent.
    package var blocking: [Problem] { problems.filter(\.isBlocking) }
    package var isReady: Bool { blocking.isEmpty }
}
