/// Where the requests of a page may go from the moment that values stand in its form.
package enum FormOutlet: Sendable, Hashable {
    /// Anywhere: nothing is filled in yet.
    case open
    /// Nowhere, for good.
    case closed
    /// To these hosts, lower case, and to no other site.
    case hosts(Set<String>)
}

/// What is put into one form of a page before its button is pressed.
package struct FormFilling: Sendable, Hashable {
    /// The form's place among the page's forms, from 0, for where none of its controls is filled.
    package var form: Int
    package var entries: [FieldEntry]
    /// Texts of buttons that send a form off, folded: lower case, no accents, a blank on the left.
    package var sending: [String]
    /// Texts of buttons that lead on to a further step, folded in the same way.
    package var leading: [String]

    package init(form: Int, entries: [FieldEntry], sending: [String], leading: [String] = []) {
        (self.form, self.entries, self.sending, self.leading) = (form, entries, sending, leading)
    }
}

/// What came of pressing a filled form's button.
package struct FormPress: Sendable {
    /// A request that the page made for it.
    package struct Request: Sendable, Hashable {
        package enum Outcome: Sendable, Hashable {
            /// It was not let out.
            case kept
            /// With the beginning of what came back.
            case answered(status: Int, body: [UInt8])
            /// One sentence without a full stop.
            case failed(String)
        }

        package var url: String
        package var method: String
        /// Whether it is for a document, as a form's own; else a script made it.
        package var isDocument: Bool
        /// What it carries, without its files; its beginning where that is long.
        package var content: [UInt8]
        package var outcome: Outcome
    }

    /// A control with a value that the browser itself would not send.
    package struct Invalid: Sendable, Hashable, Decodable {
        /// As ``FieldEntry`` counts.
        package var ordinal: Int
        package var words: String
    }

    /// The ordinals of the controls that took their value.
    package var filled: [Int]
    /// What stands on the button; nil where none was found.
    package var button: String?
    /// Whether it could not be pressed.
    package var isDisabled: Bool
    /// Controls that the browser minds.
    package var invalid: [Invalid]
    /// What the page said against it, each once: texts that were not there before.
    package var complaints: [String]
    /// What else it said: other such texts, and dialogs.
    package var notices: [String]
    /// In the order in which they were made.
    package var requests: [Request]
    /// The page as that has left it.
    package var page: RenderedPage
}

/// The requests of a page since its form's button was pressed.
struct SendLog: Sendable {
    private var ids: [String] = []
    private(set) var requests: [FormPress.Request] = []
    private static let (mostRequests, mostBytes) = (50, 1 << 18)

    mutating func begin(_ paused: DevToolsEvents.RequestPaused) {
        let kind = paused.resourceType
        guard requests.count < Self.mostRequests, kind == "Document" || kind == "XHR" || kind == "Fetch" else { return }
        ids.append(paused.requestId)
        requests.append(
            FormPress.Request(
                url: paused.request.url, method: paused.request.method, isDocument: kind == "Document",
                content: Array((paused.request.parts.compactMap(\.self).reduce([], +)).prefix(Self.mostBytes)), outcome: .kept))
    }

    mutating func end(_ paused: DevToolsEvents.RequestPaused, _ outcome: FormPress.Request.Outcome) {
        guard let place = ids.firstIndex(of: paused.requestId) else { return }
        if case .answered(let status, let body) = outcome {
            requests[place].outcome = .answered(status: status, body: Array(body.prefix(Self.mostBytes)))
        } else {
            requests[place].outcome = outcome
        }
    }
}
