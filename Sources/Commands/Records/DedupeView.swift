import Directories
import Foundation
import Matching

/// What `rollcall dedupe` shows of a result.
struct DedupeView {
    let result: MatchResult
    let terminal: Terminal

    /// Groups and problems shown on a terminal at most; files and JSON have all.
    private static let shown = 20

    private var matcher: Matcher { result.matcher }
    private var several: Bool { matcher.tables.count > 1 }

    /// Tells of rows that could not be read.
    func noteProblems() {
        for table in matcher.tables {
            for problem in table.problems.prefix(Self.shown) {
                terminal.note("\(table.name):\(problem.line): \(Table.clean(problem.reason))")
            }
            if table.problemCount > Self.shown { terminal.note("\(table.name): \(table.problemCount - Self.shown) more rows like these") }
        }
    }

    func summary() -> String {
        let records = "\(matcher.index.count) records"
        let found =
            matcher.index.acrossOnly
            ? "\(result.matches.count) matches between \(matcher.tables.count) files" + (result.isOneToOne ? ", one to one" : "")
            : "\(result.clusters.count) groups of duplicates with \(result.clusters.reduce(0) { $0 + $1.count }) records"
        return "\(records): \(found); \(result.compared) pairs compared"
    }

    func text(golden: Bool) -> String {
        var lines: [String] = ["columns"]
        for field in matcher.plan.fields { lines.append("  \(Table.clean(field.name)): \(field.kind.rawValue)") }
        lines.append("")
        for cluster in result.clusters.prefix(Self.shown) {
            if golden {
                lines += goldenLines(cluster)
            } else {
                let sure = result.matches(in: cluster).map(\.probability).min() ?? 1
                lines.append("\(Self.percent(sure))  " + cluster.map { Table.clean(label($0)) }.joined(separator: "  =  "))
            }
        }
        if result.clusters.count > Self.shown { lines.append("… and \(result.clusters.count - Self.shown) more (--output FILE, --json)") }
        return lines.joined(separator: "\n") + "\n" + terminal.styled(summary(), .bold) + "\n"
    }

    private func goldenLines(_ cluster: [Int]) -> [String] {
        var lines = [cluster.map { Table.clean(matcher.label($0)) }.joined(separator: ", ")]
        for field in result.goldenRecord(cluster).fields where !field.values.isEmpty {
            let others = field.values.dropFirst().map { value in
                "\(value.text) (\(value.records.map(matcher.label).joined(separator: ", ")))"
            }
            lines.append(Table.clean("  \(field.name): \(field.text)" + (others.isEmpty ? "" : "  ≠ " + others.joined(separator: "; "))))
        }
        return lines + [""]
    }

    /// The record's name and its first two values.
    private func label(_ record: Int) -> String {
        let (table, row) = matcher.index.place(record)
        let values = matcher.plan.fields.prefix(2).compactMap { field in field.places[table].map { matcher.tables[table].value(row, $0) } }
        return "\(matcher.label(record)) \(values.filter { !$0.isEmpty }.joined(separator: ", "))"
    }

    private static func percent(_ share: Double) -> String { share >= 0.9995 ? "100 %" : "\((share * 1000).rounded() / 10) %" }
    private static func rounded(_ value: Double) -> FieldValue { .number(String((value * 10000).rounded() / 10000)) }

    // MARK: JSON

    func json(golden: Bool) -> String {
        var members: [FieldValue.Member] = [
            .init("records", .number(String(matcher.index.count))), .init("compared", .number(String(result.compared))),
            .init("one_to_one", .bool(result.isOneToOne)),
            .init(
                "columns",
                .list(matcher.plan.fields.map { .map([.init("name", .text($0.name)), .init("kind", .text($0.kind.rawValue))]) })),
            .init("pairs", .list(result.matches.map(pair))),
            .init("clusters", .list(result.clusters.map { .list($0.map(reference)) })),
        ]
        if golden { members.append(.init("golden", .list(result.clusters.map(goldenValue)))) }
        let problems = matcher.tables.flatMap { table in
            table.problems.map { problem in
                FieldValue.map([
                    .init("file", .text(table.name)), .init("line", .number(String(problem.line))), .init("reason", .text(problem.reason)),
                ])
            }
        }
        members.append(.init("problems", .list(problems)))
        return FieldValue.map(members).json + "\n"
    }

