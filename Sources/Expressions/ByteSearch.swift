#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The C library's vectorised search for a byte.
package enum ByteSearch {
    /// The first place of `byte` in `from ..< to`; nil if there is none.
    package static func first(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int) -> Int? {
        guard from < to, to <= bytes.count, let base = bytes.baseAddress, let hit = memchr(base + from, Int32(byte), to - from) else {
            return nil
        }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
}
