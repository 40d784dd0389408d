import AsyncHTTPClient
import Directories
import Foundation
import HTML
import JobQueue
import Model
import NIOCore
import NIOHTTP1
import Resilience
package import Settings
import Web

/// Posts records to a server in batches, each with an Idempotency-Key of its own that stays the same however often it is sent: the server takes a
/// batch that it knows for done.
///
/// ```yaml
/// outputs:
///   - post:
///       url: https://example.com/leads
///       batch: 100                       # records in one request
///       format: json                     # an array; jsonl for one object a line
///       headers: {Authorization: env:LEADS_TOKEN}
///       timeout: 60s                     # of one request
///       type: listings.changed           # each batch as an event of that type, instead of a bare array
///       secret: env:LEADS_SECRET         # signed as Standard Webhooks says
/// ```
package struct PostStage: OutputStage {
    package static let kind = "post"

    enum Format: String, CaseIterable, Sendable { case json, jsonl }

    var url: String
    var batch = 100
    var format = Format.json
    /// A value that begins with `env:` is that variable of the environment.
    var headers: [(name: String, value: String)] = []
    /// How long one request may take.
    var timeout = Duration.seconds(60)
    /// The type of the events that batches are sent as; nil for batches as they are.
    var type: String?
    /// `whsec_…` or `env:` and the name of a variable that holds it; nil leaves requests unsigned.
    var secret: String?
    /// Before the second attempt; doubled before each further one.
    var pause = Duration.milliseconds(400)

    package var place: String { url }

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> PostStage? {
        guard let group = reader.group(node, at: path, keys: ["url", "batch", "format", "headers", "timeout", "type", "secret"]) else {
            return nil
        }
        let before = reader.problems.count
        guard let target = group.node("url") else {
            reader.missing("url", in: group, remedy: "add url: https://…")
            return nil
        }
        var stage = PostStage(url: reader.value(target, .string("a URL"), at: group.path("url")) ?? "")
        let parsed = WebURL(stage.url)
        let isLocal = parsed?.host.map { ["localhost", "127.0.0.1", "[::1]"].contains($0) } ?? false
        if parsed?.scheme != "https", !(parsed?.scheme == "http" && isLocal) {
            reader.add(
                .impossibleValue, target, group.path("url"), "\(group.path("url")) is \(target.found)",
                allowed: "an https URL, or http to this machine", remedy: "write https://…")
        }
        stage.batch = group.value("batch", .integer(in: 1...10_000), &reader) ?? 100
        stage.format = group.value("format", .choice(of: Format.self), &reader) ?? .json
        stage.timeout = group.value("timeout", .duration(in: .seconds(1) ... .seconds(600)), &reader) ?? .seconds(60)
        stage.type = group.value("type", .string("an event's type"), &reader)
        if let node = group.node("type"), stage.format == .jsonl {
            reader.add(.impossibleValue, node, group.path("type"), "an event is one JSON object", remedy: "leave format out")
        }
        stage.secret = group.value("secret", .string("a secret"), &reader)
        if let node = group.node("secret"), let secret = stage.secret, !secret.hasPrefix("env:"), WebhookSignature.secret(secret) == nil {
            reader.add(
                .impossibleValue, node, group.path("secret"), "\(group.path("secret")) is no secret",
                allowed: "env:NAME, or whsec_ and base64 of 24 to 64 bytes")
        }
        if let node = group.node("headers") {
            for (name, value) in reader.members(node, at: group.path("headers")) {
                if let text = reader.value(value, .string("a header's value"), at: DocumentReader.join(group.path("headers"), name)) {
                    stage.headers.append((name, text))
                }
            }
        }
        return reader.problems.count == before ? stage : nil
    }

    package func open(_ context: RunContext, index: Int, at state: String?) async throws -> any OutputWriter {
        try PostWriter(
            self, clock: context.services.clock, key: "\(context.pipeline)-\(context.nonce)-\(context.run)-\(index)", at: state)
    }

    package func finish(_ context: RunContext, state: String) async throws {}
    package func discard(_ context: RunContext) async {}
}

/// Cuts records into batches by their number alone, so that a run that is resumed makes the same batches again.
private final class PostWriter: OutputWriter {
    private struct State: Codable {
        /// Batches that the server took.
        var sent: Int64 = 0
        /// Records behind them, as JSON.
        var pending: [String] = []
    }

    /// Never shut down: it lives as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(10))
        // Each run posts one batch at a time: the bound is that of runs.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
    private static let tries = 5
    /// A server that wants to be left alone for longer than that is asked again by another attempt of the run.
    private static let longestWait = Duration.seconds(60)

