import Glibc

/// One connection that asks for one page after another.
final class Client {
    /// The server hung up or did not answer 200.
    struct Refused: Error {
        var path: String
    }

    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 262_144)

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = descriptor
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Refused(path: "127.0.0.1:\(port)") }
    }

    deinit { close(descriptor) }

    /// The answer, once all of it is here.
    func get(_ path: String) throws -> [UInt8] {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard write(descriptor, request, request.count) == request.count else { throw Refused(path: path) }
        var received: [UInt8] = []
        var end: Int?
        while end.map({ received.count < $0 }) ?? true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw Refused(path: path) }
            received += buffer[0..<count]
            if end == nil { end = Self.length(received) }
        }
        guard received.starts(with: Array("HTTP/1.1 200 ".utf8)) else { throw Refused(path: path) }
        return received
    }

    /// Where the answer ends, once its head is here.
    private static func length(_ bytes: [UInt8]) -> Int? {
        let text = String(decoding: bytes.prefix(4_096), as: UTF8.self)
        guard let split = text.firstRange(of: "\r\n\r\n"), let field = text.lowercased().firstRange(of: "content-length: ") else {
            return nil
        }
        let length = Int(text.lowercased()[field.upperBound...].prefix { $0.isNumber }) ?? 0
        return text.utf8.distance(from: text.startIndex, to: split.upperBound) + length
    }
}
