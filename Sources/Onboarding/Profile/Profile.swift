/// What is told of one business, wherever it is submitted: each key with its value or values, as a person wrote them.
package struct Profile: Sendable, Hashable {
    package private(set) var values: [ProfileKey: [String]]
    /// What controls for files are sent, by the key that names it.
    package private(set) var files: [ProfileKey: [UploadFile]]
    /// Why a file that is named by its address could not be had, in words.
    package internal(set) var missed: [ProfileKey: String] = [:]

    /// Keys without a value, and values that are blank, are left out.
    package init(_ values: [ProfileKey: [String]], files: [ProfileKey: [UploadFile]] = [:]) {
        self.values = values.mapValues { $0.filter { !$0.collapsed.isEmpty } }.filter { !$0.value.isEmpty }
        self.files = files.filter { !$0.value.isEmpty }
    }

    /// Puts a file behind those of its key.
    mutating func add(_ file: UploadFile, for key: ProfileKey) { files[key, default: []].append(file) }

    /// Gives its files their content, as far as that is known.
    /// - Parameter contents: By ``UploadFile/digest``.
    mutating func fill(_ contents: [String: [UInt8]]) {
        files = files.mapValues { $0.map { file in contents[file.digest].flatMap { file.with($0) } ?? file } }
    }

    /// The first value of a key.
    package subscript(_ key: ProfileKey) -> String? { values[key]?.first }

    /// All values of a key.
    package func all(_ key: ProfileKey) -> [String] { values[key] ?? [] }

    /// The country that the business is in; nil where the profile names none.
    package var homeCountry: Country? { self[.country].flatMap(Country.named) ?? self[.tel].flatMap { Telephone($0) }?.country }

    /// The telephone number in its parts.
    package var telephone: Telephone? { self[.tel].flatMap { Telephone($0, in: self[.country].flatMap(Country.named)) } }

    /// The contact's whole name, put together from its parts where it is not written out.
    package var wholeName: String? {
        if let name = self[.name] { return name }
        let parts = [self[.givenName], self[.additionalName], self[.familyName]].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The contact's given and family name, split from the whole name where they are not written out: the last word is the family's, with the
    /// particles before it.
    package var nameParts: (given: String?, family: String?) {
        if self[.givenName] != nil || self[.familyName] != nil { return (self[.givenName], self[.familyName]) }
        guard let name = self[.name] else { return (nil, nil) }
        let words = name.split(separator: " ").map(String.init)
        guard words.count > 1 else { return (nil, words.first) }
        var start = words.count - 1
        while start > 1, Self.particles.contains(words[start - 1].lowercased()) { start -= 1 }
        return (words[..<start].joined(separator: " "), words[start...].joined(separator: " "))
    }

    private static let particles: Set<String> = [
        "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin", "ibn", "zu", "zur", "ter",
        "ten", "st.", "san",
    ]

    /// The street address by lines.
    package var streetLines: [String] {
        all(.streetAddress).flatMap { $0.split(separator: "\n").map { String($0).collapsed } }.filter { !$0.isEmpty }
    }
}
