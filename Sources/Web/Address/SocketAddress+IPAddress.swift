import NIOCore

extension SocketAddress {
    /// The socket address of an IP address, without going through text.
    init(_ address: IPAddress, port: Int) throws {
        var bytes = ByteBuffer()
        if address.isIPv6 {
            bytes.writeMultipleIntegers(address.high, address.low)
        } else {
            bytes.writeInteger(UInt32(truncatingIfNeeded: address.low))
        }
        try self.init(packedIPAddress: bytes, port: port)
    }
}
