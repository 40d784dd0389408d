/// A structure that names its values itself: for rows of which a page has hundreds, where reflection would be most of the work.
protocol TemplateRecord {
    var fields: [(name: String, value: TemplateValue)] { get }
}

/// What a template shows: text, truth, a list, or a record of named values.
enum TemplateValue: Sendable {
    /// An optional without a value: shows nothing and counts as false.
    case missing
    case text(String)
    case flag(Bool)
    case list([TemplateValue])
    case record([(name: String, value: TemplateValue)])

    /// Text, or nothing.
    static func optional(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .missing }

    /// The value as a template sees it: a structure becomes a record of its properties, an array a list, an optional what it holds.
    ///
    /// A structure is reflected once, not at each place that names one of its properties.
    init(_ value: Any) {
        switch value {
        case let value as String: self = .text(value)
        case let value as Bool: self = .flag(value)
        case let value as Int64: self = .text(String(value))
        case let value as Int: self = .text(String(value))
        case let value as any TemplateRecord: self = .record(value.fields)
        default:
            let mirror = Mirror(reflecting: value)
            switch mirror.displayStyle {
            case .optional: self = mirror.children.first.map { TemplateValue($0.value) } ?? .missing
            case .collection: self = .list(mirror.children.map { TemplateValue($0.value) })
            default: self = .record(mirror.children.map { ($0.label ?? "", TemplateValue($0.value)) })
            }
        }
    }

    /// Whether a section with this value is shown.
    var holds: Bool {
        switch self {
        case .missing: false
        case .flag(let flag): flag
        case .list(let list): !list.isEmpty
        case .text, .record: true
        }
    }

    /// The record's value of that name; nil where this is no record or has no such name.
    func value(named name: String) -> TemplateValue? {
        guard case .record(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }
}
