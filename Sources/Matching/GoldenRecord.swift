/// One record made of those of a group: for each field the value that most say, and what the others say.
package struct GoldenRecord: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package struct Value: Sendable, Hashable {
            /// As written by the first that says it.
            package var text: String
            /// The records that say it, as numbers of the index.
            package var records: [Int]
        }

        package var name: String
        /// What is said, what most say first; values that are equal but for spelling are one.
        package var values: [Value]

        package var text: String { values.first?.text ?? "" }
        package var isDisputed: Bool { values.count > 1 }
    }

    package var fields: [Field]
}

extension MatchResult {
    /// The record that stands for a group. Of two values that equally many say, the longer one is taken, since it leaves out less.
    package func goldenRecord(_ cluster: [Int]) -> GoldenRecord {
        let compared = matcher.plan.fields.filter(\.kind.isCompared)
        return GoldenRecord(
            fields: compared.indices.map { place in
                let field = compared[place]
                let column = matcher.comparer.columns[place]
                var values: [UInt32: GoldenRecord.Field.Value] = [:]
                for record in cluster where column.cells[record] != 0 {
                    let (table, row) = matcher.index.place(record)
                    guard let source = field.places[table] else { continue }
                    let text = matcher.tables[table].value(row, source)
                    values[column.cells[record], default: GoldenRecord.Field.Value(text: text, records: [])].records.append(record)
                }
                let ordered = values.values.sorted {
                    ($1.records.count, $1.text.utf8.count, $0.records[0]) < ($0.records.count, $0.text.utf8.count, $1.records[0])
                }
                return GoldenRecord.Field(name: field.name, values: ordered)
            })
    }
}
