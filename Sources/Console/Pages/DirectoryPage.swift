import API
import Hummingbird
import Model
import Watch

/// All about one directory: timeline, latency, phases, certificate, evidence, incidents.
struct DirectoryPage {
    struct Check {
        let check: String
        let verdict: String
        let sentence: String
        let took: String
        let at: String
    }

    struct Seen {
        let at: String
        let check: String
        let recheck: String?
        let verdict: String
        let sentence: String
        let took: String
    }

    struct Phase {
        let label: String
        let style: String
        let took: String
    }

    struct Certificate {
        let subject: String
        let issuer: String
        let ends: String
        let left: String
        let leftStyle: String
        let names: String
        let protocolVersion: String
        let key: String
    }

    struct Condition {
        let outcome: String
        let style: String
        let text: String
        let found: String?
    }

    struct Hop {
        let status: String
        let url: String
    }

    struct Proof {
        let check: String
        let verdict: String
        let sentence: String
        let at: String
        let marks: [String]
        let conditions: [Condition]
        let hops: [Hop]
        let pageTitle: String?
        let headers: String?
        let firstBytes: String?
    }

    let slug: String
    let name: String
    let url: String
    let verdict: String?
    let sentence: String
    let since: String?
    let paused: Bool
    let about: [PageValues.Link]
    let tags: [PageValues.Link]
    let owner: String?
    let notes: String?
    let windows: [PageValues.Tab]
    let leading: String
    let uptime: String
    let strip: String
    let from: String
    let to: String
    let chart: String
    let p50: String
    let p95: String
    let p99: String
    let observed: String
    let checks: [Check]
    let hasChecks: Bool
    let recent: [Seen]
    let hasRecent: Bool
    let phaseBar: String?
    let phases: [Phase]
    let phaseTotal: String
    let certificate: Certificate?
    let proof: Proof?
    let incidents: [PageValues.IncidentLine]
    let moreIncidents: String?

    init(_ roll: Roll, slug: String, _ request: Request) async throws {
        let query = try RequestQuery(request, allowed: ["window"])
        let directory = try await roll.directory(slug)
        let now = roll.now()
        // The first hours of a directory would be a speck at the edge of a day.
        let isNew = now - directory.createdAt < .seconds(3 * 3_600)
        let window = try query.choice("window", Window.self) ?? (isNew ? .hour : .day)
        let line = try await roll.board.line(of: directory.id)
        let states = try await roll.history.states(of: directory.id)
        let leading = CheckKey(directory.id, Roll.leading(states) ?? .http)
        let past = try await DirectoryPast(roll, leading, window, now: now)
        let latest = try await roll.history.recent(of: directory.id, limit: 15).elements
        let history = try await roll.incidents.history(of: directory.id, limit: 9)

        self.slug = directory.slug
        name = directory.name
        url = directory.url
        verdict = line?.verdict?.rawValue
        sentence = line?.sentence ?? ""
        since = (line?.since).map(TimeElement.ago)
        paused = directory.paused
        about = [
            ("category", directory.category), ("importance", directory.importance.rawValue), ("region", directory.region),
        ].filter { !$0.1.isEmpty }.map { PageValues.Link(name: $0.1, href: PageValues.link("/directories", [($0.0, $0.1)])) }
        tags = directory.tags.map { PageValues.Link(name: $0, href: PageValues.link("/directories", [("tag", $0)])) }
        owner = directory.owner.isEmpty ? nil : directory.owner
        notes = directory.notes.isEmpty ? nil : directory.notes
        windows = Window.allCases.map {
            PageValues.Tab(name: $0.name, href: "/directories/\(directory.slug)?window=\($0.rawValue)", current: $0 == window)
        }
        self.leading = leading.check.rawValue
        uptime = past.total.uptime.map(Figures.percent) ?? "–"
        strip = past.strip.html()
        from = window.label(past.from)
        to = window.label(now)
        chart = past.chart.html()
        func span(_ value: Int64?) -> String { value.map { Figures.span(microseconds: Double($0)) } ?? "–" }
        p50 = span(past.total.p50)
        p95 = span(past.total.p95)
        p99 = span(past.total.p99)
        observed = Figures.count(past.total.total)
        checks = states.map {
            Check(
                check: $0.key.check.rawValue, verdict: $0.verdict.rawValue, sentence: $0.sentence, took: span($0.latency),
                at: TimeElement.ago($0.at))
        }
        recent = latest.map {
            Seen(
                at: TimeElement.ago($0.at), check: $0.check.rawValue, recheck: $0.attempt > 0 ? "recheck \($0.attempt)" : nil,
                verdict: $0.verdict.rawValue, sentence: $0.sentence, took: span($0.timings.total))
        }
        hasChecks = !checks.isEmpty
        hasRecent = !recent.isEmpty
        let timed = latest.first { $0.check == leading.check } ?? latest.first
        let bar = timed.map { PhaseBar($0.timings) }
        phaseBar = bar.flatMap { $0.parts.isEmpty ? nil : $0.html() }
        phases = (bar?.parts ?? []).map { Phase(label: $0.name, style: $0.style, took: span($0.took)) }
        phaseTotal = span(timed?.timings.total)
        certificate = try await Self.certificate(roll, directory.id, now: now)
        proof = try await Self.proof(roll, states)
        incidents = history.prefix(8).map { PageValues.IncidentLine($0, name: directory.name, now: now) }
        moreIncidents =
            history.count > 8 ? PageValues.link("/incidents", [("state", "all"), ("directory", directory.slug)]) : nil
    }

