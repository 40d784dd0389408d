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
        let when: String
    }

    struct Past {
        let sentence: String
        let since: String
        let when: String
        let ended: Bool
        let lasted: String
    }

    /// Up to so many directories each is shown; beyond, only those that are not available.
    private static let listedInFull = 150
    private static let (listedFailing, listedPast) = (300, 30)

    let title: String
    let now: String
    let nowText: String
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
        self.now = now.description
        nowText = Self.minute(now)
        let missing = seen - available
        if roll.watch.isBlind() {
            headline = "We cannot look at the moment: our own network fails. What is shown is older."
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
                    since: isAvailable ? nil : line.since?.description, when: line.since.map(Self.minute) ?? "")
            }
            let hidden = group.seen - members.count
            return Group(
                name: group.category.isEmpty ? "Directories" : group.category,
                share: "\(Figures.count(group.available)) of \(Figures.count(group.seen))", uptime: group.uptime.map(Figures.percent),
                mood: group.available == group.seen ? "up" : group.available * 2 < group.seen ? "down" : "degraded", members: members,
                more: hidden > 0 ? Figures.count(hidden) : nil)
        }
        var filter = IncidentStore.Filter()
        filter.since = now - .seconds(14 * 86_400)
        filter.withoutMembers = true
        let incidents = try await roll.incidents.list(filter, limit: 200).filter { !$0.verdict.isAvailable && $0.subject != .blind }
            .prefix(Self.listedPast)
        let names = try await roll.lines(of: Array(incidents))
        past = incidents.compactMap { incident in
            let who: String
            if case .check = incident.subject {
                guard let name = names[incident.id]?.name else { return nil }
                who = name
            } else {
                who = "\(Figures.count(incident.directories)) directories together"
            }
            let ended = incident.endedAt
            return Past(
                sentence: "\(who): not available", since: incident.startedAt.description, when: Self.minute(incident.startedAt),
                ended: ended != nil,
                lasted: Figures.duration((ended ?? now) - incident.startedAt))
        }
    }

    /// `2026-03-01 09:30 UTC`; this page has no script that would write it in the reader's zone.
    private static func minute(_ moment: Timestamp) -> String {
        let text = moment.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }
}
