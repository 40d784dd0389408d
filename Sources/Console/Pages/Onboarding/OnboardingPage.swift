import API
import Model
import Onboarding

/// One directory's road: where it stands, what its form's controls take and why, what is asked, and how a person steers it.
struct OnboardingPage {
    struct Line {
        let control: String
        let label: String
        let term: String?
        let sure: String
        let accepted: Bool
        let reason: String
    }

    /// What one step of its form takes.
    struct Step {
        /// Nil where there is only one.
        let title: String?
        let lines: [Line]
    }

    struct Version {
        let number: Int
        let made: String
        let why: String
        let inUse: Bool
    }

    struct Event {
        let at: String
        let who: String
        let action: String
        let why: String?
    }

    /// The picture of one step of its filled form, or what is said instead.
    struct Picture {
        /// Nil where there is only one.
        let title: String?
        /// Nil where there is none.
        let href: String?
        let words: String
        let made: String
    }

    struct Verb {
        let value: String
        let name: String
        let primary: Bool
    }

    let id: Int64
    let name: String
    let url: String
    let word: String
    let style: String
    let reason: String?
    let directory: String?
    let submission: String?
    let listing: String?
    let platform: String?
    let drift: String?
    let stopped: String?
    let changeRollout: Int64?
    let compares: Bool
    let stations: [JobPage.Station]
    let gates: [String]
    let hasGates: Bool
    let questions: [QuestionForm]
    let hasQuestions: Bool
    let verbs: [Verb]
    let canSteer: Bool
    let mapping: [Step]
    let hasMapping: Bool
    /// Whether it has steps that nobody has seen.
    let hasUnseenSteps: Bool
    let shown: String
    let versions: [Version]
    let hasVersions: Bool
    let events: [Event]
    let pictures: [Picture]
    let hasPictures: Bool
    let said: String?
    let mistake: String?
    let typed: String

    /// - Parameter steering: What a person wrote that could not be done, and why.
    init(
        _ desk: OnboardingDesk, _ id: String, said: String? = nil, mistake: QuestionForm.Mistake? = nil,
        steering: (typed: String, sentence: String)? = nil
    ) async throws {
        let detail = try await desk.detail(id)
        let (entry, now) = (detail.entry, desk.now())
        self.id = entry.id
        name = OnboardingWords.name(entry)
        (url, word, style) = (entry.url, entry.state.words, OnboardingWords.style(entry.state))
        reason = entry.reason.isEmpty ? nil : entry.reason
        (directory, submission, listing, platform) = (entry.directory, entry.submission, entry.listing, entry.platform)
        (drift, stopped, changeRollout) = (entry.drift, entry.stopped, entry.changeRollout)
        compares = detail.versions.count > 1
        stations = Self.stations(entry)
        gates = entry.state == .canary ? entry.rollout?.gates(at: now) ?? [] : []
        hasGates = !gates.isEmpty
        questions = detail.questions.map { QuestionForm($0, place: "\(entry.id)", mistake: mistake) }
        hasQuestions = !questions.isEmpty
        verbs = Self.verbs(entry)
        canSteer = !verbs.isEmpty
        let newest = detail.versions.first { $0.version == entry.inUse } ?? detail.versions.first
        shown = newest.map { "version \($0.version)" } ?? ""
        let steps = newest?.mapping.steps ?? []
        mapping = steps.enumerated().map { index, lines in
            Step(title: steps.count > 1 ? "Step \(index + 1) of \(steps.count)" : nil, lines: lines.map(Self.line))
        }
        hasMapping = !mapping.isEmpty
        let shape = newest?.mapping.shape
        hasUnseenSteps = shape?.hasUnseen == true || steps.count == 1 && shape?.hasSteps == true && shape?.further == nil
        versions = detail.versions.map {
            Version(number: $0.version, made: TimeElement.at($0.madeAt), why: $0.why, inUse: $0.version == entry.inUse)
        }
        hasVersions = !versions.isEmpty
        events = detail.events.map {
            Event(at: TimeElement.at($0.at), who: $0.who, action: $0.action, why: $0.why.isEmpty ? nil : $0.why)
        }
        pictures = detail.pictures.map { facts in
            let isTaken = if case .taken = facts.standing { true } else { false }
            return Picture(
                title: detail.pictures.count > 1 ? "Step \(facts.step) of \(detail.pictures.count)" : nil,
                // Another address for another picture: a browser may keep this one.
                href: isTaken ? "/onboarding/\(detail.entry.id)/pictures/\(facts.step)?made=\(facts.madeAt.milliseconds)" : nil,
                words: facts.words, made: TimeElement.at(facts.madeAt))
        }
        hasPictures = !pictures.isEmpty
        self.said = said
        self.mistake = steering?.sentence
        typed = steering?.typed ?? ""
    }

    private static func line(_ line: OnboardingMapping.Line) -> Line {
        Line(
            control: line.control, label: line.label, term: line.term, sure: "\(Int((line.confidence * 100).rounded())) %",
            accepted: line.isAccepted && line.term != nil, reason: line.reason)
    }

    /// The road, with the station where it stands or where it stopped.
    private static func stations(_ entry: OnboardingEntry) -> [JobPage.Station] {
        let road: [OnboardingState] = [.discover, .analyse, .map, .trial, .canary, .active]
        // How far it came before it stopped is seen from what it has.
        let place: OnboardingState =
            switch entry.state {
            case .needsAnswer: entry.verdict == .needsAnswer ? .trial : .map
            case .failed: entry.rollout != nil ? .canary : entry.verdict != nil ? .trial : entry.submission != nil ? .analyse : .discover
            default: entry.state
            }
        return road.map { station in
            JobPage.Station(
                name: station.words, at: nil, reached: station.rawValue <= place.rawValue, current: station == place,
                bad: station == place && entry.state == .failed)
        }
    }

    private static func verbs(_ entry: OnboardingEntry) -> [Verb] {
        guard let rollout = entry.rollout, entry.state == .canary || entry.state == .active else { return [] }
        return verbs(rollout.state, begins: "Promote it")
    }

    /// What a person may do to a rollout as it stands.
    /// - Parameter begins: The words for promoting it.
    static func verbs(_ state: Rollout.State, begins: String) -> [Verb] {
        let back = Verb(value: "rollback", name: "Take it back", primary: false)
        switch state {
        case .running:
            return [Verb(value: "hold", name: "Hold it", primary: false), Verb(value: "promote", name: begins, primary: true), back]
        case .held:
            return [
                Verb(value: "resume", name: "Let it go on", primary: true), Verb(value: "promote", name: begins, primary: false), back,
            ]
        case .done: return [back]
        case .rolledBack: return []
        }
    }
}