    private let stage: PostStage
    private let clock: any WallClock
    private let key: String
    private let headers: [(String, String)]
    private let secret: [UInt8]?
    private var state: State

    init(_ stage: PostStage, clock: any WallClock, key: String, at text: String?) throws {
        self.stage = stage
        self.clock = clock
        self.key = key
        state = try text.map { try JSONDecoder().decode(State.self, from: Data($0.utf8)) } ?? State()
        let environment = ProcessInfo.processInfo.environment
        func found(_ value: String, for what: String) throws -> String {
            guard value.hasPrefix("env:") else { return value }
            guard let found = environment[String(value.dropFirst(4))] else {
                throw PipelineError(
                    .refused, "The environment has no variable \(value.dropFirst(4)), which \(what) takes.", remedy: "Set it.")
            }
            return found
        }
        headers = try stage.headers.map { ($0.name, try found($0.value, for: "the header \($0.name)")) }
        secret = try stage.secret.map {
            guard let key = WebhookSignature.secret(try found($0, for: "the secret")) else {
                throw PipelineError(.refused, "The secret of \(stage.url) is none.", remedy: "It is whsec_ and base64 of 24 to 64 bytes.")
            }
            return key
        }
    }

    func add(_ record: Record) throws(RecordFault) {
        var json: [UInt8] = []
        record.writeJSON(to: &json)
        state.pending.append(String(decoding: json, as: UTF8.self))
    }

    func send() async throws { while state.pending.count >= stage.batch { try await post(stage.batch) } }

    func checkpoint(isEnd: Bool) async throws -> String {
        try await send()
        if isEnd, !state.pending.isEmpty { try await post(state.pending.count) }
        return String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    }

    func close() async {}

    private func body(_ records: ArraySlice<String>) -> String {
        guard stage.format == .json else { return records.map { $0 + "\n" }.joined() }
        let array = "[" + records.joined(separator: ",") + "]"
        guard let type = stage.type else { return array }
        return "{\"type\":\(FieldValue.text(type).json),\"timestamp\":\"\(clock.now())\",\"data\":\(array)}"
    }

    private func post(_ count: Int) async throws {
        let records = state.pending.prefix(count)
        let body = body(records)
        var request = HTTPClientRequest(url: stage.url)
        request.method = .POST
        request.headers.add(
            name: "Content-Type", value: stage.format == .json ? "application/json; charset=utf-8" : "application/x-ndjson")
        request.headers.add(name: "Idempotency-Key", value: "\(key)-\(state.sent + 1)")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: body))
        if let secret {
            let (id, seconds) = ("\(key)-\(state.sent + 1)", clock.now().milliseconds / 1000)
            request.headers.add(name: "webhook-id", value: id)
            request.headers.add(name: "webhook-timestamp", value: String(seconds))
            request.headers.add(
                name: "webhook-signature",
                value: WebhookSignature.signature(id: id, seconds: seconds, body: Array(body.utf8), secret: secret))
        }
        var trouble = ""
        for attempt in 1...Self.tries {
            var wait = stage.pause * (1 << (attempt - 1))
            do {
                let response = try await Self.client.execute(request, timeout: .milliseconds(stage.timeout.wholeMilliseconds))
                let status = Int(response.status.code)
                for try await _ in response.body {}
                if (200..<300).contains(status) {
                    FailPoints.pass("output")
                    state.pending.removeFirst(count)
                    state.sent += 1
                    return
                }
                guard status == 408 || status == 425 || status == 429 || status >= 500 else {
                    throw PipelineError(
                        .refused, "\(stage.url) answered \(status) to a batch of \(count) records.",
                        remedy: "Look at what it wants of them, then resume the run.")
                }
                trouble = "it answered \(status)"
                let now = clock.now()
                if let asked = response.headers.first(name: "Retry-After").flatMap({ RetryAfter.wait($0, now: now) }) {
                    guard asked <= Self.longestWait else {
                        throw JobFailure.later(
                            now + asked, "\(stage.url) \(trouble) and wants to be asked again in \(DurationText.text(asked)).")
                    }
                    wait = asked
                }
            } catch let error as PipelineError {
                throw error
            } catch let failure as JobFailure {
                throw failure
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                try Task.checkCancellation()
                trouble = (error as? HTTPClientError)?.shortDescription ?? String(describing: type(of: error))
            }
            if attempt < Self.tries { try await Task.sleep(for: wait) }
        }
        throw PipelineError(
            .service, "\(stage.url) did not take a batch of \(count) records: \(trouble).", remedy: "The run is tried again later.")
    }
}
