import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Hands one message to a mail server. RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (TLS from the start), RFC 4954 (AUTH).
package struct SMTPClient: Sendable {
    /// Which server, and how.
    package struct Server: Hashable, Sendable {
        package enum Security: String, Hashable, Sendable, CaseIterable {
            /// TLS from the first byte (port 465).
            case tls
            /// TLS after STARTTLS, or no mail (port 587 or 25).
            case starttls
            /// No TLS at all: only for a server on the same machine.
            case none
        }

        package var host: String
        package var port: Int
        package var security: Security
        package var user: String?
        package var password: String?
        /// A file of certificates to trust besides the system's, in PEM; nil for none.
        package var authorities: String?
        /// The longest that a whole delivery may take.
        package var timeout: Duration

        package init(
            host: String, port: Int, security: Security, user: String? = nil, password: String? = nil, authorities: String? = nil,
            timeout: Duration = .seconds(60)
        ) {
            self.host = host
            self.port = port
            self.security = security
            self.user = user
            self.password = password
            self.authorities = authorities
            self.timeout = timeout
        }
    }

    /// Why a message was not taken.
    package struct Refusal: Error, Hashable, Sendable {
        /// Whether another attempt may end otherwise.
        package var isPassing: Bool
        package var message: String
    }

    private let server: Server

    package init(_ server: Server) { self.server = server }

    /// Sends one message to all recipients in one conversation.
    /// - Parameters:
    ///   - message: Header and body with CRLF line ends, dots not doubled.
    /// - Returns: Recipients that the server refused for good while it took others, each with its reason.
    /// - Throws: ``Refusal`` where it was not taken for anybody.
    package func send(from: String, to recipients: [String], message: [UInt8]) async throws(Refusal) -> [String] {
        let outcome: Result<[String], Refusal> = await withTaskGroup(of: Result<[String], Refusal>?.self) { group in
            group.addTask {
                do {
                    return .success(try await converse(from: from, to: recipients, message: message))
                } catch let refusal as Refusal {
                    return .failure(refusal)
                } catch let problem as SMTPReplyParser.Problem {
                    return .failure(Refusal(isPassing: true, message: "the mail server sent \(problem.message)"))
                } catch is CancellationError {
                    return nil
                } catch {
                    return .failure(Refusal(isPassing: true, message: "no conversation with \(server.host):\(server.port): \(error)"))
                }
            }
            group.addTask {
                try? await Task.sleep(for: server.timeout)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failure(Refusal(isPassing: true, message: "the mail server did not answer in time"))
        }
        return try outcome.get()
    }

    // MARK: The conversation

    private func converse(from: String, to recipients: [String], message: [UInt8]) async throws -> [String] {
        let context = try security()
        let (host, implicit) = (server.host, server.security == .tls)
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if implicit, let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: Self.serverName(host)))
                    }
                    try channel.pipeline.syncOperations.addHandler(SMTPReplyHandler())
                    return try NIOAsyncChannel<SMTPReply, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { replies, writer in
            var session = Session(replies: replies.makeAsyncIterator(), writer: writer)
            try await session.expect(220)
            try await session.greet()
            if server.security == .starttls, let context {
                guard session.offers("STARTTLS") else {
                    throw Refusal(isPassing: true, message: "\(host) does not offer STARTTLS, and mail is not sent in the clear")
                }
                try await session.command("STARTTLS", expect: 220)
                let channel = connection.channel
                try await channel.eventLoop.submit {
                    // What arrived in the clear after the reply could have been put there by anybody: RFC 3207, section 6.
                    let handler = try channel.pipeline.syncOperations.handler(type: SMTPReplyHandler.self)
                    guard handler.isBetweenReplies else {
                        throw Refusal(isPassing: true, message: "\(host) sent data between STARTTLS and TLS")
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: Self.serverName(host)), position: .first)
                }.get()
                try await session.greet()
            }
            if let user = server.user { try await session.signIn(user: user, password: server.password ?? "") }
            try await session.command("MAIL FROM:<\(from)>", expect: 250)
            var (refused, passing): ([String], [String]) = ([], [])
            for recipient in recipients {
                let reply = try await session.ask("RCPT TO:<\(recipient)>")
                switch reply.code {
                case 200..<300: break
                case 500...: refused.append("\(recipient): \(reply.text)")
                default: passing.append("\(recipient): \(reply.text)")
                }
            }
            // One recipient whose time has not come would get the message with the others' next attempt; so all wait for it.
            guard passing.isEmpty else { throw Refusal(isPassing: true, message: passing.joined(separator: "; ")) }
            guard refused.count < recipients.count else { throw Refusal(isPassing: false, message: refused.joined(separator: "; ")) }
            try await session.command("DATA", expect: 354)
            try await session.send(Self.stuffed(message))
            try await session.expect(250)
            // The message is the server's now; whatever becomes of the good-bye changes nothing.
            _ = try? await session.ask("QUIT")
            return refused
        }
    }

    private func security() throws -> NIOSSLContext? {
        guard server.security != .none else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let file = server.authorities {
            configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// The name to verify; nil for an address, which is then verified itself.
    private static func serverName(_ host: String) -> String? {
        let isAddress = host.contains(":") || host.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        return isAddress ? nil : host
    }

    /// The message as it goes over the line: a dot at the start of a line doubled, the end marked. RFC 5321, section 4.5.2.
    static func stuffed(_ message: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(message.count + 64)
        var atStart = true
        for byte in message {
            if atStart, byte == UInt8(ascii: ".") { out.append(byte) }
            out.append(byte)
            atStart = byte == UInt8(ascii: "\n")
        }
        if !atStart { out += Array("\r\n".utf8) }
        return out + Array(".\r\n".utf8)
    }
}

extension SMTPClient {
    /// The conversation as it stands: who speaks next, and what the server offers.
    private struct Session {
        var replies: NIOAsyncChannelInboundStream<SMTPReply>.AsyncIterator
        let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var capabilities: [String] = []

        init(replies: NIOAsyncChannelInboundStream<SMTPReply>.AsyncIterator, writer: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
            self.replies = replies
            self.writer = writer
        }

        mutating func reply() async throws -> SMTPReply {
            guard let reply = try await replies.next(isolation: #isolation) else {
                throw Refusal(isPassing: true, message: "the mail server closed the connection")
            }
            return reply
        }

        func send(_ bytes: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: bytes)) }

        /// Sends a line and waits for its reply.
        mutating func ask(_ line: String) async throws -> SMTPReply {
            try await send(Array((line + "\r\n").utf8))
            return try await reply()
        }

        /// Waits for a reply of this code; another one is the end.
        mutating func expect(_ code: Int) async throws { try Self.check(try await reply(), code) }

        mutating func command(_ line: String, expect code: Int) async throws { try Self.check(try await ask(line), code) }

        private static func check(_ reply: SMTPReply, _ code: Int) throws {
            guard reply.code == code else {
                throw Refusal(isPassing: reply.code < 500, message: "the mail server says: \(reply.text)")
            }
        }

        mutating func greet() async throws {
            let reply = try await ask("EHLO \(Self.ownName)")
            try Self.check(reply, 250)
            capabilities = reply.lines.dropFirst().map { $0.uppercased() }
        }

        /// Whether the server named a capability.
        func offers(_ name: String) -> Bool { capabilities.contains { $0 == name || $0.hasPrefix(name + " ") } }

        mutating func signIn(user: String, password: String) async throws {
            let methods = capabilities.first { $0.hasPrefix("AUTH ") }?.split(separator: " ").dropFirst() ?? []
            let reply: SMTPReply
            if methods.contains("PLAIN") {
                reply = try await ask("AUTH PLAIN " + Self.base64("\0\(user)\0\(password)"))
            } else if methods.contains("LOGIN") {
                try await command("AUTH LOGIN", expect: 334)
                try await command(Self.base64(user), expect: 334)
                reply = try await ask(Self.base64(password))
            } else {
                throw Refusal(isPassing: true, message: "the mail server offers neither AUTH PLAIN nor AUTH LOGIN")
            }
            guard reply.code == 235 else {
                // A person can mend this without a change of the message; so it is tried again.
                throw Refusal(isPassing: true, message: "the mail server refused the sign-in: \(reply.text)")
            }
        }

        private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

        /// The name that this machine greets with: its own if it has dots, else an address literal.
        private static let ownName: String = {
            let name = ProcessInfo.processInfo.hostName
            let isPlain = name.utf8.allSatisfy { $0 < 128 && ($0 > 64 || (48...57).contains($0) || $0 == 45 || $0 == 46) }
            return name.contains(".") && isPlain ? name : "[127.0.0.1]"
        }()
    }
}

/// Turns bytes into replies, and knows whether it is between two of them.
private final class SMTPReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = SMTPReply

    private var parser = SMTPReplyParser()

    var isBetweenReplies: Bool { parser.isEmpty }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            for reply in try parser.take(unwrapInboundIn(data).readableBytesView) { context.fireChannelRead(wrapInboundOut(reply)) }
        } catch {
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }
}
