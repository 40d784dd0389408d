import API
import Entities
import Listings
import Matching
import Model
import Rolls

/// Entities as people read them in a terminal.
struct EntityView {
    let detail: EntityDesk.Detail
    let terminal: Terminal

    /// Entries of the history, and listings of one event, that are shown; JSON has more.
    private static let (shown, named) = (20, 6)

    func show() {
        let entity = detail.entity
        terminal.say(terminal.styled("#\(entity.id) \(Table.clean(entity.name))", .bold))
        if entity.endedAt != nil {
            terminal.note(entity.successor.map { "It has become part of #\($0)." } ?? "All its listings have left.")
        }
        fields()
        listings()
        if !detail.rules.isEmpty {
            terminal.say("")
            var table = Table(["rule", "says", "listings", "who", "when", "why"], flexible: 5)
            for rule in detail.rules { Self.add(rule, to: &table) }
            for line in table.lines(on: terminal) { terminal.say(line) }
        }
        history()
    }

    private func slug(_ directory: DirectoryID) -> String { detail.directories[directory]?.slug ?? "directory \(directory)" }

    private func fields() {
        guard !detail.record.fields.isEmpty else { return }
        var table = Table(["field", "value", "why", "said by"], flexible: 3)
        for field in detail.record.fields {
            for (place, value) in field.values.enumerated() {
                let isTaken = place == 0
                table.add([
                    Table.Cell(isTaken ? field.kind.rawValue : "", field.isDisputed && isTaken ? .warning : nil),
                    Table.Cell(isTaken ? value.text : "≠ \(value.text)", isTaken ? .bold : field.isDisputed ? .warning : .dim),
                    Table.Cell(isTaken ? field.reason.words : ""), Table.Cell(value.directories.map(slug).joined(separator: ", ")),
                ])
            }
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
    }

    private func listings() {
        guard !detail.listings.isEmpty else { return }
        let ties = Dictionary(detail.ties.map { ($0.listing, $0) }, uniquingKeysWith: { first, _ in first })
        terminal.say("")
        var table = Table(["listing", "directory", "name", "most like", "probability"], flexible: 2)
        for listing in detail.listings {
            let tie = ties[listing.id]
            table.add([
                Table.Cell("#\(listing.id)"), Table.Cell(slug(listing.directory)), Table.Cell(listing.name),
                Table.Cell(tie.map { "#\($0.other)" } ?? ""), Table.Cell(tie.map { Self.percent($0.probability) } ?? ""),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
    }

    private func history() {
        guard !detail.events.isEmpty else { return }
        terminal.say("")
        for event in detail.events.prefix(Self.shown) {
            let listings =
                event.listings.prefix(Self.named).map { "#\($0)" }.joined(separator: ", ")
                + (event.listings.count > Self.named ? " and \(event.listings.count - Self.named) more" : "")
            let by = event.who.map { ", by \($0): \(event.why ?? "")" } ?? ""
            terminal.say(Table.clean("\(event.at)  \(event.kind.words(event.other)): \(listings)\(by)"))
        }
    }

    static func add(_ rule: EntityRule, to table: inout Table) {
        let parts = EntityRuleItem(rule).listings.map { part in
            part.prefix(named).map { "#\($0)" }.joined(separator: " ") + (part.count > named ? " …" : "")
        }
        table.add([
            Table.Cell("\(rule.id)"), Table.Cell(rule.endedAt == nil ? rule.word : "\(rule.word), ended", rule.endedAt == nil ? nil : .dim),
            Table.Cell(parts.joined(separator: " | ")), Table.Cell(rule.who), Table.Cell(String(rule.madeAt.description.prefix(16))),
            Table.Cell(rule.why),
        ])
    }

    static func show(_ why: Explanation, _ first: String, _ second: String, on terminal: Terminal) {
        func bits(_ value: Double) -> String { (value < 0 ? "−" : "+") + String((abs(value) * 10).rounded() / 10) }
        var table = Table(["bits", "field", "found", first, second], flexible: 3)
        table.add([
            Table.Cell(bits(why.priorBits)), Table.Cell("before"), Table.Cell("most pairs are no matches"), Table.Cell(""), Table.Cell(""),
        ])
        for field in why.fields {
            table.add([
                Table.Cell(bits(field.bits), field.bits > 0 ? .good : field.bits < 0 ? .bad : .dim), Table.Cell(field.field),
                Table.Cell(field.level), Table.Cell(field.first), Table.Cell(field.second),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
        terminal.say(
            terminal.styled("\(bits(why.bits)) bits together: \(percent(why.probability)) probable that they are one", .bold))
    }

    private static func percent(_ share: Double) -> String { share >= 0.9995 ? "100 %" : "\((share * 1000).rounded() / 10) %" }
}
