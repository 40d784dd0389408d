/// How alike records of one table are, field by field, by the comparison of the search alone: no model, so that one record can be asked for
/// among a few. What a word says depends on how rare it is among the table's records.
package struct Likeness: Sendable {
    /// What the comparison of one field gave.
    package struct Agreement: Sendable, Hashable {
        /// How far two values agree, each more than the one before.
        package enum Degree: Int, Sendable, Hashable, Comparable {
            /// One of them has no value.
            case missing
            case different
            /// Something of it is the same, not enough to mean the same.
            case partial
            /// The same but for a slip, a small word, or a part that one leaves out.
            case near
            case same

            package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
        }

        package var degree: Degree
        /// In words: `one slip apart`.
        package var words: String
    }

    private let columns: [FieldColumn]

    /// - Parameter kinds: what each column of the table is.
    package init(_ table: RecordTable, kinds: [ColumnKind]) {
        columns = kinds.enumerated().map { index, kind in
            FieldColumn(ColumnPlan.Field(name: table.headers[index], kind: kind, places: [index]), [table])
        }
    }

    /// How two records agree, column by column.
    package func compare(_ a: Int, _ b: Int) -> [Agreement] {
        columns.map { column in
            let level = column.compare(column.cells[a], column.cells[b]).level
            return Agreement(degree: column.kind.degree(level), words: column.kind.levels[Int(level)])
        }
    }
}

extension ColumnKind {
    /// What a level of ``levels`` means for whoever asks whether two values are one.
    fileprivate func degree(_ level: UInt8) -> Likeness.Agreement.Degree {
        switch level {
        case 0: .missing
        case 1: .different
        case same: .same
        default: level >= nearest ? .near : .partial
        }
    }

    /// The least level at which two values are one but for how they are written.
    private var nearest: UInt8 {
        switch self {
        case .name, .text: 5
        case .address: 7
        case .date, .number: same
        default: same - 1
        }
    }
}
