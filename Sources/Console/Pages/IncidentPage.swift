import API
import Model
import Watch

/// One incident: what it is about, how it went, and what it concerns.
struct IncidentPage {
    struct Member {
        let slug: String
        let name: String
        let verdict: String
        let sentence: String
        let since: String
    }

    /// Something that happened in the course of the incident.
    struct Step {
        let at: String
        let verdict: String?
        let text: String
    }

    let line: PageValues.IncidentLine
    let reason: String
    let slug: String?
    let started: String
    let confirmed: String
    let confirmedAfter: String
    let endedAt: String?
    let steps: [Step]
    let hasSteps: Bool
    let moreSteps: String?
    let members: [Member]
    let hasMembers: Bool
    let moreMembers: String?

    private static let (shownMembers, shownSteps) = (200, 60)

    init(_ roll: Roll, _ id: String) async throws {
        let incident = try await roll.incident(id)
        let found = try await roll.incidents.members(of: incident.id, limit: Self.shownMembers)
        let lines = try await roll.lines(of: found + [incident])
        let now = roll.now()
        line = PageValues.IncidentLine(incident, name: lines[incident.id]?.name, now: now)
        reason = incident.reason.rawValue
        slug = lines[incident.id]?.slug
        started = TimeElement.at(incident.startedAt)
        confirmed = TimeElement.at(incident.confirmedAt)
        confirmedAfter = Figures.duration(incident.confirmedAt - incident.startedAt)
        endedAt = incident.endedAt.map(TimeElement.at)
        (steps, moreSteps) = try await Self.steps(of: incident, roll, now: now)
        hasSteps = !steps.isEmpty
        members = found.compactMap { member in
            lines[member.id].map {
                Member(
                    slug: $0.slug, name: $0.name, verdict: member.verdict.rawValue, sentence: member.sentence,
                    since: TimeElement.ago(member.startedAt))
            }
        }
        hasMembers = !members.isEmpty
        moreMembers =
            incident.directories > found.count && found.count == Self.shownMembers
            ? Figures.count(incident.directories - found.count) : nil
    }

    /// The changes of verdict while it lasted, with its confirmation and its end between them; of a check's own incident only.
    private static func steps(of incident: Incident, _ roll: Roll, now: Timestamp) async throws -> ([Step], more: String?) {
        guard case .check(let key) = incident.subject else { return ([], nil) }
        let end = incident.endedAt ?? now
        let changes = try await roll.history.timeline(
            of: key, from: incident.startedAt, to: end + .milliseconds(1), limit: shownSteps + 1
        ).filter { $0.at >= incident.startedAt }
        var steps = changes.suffix(shownSteps).map {
            ($0.at, Step(at: TimeElement.at($0.at), verdict: $0.verdict.rawValue, text: $0.sentence))
        }
        func insert(_ at: Timestamp, _ text: String) {
            let place = steps.firstIndex { $0.0 > at } ?? steps.endIndex
            steps.insert((at, Step(at: TimeElement.at(at), verdict: nil, text: text)), at: place)
        }
        insert(incident.confirmedAt, "Confirmed: enough looks agreed.")
        if let ended = incident.endedAt { insert(ended, "Over: this was the first good look of the confirmed recovery.") }
        return (steps.map(\.1), changes.count > shownSteps ? Figures.count(shownSteps) : nil)
    }
}
