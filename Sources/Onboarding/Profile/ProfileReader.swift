import HTML
package import Settings

/// Reads a profile's file (YAML, or JSON, which is YAML) and says all that is wrong with it, each mistake with its line and column.
package struct ProfileReader {
    private let text: ConfigurationText
    private var problems: [SettingProblem]
    private var values: [ProfileKey: [String]] = [:]
    private var files: [ProfileKey: [UploadFile]] = [:]
    private let open: FileOpener?

    /// Reads the file of a path that a profile names.
    package typealias FileOpener = (String) -> Result<UploadFile, UploadFile.Refusal>

    private init(_ text: ConfigurationText, _ open: FileOpener?) {
        (self.text, self.open) = (text, open)
        problems = text.problems
    }

    /// Reads a profile. It holds what could be read, also where there are mistakes.
    /// - Parameter open: Nil where it may name no file: whoever wrote it is not whose disk this is.
    package static func read(
        file: String, bytes: [UInt8], open: FileOpener? = nil
    ) -> (profile: Profile, problems: [SettingProblem]) {
        let text = ConfigurationText(file: file, bytes: bytes)
        var reader = ProfileReader(text, open)
        reader.read()
        return (Profile(reader.values, files: reader.files), reader.problems.sorted { $0.order < $1.order })
    }

    private mutating func read() {
        guard let root = text.root else {
            if problems.isEmpty {
                add(
                    .missingKey, SettingNode(.null), "", "the profile is empty",
                    remedy: "write at least organization: or name:, and email:")
            }
            return
        }
        guard case .map(let members) = root.content else {
            add(
                .wrongType, root, "", "the profile is \(root.found)", allowed: "a group of keys",
                remedy: "write lines such as organization: Lindqvist Plumbing")
            return
        }
        for member in members {
            guard let key = ProfileKey(rawValue: member.name) else {
                unknown(member)
                continue
            }
            take(member.value, key)
        }
        if values[.organization] == nil, values[.name] == nil, values[.familyName] == nil, problems.isEmpty {
            add(
                .missingKey, root, "organization", "the profile names neither a business nor a person",
                remedy: "add organization: or name:")
        }
    }

    private mutating func unknown(_ member: SettingNode.Member) {
        let asWritten = member.name.lowercased()
        let nearest =
            ProfileKey.synonyms[asWritten]?.rawValue ?? Spelling.nearest(to: member.name, among: ProfileKey.allCases.map(\.rawValue))
            ?? Spelling.nearest(to: asWritten, among: ProfileKey.synonyms.keys.sorted()).flatMap { ProfileKey.synonyms[$0]?.rawValue }
        problems.append(
            SettingProblem(
                .unknownKey, at: .file(text.file, line: member.line, column: member.column), key: member.name,
                "there is no key \(member.name.cut(80))", nearest: nearest,
                remedy: nearest.map { "write \($0)" } ?? "remove it; `rollcall profile keys` lists what there is",
                excerpt: text.line(member.line), width: member.name.unicodeScalars.count))
    }

    private mutating func take(_ node: SettingNode, _ key: ProfileKey) {
        switch node.content {
        case .null:
            add(.impossibleValue, node, key.rawValue, "\(key.rawValue) has no value", remedy: "write its value, or remove the key")
        case .map:
            add(.wrongType, node, key.rawValue, "\(key.rawValue) is a group of keys", allowed: Self.allowed(key))
        case .list(let items):
            switch key.kind {
            case .list, .urls, .lines, .files: break
            default:
                add(
                    .wrongType, node, key.rawValue, "\(key.rawValue) is a list", allowed: Self.allowed(key),
                    remedy: "write one value after \(key.rawValue):")
                return
            }
            var taken: [String] = []
            for (index, item) in items.enumerated() {
                let path = "\(key.rawValue)[\(index)]"
                guard case .scalar(let value, _) = item.content else {
                    add(.wrongType, item, path, "\(path) is \(item.found)", allowed: "a text")
                    continue
                }
                if let value = checked(value, item, key, path) { taken.append(value) }
            }
            // Lines of one text are one value.
            if !taken.isEmpty { values[key] = key.kind == .lines ? [taken.joined(separator: "\n")] : taken }
        case .scalar(let value, _):
            if let value = checked(value, node, key, key.rawValue) { values[key] = [value] }
        }
    }

    /// The value in the form in which it is kept; nil where it is wrong, which is noted.
    private mutating func checked(_ written: String, _ node: SettingNode, _ key: ProfileKey, _ path: String) -> String? {
        let value = key.kind == .lines ? written.strippingSpace : written.collapsed
        guard !value.isEmpty else {
            add(.impossibleValue, node, path, "\(path) is blank", remedy: "write its value, or remove the key")
            return nil
        }
        guard value.utf8.count <= 20_000 else {
            add(.impossibleValue, node, path, "\(path) is longer than 20,000 bytes", remedy: "shorten it")
            return nil
        }
        if key.kind == .files, !ValueRules.isWebAddress(value), !value.contains(":") {
            take(path: value, node, key, path)
            return nil
        }
        let isRight =
            switch key.kind {
            case .text, .lines, .list: true
            case .email: ValueRules.isEmail(value)
            case .url, .urls, .files: ValueRules.isWebAddress(value)
            case .phone: Telephone(value, in: nil)?.country != nil
            case .country: Country.named(value) != nil
            case .date: DateValue(value) != nil
            case .number: Int(value).map { $0 >= 0 } ?? false
            case .degrees: Double(value).map { abs($0) <= (key == .latitude ? 90 : 180) } ?? false
            case .consent: ["yes", "true", "no", "false"].contains(value.lowercased())
            }
        guard isRight else {
            add(
                .impossibleValue, node, path, "\(path) is \(node.found)", allowed: Self.allowed(key),
                remedy: key.kind == .phone ? "write it with + and its country's code: +1 614 555 0142" : nil)
            return nil
        }
        if key.kind == .consent { return ["yes", "true"].contains(value.lowercased()) ? "yes" : nil }
        return value
    }

    private mutating func take(path value: String, _ node: SettingNode, _ key: ProfileKey, _ path: String) {
        guard let open else {
            return add(
                .impossibleValue, node, path, "\(path) names a file, and no files are read here", allowed: "an address with https://",
                remedy: "write the address of the picture, or set out with `rollcall onboard --profile`")
        }
        switch open(value) {
        case .success(let file): files[key, default: []].append(file)
        case .failure(let refusal):
            add(
                .impossibleValue, node, path, "the file \(value.cut(200)) \(refusal.words)", allowed: Self.allowed(key),
                remedy: "name a picture, by a path from the profile's own folder")
        }
    }

    private static func allowed(_ key: ProfileKey) -> String {
        switch key.kind {
        case .text: "a text"
        case .lines: "a text, or a list of its lines"
        case .list: "a text or a list of texts"
        case .email: "an e-mail address"
        case .phone: "a telephone number in its international form"
        case .url: "an address with https://"
        case .urls: "an address with https://, or a list of them"
        case .files: "an address with https://, the path of a picture, or a list of them"
        case .country: "a country by its two letters (US) or its name"
        case .date: "a date (2003-04-01) or a year"
        case .number: "a whole number"
        case .degrees: key == .latitude ? "degrees from -90 to 90, as 39.9712" : "degrees from -180 to 180, as -83.0027"
        case .consent: "yes or no"
        }
    }

    private mutating func add(
        _ code: SettingProblem.Code, _ node: SettingNode, _ path: String, _ message: String, allowed: String? = nil, remedy: String? = nil
    ) {
        problems.append(
            SettingProblem(
                code, at: .file(text.file, line: node.line, column: node.column), key: path, message, allowed: allowed, remedy: remedy,
                excerpt: text.line(node.line), width: node.width))
    }
}

extension SettingProblem {
    /// Line, then column.
    fileprivate var order: (Int, Int) { if case .file(_, let line, let column) = place { (line, column) } else { (0, 0) } }
}
