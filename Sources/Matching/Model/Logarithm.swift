#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Logarithms to base 2: evidence is counted in bits.
enum Logarithm {
    static func bits(_ value: Double) -> Double { log2(value) }
    static func bits(_ value: Float) -> Float { log2(value) }
    /// The probability that odds of so many bits stand for.
    static func probability(bits: Double) -> Double { 1 / (1 + exp2(-bits)) }
}
