#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A setting given on the command line, put over file and environment.
package struct SettingOverride: Sendable, Hashable {
    package let path: String
    package let text: String
    /// The option as the user wrote it, for messages: `--listen`.
    package let flag: String

    package init(_ path: String, _ text: String, flag: String) {
        self.path = path
        self.text = text
        self.flag = flag
    }
}

extension Settings {
    /// Reads the configuration.
    /// - Parameters:
    ///   - file: Path of the YAML file; nil for none. A file that cannot be read is an error, an empty one is not.
    ///   - environment: The process's variables; those that begin with `ROLLCALL_` are read.
    /// - Throws: ``SettingsErrors`` with everything that is wrong.
    package static func load(
        file: String?, environment: [String: String], overrides: [SettingOverride] = [], catalogue: SettingsCatalogue
    ) throws(SettingsErrors) -> Settings {
        guard let file else { return try load(text: nil, environment: environment, overrides: overrides, catalogue: catalogue) }
        let bytes: [UInt8]
        do {
            bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
        } catch {
            let exists = FileManager.default.fileExists(atPath: file)
            throw SettingsErrors(problems: [
                SettingProblem(
                    .unreadableFile, at: .file(file, line: 1, column: 1),
                    exists ? "the file cannot be read (is it a folder, or are its permissions too narrow?)" : "there is no such file",
                    remedy: exists ? "check it with `ls -l`" : "check the path, or write a starter file with `rollcall init`")
            ])
        }
        return try load(text: (file, bytes), environment: environment, overrides: overrides, catalogue: catalogue)
    }

    /// As ``load(file:environment:overrides:catalogue:)``, of bytes at hand; the name is for messages.
    package static func load(
        text: (file: String, bytes: [UInt8])?, environment: [String: String] = [:], overrides: [SettingOverride] = [],
        catalogue: SettingsCatalogue
    ) throws(SettingsErrors) -> Settings {
        var loader = SettingsLoader(catalogue: catalogue)
        if let text { loader.read(ConfigurationText(file: text.file, bytes: text.bytes)) }
        loader.read(environment: environment)
        loader.read(overrides: overrides)
        let settings = Settings(catalogue: catalogue, entries: loader.entries)
        // A value that is wrong by itself contradicts others by chance only.
        if loader.problems.isEmpty { loader.check(settings) }
        guard loader.problems.isEmpty else { throw SettingsErrors(problems: loader.problems) }
        return settings
    }
}

/// Reads the sources one over the other and gathers what is wrong.
struct SettingsLoader {
    let catalogue: SettingsCatalogue
    var entries: [String: Settings.Entry] = [:]
    /// Where each entry was written.
    private var origins: [String: Origin] = [:]
    var problems: [SettingProblem] = []

    private struct Origin {
        var place: SettingProblem.Place
        var excerpt: String?
        var width: Int
    }

    init(catalogue: SettingsCatalogue) { self.catalogue = catalogue }

    /// Finds settings that contradict each other.
    mutating func check(_ settings: Settings) {
        for conflict in catalogue.rules.compactMap({ $0.conflict(settings) }) {
            guard let path = conflict.paths.first(where: { origins[$0] != nil }) ?? conflict.paths.first else { continue }
            let origin = origins[path]
            problems.append(
                SettingProblem(
                    .impossibleValue, at: origin?.place ?? .environment("defaults"), key: path, conflict.message, allowed: conflict.allowed,
                    remedy: conflict.remedy, excerpt: origin?.excerpt, width: origin?.width ?? 1))
        }
    }

    mutating func read(_ text: ConfigurationText) {
        var found = text.problems
        defer {
            problems += found.sorted { a, b in
                guard case .file(_, let line, let column) = a.place, case .file(_, let otherLine, let otherColumn) = b.place else {
                    return false
                }
                return (line, column) < (otherLine, otherColumn)
            }
        }
        guard let root = text.root else { return }
        switch root.content {
        case .null: return
        case .map(let members): walk(members, below: "", text, &found)
        default:
            found.append(
                SettingProblem(
                    .wrongType, at: .file(text.file, line: root.line, column: root.column), "the file holds \(root.found)",
                    allowed: "groups of keys, such as `watch:`", excerpt: text.line(root.line), width: root.width))
        }
    }

