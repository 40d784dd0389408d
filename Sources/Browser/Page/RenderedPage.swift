package import HTML

/// A page as its scripts left it.
package struct RenderedPage: Sendable {
    /// One request of the page, its document's included.
    package struct Request: Sendable, Hashable {
        package enum Outcome: Sendable, Hashable {
            case answered(status: Int, bytes: Int)
            /// With the reason, one sentence without a full stop.
            case refused(String)
            case failed(String)
        }

        package var url: String
        /// `Document`, `Script`, `XHR` … as the protocol calls them.
        package var kind: String
        package var outcome: Outcome
    }

    /// Where it stands after all redirects, without a fragment.
    package var url: WebURL
    /// Of the document's answer.
    package var status: Int
    /// The document as markup, in UTF-8.
    package var html: [UInt8]
    /// Every request in the order of its end; at most as many as may be made, and a few of those refused.
    package var requests: [Request]
    /// Whether it had come to rest: nothing under way, nothing changing.
    package var isSettled: Bool
    /// Whether something is missing: markup beyond the limit, or requests and bytes beyond theirs.
    package var isTruncated: Bool
}
