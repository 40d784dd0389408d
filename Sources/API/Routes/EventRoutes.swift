import Database
package import Hummingbird
import Model
import ServiceLifecycle
package import Watch

/// `/api/v1/events`: what happens, as server-sent events (WHATWG HTML, section 9.2).
///
/// Each listener has a bounded queue; one that is too slow hears `missed` and should read the state afresh. A `pulse` every 15 seconds
/// tells both ends and all in between that the line stands: it is an event, since a browser shows its page no comments. The stream ends
/// when the server stops. With `topic=work` it tells of jobs and runs instead of the watch: that they changed, at most once a second.
package struct EventRoutes: Sendable {
    /// How often a pulse is sent.
    package static let heartbeat = Duration.seconds(15)

    /// What a listener hears of.
    package enum Topic: String, CaseIterable, Sendable {
        /// Directories and incidents.
        case watch
        /// Jobs and runs.
        case work
    }

    private let feed: LiveFeed
    private let work: WorkPulse
    private let heartbeat: Duration

    package init(_ feed: LiveFeed, work: WorkPulse, heartbeat: Duration = Self.heartbeat) {
        self.feed = feed
        self.work = work
        self.heartbeat = heartbeat
    }

    package func add(to router: some RouterMethods<some RequestContext>) {
        router.get("events") { request, _ in
            let topic = try RequestQuery(request, allowed: ["topic"]).choice("topic", Topic.self) ?? .watch
            guard let stream = feed.subscribe() else {
                var problem = Problem(
                    .serviceUnavailable, "too-many-listeners", title: "Too many listeners",
                    detail: "\(LiveFeed.maximumListeners) listeners are served at once, or the server is stopping; try again later.")
                problem.headers[.retryAfter] = "30"
                throw problem
            }
            let (heartbeat, work) = (heartbeat, work)
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
                    let (lines, input) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(16))
                    try await withGracefulShutdownHandler {
                        // Both are cancelled, and waited for, where the lines end.
                        async let _: Void = Self.pump(stream, into: input, isTold: topic == .watch)
                        async let _: Void = Self.tell(of: topic == .work ? work : nil, into: input)
                        async let _: Void = Self.pulse(every: heartbeat, into: input)
                        for await line in lines { try await writer.write(ByteBuffer(string: line)) }
                    } onGracefulShutdown: {
                        input.finish()
                    }
                    try await writer.finish(nil)
                })
        }
    }

    /// Hands events on no faster than they are taken, so that the bound and the notice of the feed hold.
    private static func pump(_ stream: AsyncStream<LiveEvent>, into input: AsyncStream<String>.Continuation, isTold: Bool) async {
        var number = 0
        for await event in stream where isTold {
            number += 1
            let text = Self.text(event, number)
            while case .dropped = input.yield(text) {
                do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
            }
        }
        input.finish()
    }

    private static func pulse(every span: Duration, into input: AsyncStream<String>.Continuation) async {
        while true {
            do { try await Task.sleep(for: span) } catch { return }
            input.yield("event: pulse\ndata: {}\n\n")
        }
    }

    /// Says that jobs or runs changed, as long as somebody listens.
    private static func tell(of work: WorkPulse?, into input: AsyncStream<String>.Continuation) async {
        guard let work else { return }
        var last: WorkPulse.Stamp?
        var (lookout, isLate) = (Lookout(), false)
        while true {
            let isNew = work.isNew(&lookout)
            // Once more after a change: the stamp that others asked for a moment ago may be older than it.
            if isNew || isLate {
                isLate = isNew
                // A database that does not answer now is asked again: the pages say what is wrong with it.
                let stamp = try? await work.stamp()
                if stamp == nil { lookout.forget() }
                if let last, let stamp, stamp != last { input.yield("event: work\ndata: {}\n\n") }
                last = stamp ?? last
            }
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private struct Observed: Encodable {
        let slug: String
        let check: CheckKind
        let verdict: Verdict
        let changed: Bool
        let at: Moment
        let latencyMicroseconds: Int64
    }

    private struct IncidentNews: Encodable {
        let id: Int64
        let sentence: String
        let verdict: Verdict
        let open: Bool
        let at: Moment
    }

    private struct Counts: Encodable {
        let verdicts: [String: Int]
        let at: Moment
    }

    /// One event with its name, number and data.
    static func text(_ event: LiveEvent, _ number: Int) -> String {
        let name: String
        let data: String?
        switch event {
        case .observed(let slug, let check, let verdict, let changed, let at, let latency):
            name = "observed"
            data = try? JSON.line(
                Observed(slug: slug, check: check, verdict: verdict, changed: changed, at: Moment(at), latencyMicroseconds: latency))
        case .incident(let id, let sentence, let verdict, let open, let at):
            name = "incident"
            data = try? JSON.line(IncidentNews(id: id.rawValue, sentence: sentence, verdict: verdict, open: open, at: Moment(at)))
        case .counts(let counts, let at):
            name = "counts"
            let verdicts = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
            data = try? JSON.line(Counts(verdicts: verdicts, at: Moment(at)))
        case .missed:
            name = "missed"
            data = "{}"
        }
        return "id: \(number)\nevent: \(name)\ndata: \(data ?? "{}")\n\n"
    }
}
