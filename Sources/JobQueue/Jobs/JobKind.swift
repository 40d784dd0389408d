import Foundation
package import Model

/// A kind of work: its name, its typed and versioned payload, its rules, and what is done. One file and one value each.
package protocol JobKind: Sendable {
    /// Stored as JSON. A change of its form is a new ``version``.
    associatedtype Payload: Codable & Sendable

    /// Stored with every job; never changes.
    var name: String { get }
    /// Of the payload's form; rises when it changes.
    var version: Int { get }
    /// The queue of jobs that name no other.
    var queue: String { get }
    var retry: RetryPolicy { get }
    /// Work that takes longer is stopped and counts as failed; nil for no limit.
    var timeout: Duration? { get }
    var resources: ResourceProfile { get }

    /// Refuses a payload of the right form whose values make no sense, before it is stored. Throw a sentence that names the field.
    func validate(_ payload: Payload) throws
    /// Reads the payload of an earlier version.
    func upgrade(_ payload: [UInt8], from version: Int) throws -> Payload
    /// Whether an error is worth another attempt.
    func classify(_ error: any Error) -> JobFailure
    /// Does the work. It may be called more than once for one job: ``JobContext/idempotencyKey`` stays the same.
    func run(_ payload: Payload, _ context: JobContext) async throws
}

extension JobKind {
    package var version: Int { 1 }
    package var queue: String { "default" }
    package var retry: RetryPolicy { RetryPolicy() }
    package var timeout: Duration? { .seconds(600) }
    package var resources: ResourceProfile { ResourceProfile() }

    package func validate(_ payload: Payload) throws {}

    package func upgrade(_ payload: [UInt8], from version: Int) throws -> Payload {
        throw JobQueueError(
            .payload, "Version \(version) of the payload of \(name) is not known; this program writes version \(self.version).",
            remedy: "Run the version of Rollcall that enqueued the job, or edit its payload.")
    }

    package func classify(_ error: any Error) -> JobFailure { .retry(String(describing: error)) }

    /// The payload as it is stored, checked.
    package func encode(_ payload: Payload) throws(JobQueueError) -> [UInt8] {
        do {
            try validate(payload)
            return Array(try PayloadCoding.encoder.encode(payload))
        } catch {
            throw refusal(error)
        }
    }

    /// The payload as the work takes it, checked again.
    package func decode(_ bytes: [UInt8], version: Int) throws(JobQueueError) -> Payload {
        do {
            let payload =
                version == self.version
                ? try PayloadCoding.decoder.decode(Payload.self, from: Data(bytes)) : try upgrade(bytes, from: version)
            try validate(payload)
            return payload
        } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: any Error) -> JobQueueError {
        if let error = error as? JobQueueError { return error }
        let what: String
        switch error {
        case DecodingError.keyNotFound(let key, let context): what = "\(path(context.codingPath + [key])) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            what = "\(path(context.codingPath)) is of the wrong type"
        case DecodingError.dataCorrupted(let context):
            what = context.codingPath.isEmpty ? "it is not JSON" : "\(path(context.codingPath)): \(context.debugDescription)"
        default: what = String(describing: error)
        }
        return JobQueueError(.payload, "The payload is none of \(name): \(what).", remedy: "Correct it and enqueue the job again.")
    }

    private func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the payload" : keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}

/// What payloads are written and read by: made once, since jobs come by the hundred thousand.
private enum PayloadCoding {
    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    static let decoder = JSONDecoder()
}

/// A ``JobKind`` without its payload's type: what a worker calls by name.
package struct AnyJobKind: Sendable {
    package let name: String
    package let version: Int
    package let retry: RetryPolicy
    package let timeout: Duration?
    /// Throws ``JobQueueError`` `payload` for what the kind does not take.
    package let check: @Sendable (_ payload: [UInt8], _ version: Int) throws(JobQueueError) -> Void
    let run: @Sendable (_ payload: [UInt8], _ version: Int, _ context: JobContext) async throws -> Void
    let classify: @Sendable (any Error) -> JobFailure

    package init(_ kind: some JobKind) {
        name = kind.name
        version = kind.version
        retry = kind.retry
        timeout = kind.timeout
        check = { (payload, version) throws(JobQueueError) in _ = try kind.decode(payload, version: version) }
        run = { payload, version, context in
            let value: Any
            do {
                value = try kind.decode(payload, version: version)
            } catch {
                // It was valid when it was stored: no wait will mend it.
                throw JobFailure.never((error as? JobQueueError)?.message ?? String(describing: error))
            }
            try await Self.open(kind, value, context)
        }
        classify = { error in (error as? JobFailure) ?? kind.classify(error) }
    }

    private static func open<Kind: JobKind>(_ kind: Kind, _ value: Any, _ context: JobContext) async throws {
        guard let payload = value as? Kind.Payload else { throw JobFailure.never("the payload is of another type") }
        try await kind.run(payload, context)
    }
}

/// The kinds of work that a process knows, by name.
package struct JobKinds: Sendable {
    private var kinds: [String: AnyJobKind] = [:]

    package init(_ kinds: [AnyJobKind] = []) {
        for kind in kinds { self.kinds[kind.name] = kind }
    }

    package mutating func add(_ kind: some JobKind) { kinds[kind.name] = AnyJobKind(kind) }

    package subscript(name: String) -> AnyJobKind? { kinds[name] }

    /// Sorted.
    package var names: [String] { kinds.keys.sorted() }
}

/// What the work is told about its job, and what it may say.
package struct JobContext: Sendable {
    package let job: JobID
    package let kind: String
    package let queue: String
    package let tenant: String
    /// Counted from 1.
    package let attempt: Int
    package let maxAttempts: Int
    /// The same at every attempt of this job and of no other: hand it to services that know such keys, or keep it beside the outcome.
    package let idempotencyKey: String
    package let enqueuedAt: Timestamp
    package let deadline: Timestamp?
    /// The W3C traceparent of whoever enqueued the job.
    package let trace: String?
    let report: @Sendable (Double?, String) -> Void

    /// Tells how far the work is: a share from 0 to 1 where that is known, and a few words. Cheap; stored about once a second.
    package func progress(_ share: Double?, _ message: String) { report(share.map { min(max($0, 0), 1) }, message) }
}
