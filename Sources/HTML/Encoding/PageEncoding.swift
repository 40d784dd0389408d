/// The encoding of a page's bytes, for readers that need its text but not its tree.
package enum PageEncoding {
    /// The encoding's name of the Encoding standard, in lower case: the byte order mark decides, then the transport, then the page's own
    /// declaration, then the bytes themselves (HTML standard, "Determining the character encoding").
    ///
    /// - Parameter transport: What `charset` of the `Content-Type` says.
    package static func name(of bytes: [UInt8], transport: String?) -> String { EncodingSniffer.encoding(of: bytes, transport: transport) }

    /// The bytes as well-formed UTF-8; what is no text in that encoding becomes U+FFFD.
    package static func utf8(_ bytes: [UInt8], encoding: String) -> [UInt8] {
        encoding == "utf-8" ? EncodingSniffer.repaired(bytes) : LegacyDecoder.decode(bytes[...], encoding)
    }
}
