import AsyncHTTPClient
import Foundation
import Model
import NIOCore
import NIOHTTP1
import Synchronization

/// Posts JSON to the services that channels speak with: no redirects, bounded time and answer, TLS verified.
package final class ChannelHTTP: Sendable {
    /// Made for the first post: who posts nothing has nothing to end.
    private let client = Mutex<HTTPClient?>(nil)

    /// The longest that a post may take, all in all.
    static let deadline = TimeAmount.seconds(20)
    private static let mostAnswer = 64 * 1024

    package init() {}

    private func opened() -> HTTPClient {
        client.withLock { client in
            if let client { return client }
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(8), read: .seconds(15))
            configuration.connectionPool.idleTimeout = .seconds(20)
            // The library's own limit, 8, is less than what may be under way to one channel.
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = ChannelKind.concurrency.values.max() ?? 1
            let made = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            client = made
            return made
        }
    }

    /// Ends its connections. To be called when nothing posts any more.
    package func close() async {
        let open = client.withLock { client in
            defer { client = nil }
            return client
        }
        try? await open?.shutdown()
    }

    /// What a service answered.
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
        var retryAfter: Duration?
        var location: String?

        /// The body as JSON; nil where it is none.
        func json<Value: Decodable>(_: Value.Type) -> Value? {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try? decoder.decode(Value.self, from: Data(body))
        }
    }

    /// What came of a post.
    enum Outcome: Sendable {
        case answered(Answer)
        /// No answer: why, in words without the URL, which may be a secret.
        case silent(String)
        /// Nothing was sent: the message cannot be written as JSON.
        case unwritable
    }

    /// Posts a message of a service whose names are in snake case, or as they stand in the type.
    func post(_ url: String, _ message: some Encodable, snakeCase: Bool = false, headers: [(String, String)] = []) async -> Outcome {
        let encoder = JSONEncoder()
        if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        do {
            return await post(url, json: Array(try encoder.encode(message)), headers: headers)
        } catch {
            return .unwritable
        }
    }

    func post(_ url: String, json body: [UInt8], headers: [(String, String)] = []) async -> Outcome {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json; charset=utf-8")
        request.headers.add(name: "User-Agent", value: "Rollcall/\(rollcallVersion)")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await opened().execute(request, timeout: Self.deadline)
            var bytes: [UInt8] = []
            for try await chunk in response.body {
                bytes.append(contentsOf: chunk.readableBytesView.prefix(Self.mostAnswer - bytes.count))
                if bytes.count >= Self.mostAnswer { break }
            }
            return .answered(
                Answer(
                    status: Int(response.status.code), body: bytes,
                    retryAfter: response.headers.first(name: "Retry-After").flatMap(Self.span),
                    location: response.headers.first(name: "Location")))
        } catch let error as HTTPClientError {
            return .silent(error.shortDescription)
        } catch {
            return .silent("\(type(of: error))")
        }
    }

    /// Retry-After as whole or decimal seconds, at most an hour. A date in it is rare among these services and read as "soon".
    private static func span(_ text: String) -> Duration? {
        guard let seconds = Double(text), seconds.isFinite, seconds >= 0 else { return nil }
        return .milliseconds(Int64(min(seconds, 3600) * 1000))
    }

    /// The outcome as the services have in common: 2xx is taken, 408, 425, 429 and 5xx pass, what concerns the sign-in may be mended by a
    /// person, and the rest cannot end otherwise.
    static func delivery(_ outcome: Outcome, reference: String? = nil) -> Delivery {
        switch outcome {
        case .silent(let why): return .later(after: nil, why: "no answer: \(why)")
        case .unwritable: return .refused(why: "the message cannot be written as JSON")
        case .answered(let answer):
            let said = NoticeText.cut(NoticeText.oneLine(String(decoding: answer.body, as: UTF8.self)), to: 200)
            let why = "status \(answer.status)" + (said.isEmpty ? "" : ": \(said)")
            switch answer.status {
            case 200..<300: return .accepted(reference: reference)
            case 401, 403, 407, 408, 409, 425, 429, 500...: return .later(after: answer.retryAfter, why: why)
            case 410: return .refused(why: "the address is gone (\(why)): take the channel out of the configuration, or give it a new URL")
            default: return .refused(why: why)
            }
        }
    }
}
