package import Directories
package import JobQueue
package import Model
import Telemetry

/// The durable work of one roll. The pages read so far are in the database, so an attempt goes on where the one before it stopped; the
/// queue's lease says that nobody else does.
package struct RollJob: JobKind {
    package struct Payload: Codable, Sendable {
        package var directory: Int64
        /// Pages at most; nil for what the settings say.
        package var pages: Int?
        /// Whether what is found is believed whatever it is.
        package var accept: Bool?

        package init(directory: DirectoryID, pages: Int? = nil, accept: Bool = false) {
            self.directory = directory.rawValue
            self.pages = pages
            self.accept = accept ? true : nil
        }
    }

    private let register: DirectoryStore
    private let taker: @Sendable () throws -> RollTaker
    private let options: RollTaker.Options

    /// - Parameter taker: Asked for when there is work: a process that only enqueues or inspects jobs has none.
    package init(_ register: DirectoryStore, options: RollTaker.Options, taker: @escaping @Sendable () throws -> RollTaker) {
        self.register = register
        self.taker = taker
        self.options = options
    }

    package var name: String { "roll" }
    package var queue: String { "rolls" }
    package var retry: RetryPolicy { RetryPolicy(attempts: 5, base: .seconds(60), cap: .seconds(3600)) }
    /// The roll's own budget of time ends it before.
    package var timeout: Duration? { nil }

    package func validate(_ payload: Payload) throws {
        guard payload.directory > 0 else { throw JobFailure.never("directory is no directory's number") }
        guard payload.pages.map({ $0 > 0 }) ?? true else { throw JobFailure.never("pages is below 1") }
    }

    /// One roll of a directory at a time.
    package func draft(_ payload: Payload) throws -> JobDraft {
        var draft = try JobDraft(self, payload)
        draft.unique = UniqueKey("directory-\(payload.directory)")
        return draft
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        guard let directory = try await register.get(DirectoryID(payload.directory)) else {
            throw JobFailure.never("directory \(payload.directory) is not on the register any more")
        }
        var options = options
        if let pages = payload.pages { options.budget.pages = pages }
        options.rules.acceptsAnything = payload.accept ?? false
        do {
            let roll = try await taker().take(
                directory, owner: "job \(context.job) attempt \(context.attempt)", takesOver: { $0.hasPrefix("job ") }, options: options
            ) { progress, address in
                let all = progress.pages + progress.waiting
                context.progress(
                    all > 0 ? Double(progress.pages) / Double(all) : nil,
                    "\(progress.found) listings, \(progress.pages) pages, \(progress.waiting) to go; \(address)")
            }
            context.progress(
                1, "\(roll.state.name): \(roll.found) listings, \(roll.appeared) appeared, \(roll.changed) changed, \(roll.left) left")
            if roll.state == .failed { throw JobFailure.never(roll.reason ?? "the roll failed") }
        } catch let error as RollTaker.PutOff {
            throw JobSnooze(until: error.until)
        }
    }
}