    private func reference(_ record: Int) -> FieldValue {
        let (table, row) = matcher.index.place(record)
        return .map([
            .init("file", .text(matcher.tables[table].name)), .init("id", .text(matcher.name(record))),
            .init("line", .number(String(matcher.tables[table].lines[row]))),
        ])
    }

    private func pair(_ pair: ScoredPair) -> FieldValue {
        .map([
            .init("left", .text(matcher.name(pair.first))), .init("right", .text(matcher.name(pair.second))),
            .init("probability", Self.rounded(pair.probability)), .init("bits", Self.rounded(pair.bits)),
        ])
    }

    private func goldenValue(_ cluster: [Int]) -> FieldValue {
        let record = result.goldenRecord(cluster)
        return .map([
            .init("records", .list(cluster.map { .text(matcher.label($0)) })),
            .init("values", .map(record.fields.filter { !$0.values.isEmpty }.map { .init($0.name, .text($0.text)) })),
            .init(
                "disputed",
                .map(
                    record.fields.filter(\.isDisputed).map { field in
                        .init(
                            field.name,
                            .list(
                                field.values.map { value in
                                    .map([
                                        .init("value", .text(value.text)),
                                        .init("records", .list(value.records.map { .text(matcher.label($0)) })),
                                    ])
                                }))
                    })),
        ])
    }

    // MARK: Files

    func pairsFile(asJSON: Bool) -> String {
        if asJSON { return result.matches.map { pair($0).json + "\n" }.joined() }
        var text = "left,right,probability,bits\n"
        for pair in result.matches {
            text += CSVText.line([
                matcher.name(pair.first), matcher.name(pair.second), String((pair.probability * 10000).rounded() / 10000),
                String((pair.bits * 100).rounded() / 100),
            ])
        }
        return text
    }

    func goldenFile(asJSON: Bool) -> String {
        if asJSON { return result.clusters.map { goldenValue($0).json + "\n" }.joined() }
        var text = CSVText.line(["records"] + matcher.plan.fields.map(\.name) + ["disputed"])
        for cluster in result.clusters {
            let record = result.goldenRecord(cluster)
            let disputed = record.fields.filter(\.isDisputed).map(\.name).joined(separator: " ")
            text += CSVText.line([cluster.map(matcher.label).joined(separator: " ")] + record.fields.map(\.text) + [disputed])
        }
        return text
    }

    // MARK: Explanation

    func explanation(_ first: String, _ second: String, json: Bool) throws -> String {
        func find(_ name: String, besides: Int?) throws -> Int {
            if let record = matcher.record(named: name, besides: besides) { return record }
            throw CommandFailure("no record is called '\(name)'", remedy: "Give the value of the id column, or file.csv:ID")
        }
        let a = try find(first, besides: nil)
        let b = try find(second, besides: a)
        let why = result.explanation(a, b)
        if json {
            let fields = why.fields.map { field in
                FieldValue.map([
                    .init("field", .text(field.field)), .init("kind", .text(field.kind.rawValue)), .init("left", .text(field.first)),
                    .init("right", .text(field.second)), .init("level", .text(field.level)), .init("bits", Self.rounded(field.bits)),
                ])
            }
            return FieldValue.map([
                .init("left", reference(a)), .init("right", reference(b)), .init("probability", Self.rounded(why.probability)),
                .init("bits", Self.rounded(why.bits)), .init("priorBits", Self.rounded(why.priorBits)), .init("fields", .list(fields)),
            ]).json + "\n"
        }
        func bits(_ value: Double) -> String { (value < 0 ? "−" : "+") + String((abs(value) * 10).rounded() / 10) }
        var table = Table(["bits", "field", "found", matcher.label(a), matcher.label(b)], flexible: 3)
        table.add([.init(bits(why.priorBits)), .init("before"), .init("most pairs are no matches"), .init(""), .init("")])
        for field in why.fields {
            table.add([
                .init(bits(field.bits), field.bits > 0 ? .good : field.bits < 0 ? .bad : .dim), .init(field.field), .init(field.level),
                .init(field.first), .init(field.second),
            ])
        }
        let verdict = "\(bits(why.bits)) bits together: \(Self.percent(why.probability)) probable that they are one"
        return (table.lines(on: terminal) + [terminal.styled(verdict, .bold)]).joined(separator: "\n") + "\n"
    }
}
