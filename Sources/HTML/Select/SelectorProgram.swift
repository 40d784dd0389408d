/// A compiled selector: flat tables of plain values that refer to each other by index, so that matching follows no references.
struct SelectorProgram: Sendable {
    /// How a compound stands to the one on its left.
    enum Combinator: UInt8, Sendable {
        case descendant, child, next, following
    }

    /// One condition on one element.
    enum Test: Sendable {
        /// Index into `names`.
        case type(Int32)
        /// Index into `texts`.
        case id(Int32)
        /// Index into `texts`.
        case className(Int32)
        /// Index into `attributes`.
        case attribute(Int32)
        /// Index into `nths`.
        case nth(Int32)
        /// Matches when one of the list does; index into `lists`.
        case any(Int32)
        /// Matches when none of the list does; index into `lists`.
        case none(Int32)
        /// Matches when one of the relative selectors does; index into `lists`.
        case has(Int32)
        /// A range of `texts`: language ranges.
        case language(from: Int32, to: Int32)
        case direction(isRightToLeft: Bool)
        case pseudo(PseudoClass)
        /// The element that a `:has()` is asked about.
        case anchor
        /// What a static document never shows: `:hover`, `::before`, a name without a namespace.
        case never
    }

    /// A name as written and in lower case: HTML's names fold, SVG's and MathML's do not.
    struct Name: Sendable {
        let written: [UInt8]
        let lower: [UInt8]
    }

    struct AttributeTest: Sendable {
        enum Operator: UInt8, Sendable {
            case exists, equals, includes, dash, prefix, suffix, substring
        }

        enum Case: UInt8, Sendable {
            /// As the host language says: HTML folds the values of some attributes on its own elements.
            case byLanguage, insensitive, sensitive
        }

        let name: Name
        let comparison: Operator
        let value: [UInt8]
        let caseRule: Case
        /// Whether HTML lists the attribute among those whose values fold.
        let foldsInHTML: Bool
    }

    struct NthTest: Sendable {
        let step: Int
        let offset: Int
        let fromEnd: Bool
        let ofType: Bool
        /// The list of `of S`, an index into `lists`; -1 without.
        let list: Int32

        /// Whether the one-based place fits `step * n + offset` for some n ≥ 0.
        func contains(_ place: Int) -> Bool {
            if step == 0 { return place == offset }
            let distance = place &- offset
            return distance % step == 0 && distance / step >= 0
        }
    }

    struct Compound: Sendable {
        let from: Int32
        let to: Int32
        /// How it stands to the compound before it in the complex selector; meaningless for the first.
        let combinator: Combinator
    }

    struct Complex: Sendable {
        /// Range of `compounds`, left to right.
        let from: Int32
        let to: Int32
        /// For a relative selector, where to look for its subject.
        let reach: Reach
        /// What its rightmost compound asks for first.
        let key: Key
    }

    /// Where the subject of a relative selector can stand, seen from the anchor.
    enum Reach: UInt8, Sendable {
        case descendants, nextSibling, followingSiblings, insideNextSibling, insideFollowingSiblings
    }

    /// The cheapest necessary condition on a subject.
    enum Key: Sendable {
        case none
        case id(Int32)
        case className(Int32)
        case type(Int32)
        case never
    }

    var names: [Name] = []
    var texts: [[UInt8]] = []
    var attributes: [AttributeTest] = []
    var nths: [NthTest] = []
    var tests: [Test] = []
    var compounds: [Compound] = []
    var complexes: [Complex] = []
    /// Ranges of `complexes`.
    var lists: [Range<Int32>] = []
    /// The list that is the whole selector.
    var root: Int32 = 0
}

/// Pseudo-classes without arguments that a static document can decide.
enum PseudoClass: UInt8, Sendable {
    case root, scope, empty
    case firstChild, lastChild, onlyChild, firstOfType, lastOfType, onlyOfType
    case anyLink, checked, `default`, defined, disabled, enabled, indeterminate, inRange, outOfRange
    case open, optional, placeholderShown, readOnly, readWrite, required

    /// Whether it asks for a place in the tree rather than for a state.
    var isStructural: Bool {
        switch self {
        case .root, .scope, .empty, .firstChild, .lastChild, .onlyChild, .firstOfType, .lastOfType, .onlyOfType: true
        default: false
        }
    }

    static func named(_ name: String) -> PseudoClass? {
        switch name {
        case "root": .root
        case "scope": .scope
        case "empty": .empty
        case "first-child": .firstChild
        case "last-child": .lastChild
        case "only-child": .onlyChild
        case "first-of-type": .firstOfType
        case "last-of-type": .lastOfType
        case "only-of-type": .onlyOfType
        case "link", "any-link": .anyLink
        case "checked": .checked
        case "default": .default
        case "defined": .defined
        case "disabled": .disabled
        case "enabled": .enabled
        case "indeterminate": .indeterminate
        case "in-range": .inRange
        case "out-of-range": .outOfRange
        case "open": .open
        case "optional": .optional
        case "placeholder-shown": .placeholderShown
        case "read-only": .readOnly
        case "read-write": .readWrite
        case "required": .required
        default: nil
        }
    }

    /// Pseudo-classes that speak of a user, a viewport, a session or a shadow tree: valid, and never true of a document at rest.
    static let dynamic: Set<String> = [
        "active", "active-view-transition", "autofill", "blank", "buffering", "current", "focus", "focus-visible", "focus-within",
        "fullscreen",
        "future", "host", "hover", "invalid", "local-link", "modal", "muted", "past", "paused", "picture-in-picture", "playing",
        "popover-open", "seeking", "stalled", "target", "target-current", "target-within", "user-invalid", "user-valid", "valid",
        "visited", "volume-locked", "-webkit-autofill",
    ]

    /// The pseudo-elements of the CSS modules; elements of a tree they are not, so they match nothing.
    static let elements: Set<String> = [
        "after", "backdrop", "before", "cue", "cue-region", "details-content", "file-selector-button", "first-letter", "first-line",
        "grammar-error", "marker", "placeholder", "search-text", "selection", "spelling-error", "target-text", "view-transition",
    ]

    /// The pseudo-elements that CSS 2 wrote with one colon.
    static let singleColonElements: Set<String> = ["after", "before", "first-letter", "first-line"]

    /// Pseudo-elements that take an argument.
    static let functionalElements: Set<String> = [
        "cue", "cue-region", "highlight", "part", "picker", "slotted", "view-transition-group", "view-transition-image-pair",
        "view-transition-new", "view-transition-old",
    ]
}

extension SelectorProgram.AttributeTest {
    /// The attributes whose values HTML compares without regard to ASCII case (HTML standard, "Case-sensitivity of selectors").
    static let folding: Set<String> = [
        "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear", "codetype", "color", "compact",
        "declare", "defer", "dir", "direction", "disabled", "enctype", "face", "frame", "hreflang", "http-equiv", "lang", "language",
        "link",
        "media", "method", "multiple", "nohref", "noresize", "noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope", "scrolling",
        "selected", "shape", "target", "text", "type", "valign", "valuetype", "vlink",
    ]
}
