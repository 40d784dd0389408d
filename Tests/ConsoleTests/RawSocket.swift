import Dispatch
import Glibc
import Synchronization

/// A connection to a port of this machine that sends and receives text as it is.
final class RawSocket: Sendable {
    struct Refused: Error {}

    private let descriptor: Int32
    private let received = Mutex<[UInt8]>([])

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
        guard result == 0 else { throw Refused() }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Refused() }
    }

    /// All that was received, once it holds `mark`, or once the other side has closed.
    func receive(until mark: String?) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                var buffer = [UInt8](repeating: 0, count: 4_096)
                while true {
                    let text = String(decoding: received.withLock { $0 }, as: UTF8.self)
                    if let mark, text.contains(mark) { return continuation.resume(returning: text) }
                    let count = read(descriptor, &buffer, buffer.count)
                    guard count > 0 else { return continuation.resume(returning: text) }
                    received.withLock { $0 += buffer[0..<count] }
                }
            }
        }
    }
}
