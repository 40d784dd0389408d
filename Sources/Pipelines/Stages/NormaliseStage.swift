import Directories
package import Settings

/// Brings fields into one form, so that equal things are written alike:
///
/// ```yaml
/// - normalise:
///     fields: {email: email, phone: phone, site: url, name: space, state: upper, since: date}
///     region: US          # of phone numbers without a country
/// ```
///
/// A value that has no such form is a fault of its record; what is missing stays missing.
package struct NormaliseStage: TransformStage {
    package static let kind = "normalise"
    let fields: [(name: String, form: Normaliser)]
    let region: Normaliser.Region?

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> NormaliseStage? {
        guard let group = reader.group(node, at: path, keys: ["fields", "region"]) else { return nil }
        let before = reader.problems.count
        var fields: [(String, Normaliser)] = []
        if let node = group.node("fields") {
            for (name, value) in reader.members(node, at: group.path("fields")) {
                if let form = reader.value(value, .choice(of: Normaliser.self), at: DocumentReader.join(group.path("fields"), name)) {
                    fields.append((name, form))
                }
            }
        } else {
            reader.missing("fields", in: group, remedy: "add fields: {email: email}")
        }
        let region = group.value("region", .choice(of: Normaliser.Region.self), &reader)
        return reader.problems.count == before ? NormaliseStage(fields: fields, region: region) : nil
    }

    package func apply(_ record: inout Record) throws(RecordFault) -> Bool {
        for (name, form) in fields {
            guard let value = record[name], let text = value.shownText, !text.isEmpty else { continue }
            guard let normal = form.normal(text, region: region) else {
                throw RecordFault("\(name) is no \(form.rawValue): \(text.prefix(60))")
            }
            if normal != value { record[name] = normal }
        }
        return true
    }
}
