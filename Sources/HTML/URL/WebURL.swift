/// A URL record as the WHATWG URL standard defines it (https://url.spec.whatwg.org).
package struct WebURL: Hashable, Sendable {
    /// The serialisation, which is also the identity.
    package let href: String
}
