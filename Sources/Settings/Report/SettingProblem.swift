/// One thing wrong with the configuration: where, what was found, what is allowed, what to do.
package struct SettingProblem: Sendable, Hashable {
    /// What sort of mistake it is, for machines.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case unknownKey = "unknown_key"
        case wrongType = "wrong_type"
        case impossibleValue = "impossible_value"
        case duplicateKey = "duplicate_key"
        case missingKey = "missing_key"
        case syntax
        case encoding
        case unreadableFile = "unreadable_file"
        case unknownVariable = "unknown_variable"
    }

    /// Where a value was written.
    package enum Place: Sendable, Hashable {
        /// Line and column count from 1, the column in Unicode scalars.
        case file(String, line: Int, column: Int)
        case environment(String)
        case flag(String)

        package var description: String {
            switch self {
            case .file(let path, let line, let column): "\(path):\(line):\(column)"
            case .environment(let name), .flag(let name): name
            }
        }
    }

    package var code: Code
    package var place: Place
    /// The key concerned, with indices of lists: `watch.maintenance[1].cron`; empty where no key is.
    package var key: String
    /// One sentence: what was found.
    package var message: String
    /// What would be right, in words.
    package var allowed: String?
    /// The key or variable that was most likely meant.
    package var nearest: String?
    package var remedy: String?
    /// The line of the file, for showing.
    package var excerpt: String?
    /// Scalars to underline from the column on.
    package var width: Int

    package init(
        _ code: Code, at place: Place, key: String = "", _ message: String, allowed: String? = nil, nearest: String? = nil,
        remedy: String? = nil, excerpt: String? = nil, width: Int = 1
    ) {
        self.code = code
        self.place = place
        self.key = key
        self.message = message
        self.allowed = allowed
        self.nearest = nearest
        self.remedy = remedy
        self.excerpt = excerpt
        self.width = width
    }

    /// The problem for a person, with a caret under the column, as a compiler would tell it.
    package var text: String { text(label: "error: ") }

    fileprivate func text(label: String) -> String {
        var out = "\(place.description): \(label)\(message)"
        if case .file(_, let line, let column) = place, let excerpt {
            let number = String(line)
            // Tabs stay tabs, so that the caret stands under its column whatever a tab's width.
            let lead = String(
                String.UnicodeScalarView(excerpt.unicodeScalars.prefix(max(0, column - 1)).map { $0 == "\t" ? $0 : " " }))
            let room = max(1, excerpt.unicodeScalars.count - (column - 1))
            out += "\n  \(number) | \(excerpt)"
            out += "\n  \(String(repeating: " ", count: number.count)) | \(lead)\(String(repeating: "^", count: max(1, min(width, room))))"
        }
        if let allowed { out += "\n  allowed: \(allowed)" }
        if let nearest { out += "\n  nearest: \(nearest)" }
        if let remedy { out += "\n  remedy: \(remedy)" }
        return out
    }
}

/// All that is wrong with a configuration, in the order of the file, then of the environment, then of the command line.
package struct SettingsErrors: Error, Sendable, CustomStringConvertible {
    package let problems: [SettingProblem]

    package var code: String { "settings_invalid" }
    package var message: String {
        problems.count == 1 ? "The configuration has one mistake" : "The configuration has \(problems.count) mistakes"
    }
    package var remedy: String { "Correct what is listed, then run `rollcall config check`" }
    package var description: String { "\(message).\n" + problems.map { $0.text(label: "") }.joined(separator: "\n\n") }
}