    private mutating func walk(
        _ members: [SettingNode.Member], below group: String, _ text: ConfigurationText, _ found: inout [SettingProblem]
    ) {
        for member in members {
            let path = group.isEmpty ? member.name : group + "." + member.name
            let node = member.value
            if let key = catalogue.key(at: path) {
                take(key, node, .file(text.file, line: member.line), &found) { rejection in
                    (.file(text.file, line: rejection.line, column: rejection.column), text.line(rejection.line))
                }
            } else if catalogue.isGroup(path) {
                switch node.content {
                case .map(let inner): walk(inner, below: path, text, &found)
                case .null: break
                default:
                    found.append(
                        SettingProblem(
                            .wrongType, at: .file(text.file, line: node.line, column: node.column), key: path,
                            "\(path) is \(node.found)", allowed: "the keys " + catalogue.names(below: path).joined(separator: ", "),
                            excerpt: text.line(node.line), width: node.width))
                }
            } else {
                let nearest = catalogue.nearest(to: member.name, in: group)
                found.append(
                    SettingProblem(
                        .unknownKey, at: .file(text.file, line: member.line, column: member.column), key: path,
                        "there is no setting \(path)",
                        allowed: nearest == nil ? "the keys " + catalogue.names(below: group).joined(separator: ", ") : nil,
                        nearest: nearest, remedy: nearest.map { "write \($0), or remove the key" } ?? "remove the key",
                        excerpt: text.line(member.line), width: member.name.unicodeScalars.count))
            }
        }
    }

    mutating func read(environment: [String: String]) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("ROLLCALL_") {
            if catalogue.otherVariables.contains(name) { continue }
            guard let key = catalogue.key(for: name) else {
                let nearest = catalogue.nearestVariable(to: name)
                problems.append(
                    SettingProblem(
                        .unknownVariable, at: .environment(name), "no setting is called by the variable \(name)", nearest: nearest,
                        remedy: nearest.map { "set \($0), or unset it" } ?? "unset it"))
                continue
            }
            readText(key, value, source: .environment(name), place: .environment(name))
        }
    }

    mutating func read(overrides: [SettingOverride]) {
        for override in overrides {
            guard let key = catalogue.key(at: override.path) else {
                let nearest = catalogue.nearest(to: override.path, in: "")
                problems.append(
                    SettingProblem(
                        .unknownKey, at: .flag(override.flag), key: override.path, "there is no setting \(override.path)", nearest: nearest,
                        remedy: nearest.map { "write \($0)" }))
                continue
            }
            readText(key, override.text, source: .flag(override.flag), place: .flag(override.flag))
        }
    }

    /// Reads a value that came as one line of text: a scalar as it stands, a list as `a, b` or in YAML.
    private mutating func readText(_ key: AnySettingKey, _ text: String, source: SettingSource, place: SettingProblem.Place) {
        var node = SettingNode(.scalar(text, quoted: false))
        let isFlow = text.hasPrefix("[") || text.hasPrefix("{") || text.hasPrefix("- ")
        if key.shape != .scalar, isFlow {
            let parsed = ConfigurationText(file: place.description, bytes: Array(text.utf8))
            if let problem = parsed.problems.first {
                problems.append(SettingProblem(.syntax, at: place, key: key.path, problem.message, allowed: key.allowed))
                return
            }
            node = parsed.root ?? node
        } else if key.shape == .list {
            let parts = text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
            node = SettingNode(.list(parts.map { SettingNode(.scalar($0, quoted: false)) }))
        } else if text == "null" || text.isEmpty {
            node = SettingNode(.null)
        }
        var found: [SettingProblem] = []
        take(key, node, source, &found) { _ in (place, nil) }
        problems += found
    }

    private mutating func take(
        _ key: AnySettingKey, _ node: SettingNode, _ source: SettingSource, _ found: inout [SettingProblem],
        locate: (SettingRejection) -> (SettingProblem.Place, String?)
    ) {
        var rejections: [SettingRejection] = []
        if let value = key.read(node, &rejections), rejections.isEmpty {
            entries[key.path] = Settings.Entry(value: value, source: source, text: node.flowText)
            let here = SettingRejection(node, allowed: key.allowed, SettingTextError())
            let (place, excerpt) = locate(here)
            origins[key.path] = Origin(place: place, excerpt: key.isSecret ? nil : excerpt, width: here.width)
        }
        for rejection in rejections {
            let (place, excerpt) = locate(rejection)
            let path = key.path + rejection.subpath
            let isHidden = key.hasSecretFields ? rejection.isSecret : key.isSecret
            let seen = isHidden ? "(hidden)" : rejection.found
            let message: String
            switch rejection.code {
            case .unknownKey: message = "there is no key \(path)"
            case .missingKey: message = rejection.detail ?? "\(path) is missing"
            default: message = "\(path) is \(seen)" + (rejection.detail.map { ": \($0)" } ?? "")
            }
            found.append(
                SettingProblem(
                    rejection.code, at: place, key: path, message, allowed: rejection.allowed,
                    remedy: isHidden && !key.hasSecretFields ? nil : rejection.remedy,
                    // The line may hold a secret beside what is wrong.
                    excerpt: key.isSecret ? nil : excerpt, width: rejection.width))
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
