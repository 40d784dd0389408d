extension Matcher {
    /// What a record is called: the value of its file's id column, or its number from 1 where there is none.
    package func name(_ record: Int) -> String {
        let (table, row) = index.place(record)
        guard let column = plan.idColumns[table] else { return String(row + 1) }
        return tables[table].value(row, column)
    }

    /// The record's name, with its file's where there are several.
    package func label(_ record: Int) -> String {
        tables.count > 1 ? "\(tables[index.place(record).table].name):\(name(record))" : name(record)
    }

    /// Names in the decisions by hand that no record has.
    package var unknownOverrides: [String] {
        options.overrides.decisions.flatMap { decision in
            let first = record(named: decision.first)
            let second = record(named: decision.second, besides: first)
            return [first == nil ? decision.first : nil, second == nil ? decision.second : nil].compactMap { $0 }
        }
    }

    /// The record that a text names: an id, or `file:id` where several files use the same ids.
    /// - Parameter besides: A record that is not meant: where both files have an id 7, the first is found and then the other.
    package func record(named name: String, besides: Int? = nil) -> Int? {
        let taken = besides.map { index.place($0).table }
        for (table, content) in tables.enumerated() where !index.acrossOnly || table != taken {
            for text in [name, name.hasPrefix(content.name + ":") ? String(name.dropFirst(content.name.count + 1)) : nil] {
                guard let text else { continue }
                guard let column = plan.idColumns[table] else {
                    if let number = Int(text), number >= 1, number <= content.count { return index.starts[table] + number - 1 }
                    continue
                }
                if let row = content.row(of: text, in: column) { return index.starts[table] + row }
            }
        }
        return nil
    }

    /// The decisions by hand as records; those that name no record of these files do nothing.
    func resolvedOverrides() -> (same: [(Int, Int)], different: [(Int, Int)]) {
        var same: [(Int, Int)] = []
        var different: [(Int, Int)] = []
        for decision in options.overrides.decisions {
            guard let a = record(named: decision.first), let b = record(named: decision.second, besides: a), a != b else { continue }
            if decision.isSame { same.append((a, b)) } else { different.append((a, b)) }
        }
        return (same, different)
    }
}

extension RecordTable {
    /// The first row that has a value in a column.
    func row(of value: String, in column: Int) -> Int? {
        guard !value.isEmpty, let id = columns[column].values.find(value) else { return nil }
        return columns[column].cells.firstIndex(of: id)
    }
}
