import NIOCore

/// Gathers a body up to a bound, decoding it on the way. A compressed body is cut at the bound of what it inflates to, so a bomb costs no more
/// than a page; one that inflates to nothing is cut at the same bound of what came.
struct BodyCollector {
    struct Failure: Error, Hashable {
        var message: String
    }

    private(set) var bytes: [UInt8] = []
    /// Body bytes on the wire.
    private(set) var wire = 0
    /// Whether there was more than the bound.
    private(set) var truncated = false
    private let limit: Int
    private var inflater: Inflater?
    private let coding: String

    /// Bytes by which compressed data may be longer than what it holds.
    private static let framing = 64 * 1024

    /// - Parameters:
    ///   - limit: Decoded bytes kept at most.
    ///   - coding: The response's Content-Encoding.
    ///   - length: The response's Content-Length, to reserve room by.
    init(limit: Int, coding: String?, length: Int?) throws(Failure) {
        self.limit = max(limit, 0)
        self.coding = coding?.lowercased() ?? ""
        switch self.coding {
        case "", "identity": if let length { bytes.reserveCapacity(max(min(length, self.limit), 0)) }
        case "gzip", "x-gzip": inflater = Inflater(.gzip)
        case "deflate": inflater = Inflater(.deflate)
        default: throw Failure(message: "The body is encoded as \(self.coding.prefix(40)), which was not asked for")
        }
    }

    /// Adds a part of the body.
    /// - Returns: False when the bound is passed and no more is wanted.
    mutating func append(_ part: ByteBuffer) throws(Failure) -> Bool {
        guard !truncated else { return false }
        wire += part.readableBytes
        if let inflater {
            do {
                truncated = try inflater.inflate(Array(part.readableBytesView), into: &bytes, limit: limit)
                // What is compressed is shorter than what it says, but for a few bytes of framing.
                if wire > limit + Self.framing { truncated = true }
            } catch {
                throw Failure(message: "The body is not the \(coding) data it says it is")
            }
        } else {
            let room = limit - bytes.count
            bytes.append(contentsOf: part.readableBytesView.prefix(room))
            truncated = part.readableBytes > room
        }
        return !truncated
    }

    /// The body has come whole; compressed data must have come to its end as well.
    func finish() throws(Failure) {
        if let inflater, wire > 0, !truncated, !inflater.ended { throw Failure(message: "The \(coding) data of the body ends too early") }
    }
}
