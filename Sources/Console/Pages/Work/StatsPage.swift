import API
import Hummingbird

/// How much of everything there was, by day: a picture for each noun, and the numbers.
struct StatsPage {
    struct Noun {
        let name: String
        let picture: String
    }

    struct Row {
        let day: String
        let noun: String
        let total: String
        let parts: String
    }

    let nouns: [Noun]
    let rows: [Row]
    let hasRows: Bool

    init(_ desk: StatDesk, _ request: Request) async throws {
        let items = try await desk.list(request)
        let days = Set(items.map(\.day)).sorted()
        nouns = Set(items.map(\.noun)).sorted().map { noun in
            let totals = Dictionary(uniqueKeysWithValues: items.filter { $0.noun == noun }.map { ($0.day, $0.total) })
            return Noun(name: noun, picture: DayBars(noun: noun, bars: days.map { ($0, totals[$0] ?? 0) }).svg())
        }
        var last = ""
        rows = items.map { item in
            defer { last = item.day }
            return Row(
                day: item.day == last ? "" : item.day, noun: item.noun, total: Figures.count(item.total), parts: item.words)
        }
        hasRows = !rows.isEmpty
    }
}