    private static func certificate(_ roll: Roll, _ directory: DirectoryID, now: Timestamp) async throws -> Certificate? {
        var filter = ObservationHistory.Filter()
        filter.withEvidence = true
        let seen = try await roll.history.recent(of: directory, filter, limit: 12).elements
        guard let found = seen.lazy.compactMap({ $0.evidence?.certificate }).first else { return nil }
        let left = found.notAfter - now
        let names = found.names.prefix(6).joined(separator: ", ")
        return Certificate(
            subject: found.subject, issuer: found.issuer, ends: TimeElement.minute(found.notAfter),
            left: left < .zero ? "ended \(Figures.duration(.zero - left)) ago" : "\(Figures.duration(left)) left",
            leftStyle: left < .zero ? "down" : left < .seconds(14 * 86_400) ? "degraded" : "faint",
            names: found.names.count > 6 ? "\(names) and \(found.names.count - 6) more" : names, protocolVersion: found.protocolVersion,
            key: found.key)
    }

    private static func proof(_ roll: Roll, _ states: [CheckState]) async throws -> Proof? {
        guard let state = states.filter({ $0.failureAt != nil }).max(by: { ($0.failureAt ?? $0.at) < ($1.failureAt ?? $1.at) }),
            let failure = try await roll.history.lastFailure(of: state.key)
        else { return nil }
        let evidence = failure.evidence ?? Evidence()
        let verdict = try await verdict(of: failure, state, roll)
        let headers = evidence.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        return Proof(
            check: state.key.check.rawValue, verdict: verdict.rawValue, sentence: failure.sentence, at: TimeElement.ago(failure.at),
            marks: evidence.marks,
            conditions: evidence.conditions.map {
                Condition(outcome: $0.held ? "held" : "failed", style: $0.held ? "up" : "down", text: $0.text, found: $0.found)
            }, hops: evidence.hops.map { Hop(status: $0.status.map { String($0) } ?? "–", url: $0.url) }, pageTitle: evidence.title,
            headers: headers.isEmpty ? nil : headers, firstBytes: evidence.firstBytes.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// What the failure was judged to be; the change of verdict before it says so.
    private static func verdict(of failure: ObservationHistory.Failure, _ state: CheckState, _ roll: Roll) async throws -> Verdict {
        if state.verdict.isFailure { return state.verdict }
        let change = try await roll.history.timeline(of: state.key, from: failure.at, to: failure.at + .milliseconds(1), limit: 1).last
        return change?.verdict ?? .unknown
    }
}

/// What a directory's page draws of the past.
struct DirectoryPast {
    let from: Timestamp
    let total: Rollup
    let strip: TimelineStrip
    let chart: LatencyChart

    init(_ roll: Roll, _ key: CheckKey, _ window: Window, now: Timestamp) async throws {
        let from = now - window.span
        let points: [ObservationHistory.Point]
        let width: Int64
        if let level = window.level {
            width = level.width
            points = try await roll.history.series(of: key, from: from, to: now, by: level)
        } else {
            width = 60_000
            points = try await Self.minutes(roll, key, from: from)
        }
        var total = Rollup()
        for point in points { total.merge(point.rollup) }
        self.from = from
        self.total = total
        strip = Self.strip(points, window, from: from, to: now)
        var drawn: [LatencyChart.Point] = []
        for point in points {
            // A bucket is drawn at its middle; a hole in the data stays one.
            let at = min(point.start + .milliseconds(width / 2), now)
            if let last = drawn.last, at - last.at > .milliseconds(width * 5 / 2) { drawn.append(LatencyChart.Point(at: last.at)) }
            drawn.append(
                LatencyChart.Point(
                    at: at, p50: point.rollup.p50.map(Double.init), p95: point.rollup.p95.map(Double.init),
                    p99: point.rollup.p99.map(Double.init)))
        }
        chart = LatencyChart(points: drawn, from: from, to: now)
    }

    private static func minutes(_ roll: Roll, _ key: CheckKey, from: Timestamp) async throws -> [ObservationHistory.Point] {
        var filter = ObservationHistory.Filter()
        filter.kinds = [key.check]
        filter.since = from
        let observations = try await roll.history.recent(of: key.directory, filter, limit: 720).elements
        var minutes: [Int64: Rollup] = [:]
        for observation in observations {
            let start = observation.at.milliseconds / 60_000 * 60_000
            minutes[start, default: Rollup()].add(observation.verdict, latency: observation.timings.total)
        }
        return minutes.sorted { $0.key < $1.key }.map { ObservationHistory.Point(start: Timestamp(milliseconds: $0.key), rollup: $0.value) }
    }

    private static func strip(_ points: [ObservationHistory.Point], _ window: Window, from: Timestamp, to: Timestamp) -> TimelineStrip {
        let count = window.slices
        let span = max(1, (to - from).wholeMilliseconds)
        var slices = [Rollup](repeating: Rollup(), count: Int(count))
        for point in points {
            let offset = (point.start - from).wholeMilliseconds
            slices[Int(min(count - 1, max(0, offset * count / span)))].merge(point.rollup)
        }
        return TimelineStrip(
            slices: slices.enumerated().map { index, rollup in
                let gravest = Verdict.allCases.filter { rollup[$0] > 0 && $0 != .unknown }.max { $0.severity < $1.severity }
                return TimelineStrip.Slice(
                    from: from + .milliseconds(span * Int64(index) / count), verdict: gravest ?? (rollup.total > 0 ? .unknown : nil),
                    availability: rollup.uptime)
            })
    }
}
