import Crypto

/// SHA-256 (FIPS 180-4) of what is kept once however often it is given.
enum Digest {
    /// In lower-case hexadecimal digits.
    static func text(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let out = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: out, as: UTF8.self)
    }
}
