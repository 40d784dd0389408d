import API
import Model
import Watch

/// The public page: who is available and who was not, and nothing else. No reason, no address and no evidence is shown to strangers.
struct StatusPage {
    struct Group {
        let name: String
        let share: String
        let uptime: String?
        let mood: String
        let members: [Member]
        let more: String?
    }

    struct Member {
        let name: String
        let available: Bool
        let uptime: String?
        let since: String?
    }

    struct Past {
        let sentence: String
        let since: String
        let ended: Bool
        let lasted: String
    }

    /// Up to so many directories each is shown; beyond, only those that are not available.
    private static let listedInFull = 150
    private static let (listedFailing, listedPast) = (300, 30)

    let title: String
    let now: String
    let headline: String
    let mood: String
    let groups: [Group]
    let past: [Past]

    init(_ roll: Roll, title: String) async throws {
        let now = roll.now()
        let availability = try await roll.board.availability()
        let (seen, available) = availability.reduce((0, 0)) { ($0.0 + $1.seen, $0.1 + $1.available) }
        var query = BoardStore.Query()
        query.paused = false
        if seen <= Self.listedInFull {
            query.order = .name
            query.limit = Self.listedInFull
        } else {
            query.verdicts = Set(Verdict.allCases.filter { !$0.isAvailable && $0 != .unknown })
            query.limit = Self.listedFailing
        }
        let lines = try await roll.board.list(query).lines.filter { $0.verdict != nil && $0.verdict != .unknown }
        let byCategory = Dictionary(grouping: lines, by: \.category)
        self.title = title
        self.now = TimeElement.minute(now)
        let missing = seen - available
        if roll.watch.isBlind() {
            headline = "We cannot look at the moment: our own network fails, so this page says nothing until it is back."
            mood = "some"
        } else if seen == 0 {
            headline = "No directory was looked at yet."
            mood = "some"
        } else if missing == 0 {
            headline = seen == 1 ? "The directory is available." : "All \(Figures.count(seen)) directories are available."
            mood = ""
        } else {
            headline = "\(Figures.count(missing)) of \(Figures.count(seen)) directories \(missing == 1 ? "is" : "are") not available."
            mood = missing * 2 > seen ? "bad" : "some"
        }
        groups = availability.map { group in
            let members = (byCategory[group.category] ?? []).map { line in
                let isAvailable = line.verdict?.isAvailable ?? false
                return Member(
                    name: line.name, available: isAvailable, uptime: line.uptime.map(Figures.percent),
                    since: isAvailable ? nil : line.since.map(TimeElement.minute))
            }
            let hidden = group.seen - members.count
            return Group(
                name: group.category.isEmpty ? "Directories" : group.category,
                share: "\(Figures.count(group.available)) of \(Figures.count(group.seen))", uptime: group.uptime.map(Figures.percent),
                mood: group.available == group.seen ? "up" : group.available * 2 < group.seen ? "down" : "degraded", members: members,
                more: hidden > 0 ? Figures.count(hidden) : nil)
        }
        past = try await Self.past(roll, now: now)
    }

    /// The incidents of the last two weeks, latest first. Checks of one directory that failed at the same time are one outage to a visitor.
    private static func past(_ roll: Roll, now: Timestamp) async throws -> [Past] {
        var filter = IncidentStore.Filter()
        filter.since = now - .seconds(14 * 86_400)
        filter.withoutMembers = true
        let incidents = try await roll.incidents.list(filter, limit: 200).filter { !$0.verdict.isAvailable && $0.subject != .blind }
        let names = try await roll.lines(of: incidents)
        var outages: [(directory: DirectoryID?, who: String, from: Timestamp, to: Timestamp?)] = []
        for incident in incidents {
            guard case .check(let key) = incident.subject else {
                outages.append(
                    (nil, "\(Figures.count(incident.directories)) directories together", incident.startedAt, incident.endedAt))
                continue
            }
            guard let name = names[incident.id]?.name else { continue }
            let (from, to) = (incident.startedAt, incident.endedAt)
            let same = outages.firstIndex { outage in
                outage.directory == key.directory && outage.from <= (to ?? now) && from <= (outage.to ?? now)
            }
            if let same {
                outages[same].from = min(outages[same].from, from)
                outages[same].to = if let to, let other = outages[same].to { max(to, other) } else { nil }
            } else {
                outages.append((key.directory, name, from, to))
            }
        }
        return outages.prefix(listedPast).map { outage in
            Past(
                sentence: "\(outage.who): not available", since: TimeElement.minute(outage.from), ended: outage.to != nil,
                lasted: Figures.duration((outage.to ?? now) - outage.from))
        }
    }
}
