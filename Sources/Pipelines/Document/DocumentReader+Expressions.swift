import Expressions
import Settings

extension DocumentReader {
    /// A condition that stands at a node; a mistake in it is noted with its own column.
    mutating func condition(_ text: String, _ node: SettingNode, _ path: String) -> RecordCondition? {
        do throws(ConditionError) { return try RecordCondition(text) } catch {
            add(error, node, path)
            return nil
        }
    }

    /// An expression that stands at a node. A bare number or text in the document is a literal only in quotes.
    mutating func expression(_ text: String, _ node: SettingNode, _ path: String) -> RecordExpression? {
        do throws(ConditionError) { return try RecordExpression(text) } catch {
            add(error, node, path)
            return nil
        }
    }

    /// One expression, or a list of them.
    mutating func expressions(_ node: SettingNode, _ path: String) -> [RecordExpression]? {
        let nodes: [SettingNode] = if case .list(let items) = node.content { items } else { [node] }
        var found: [RecordExpression] = []
        for (index, item) in nodes.enumerated() {
            let path = nodes.count > 1 ? "\(path)[\(index)]" : path
            guard let text = value(item, .string("a field or an expression"), at: path), let made = expression(text, item, path) else {
                continue
            }
            found.append(made)
        }
        guard found.count == nodes.count, !found.isEmpty else {
            if nodes.isEmpty { add(.impossibleValue, node, path, "\(path) is empty", remedy: "name a field") }
            return nil
        }
        return found
    }

    private mutating func add(_ error: ConditionError, _ node: SettingNode, _ path: String) {
        // What a list or a group in brackets took for its next part.
        let remedy = isCut(node) ? "put the whole in quotation marks: the comma ends it here" : error.remedy
        add(.impossibleValue, node, path, "\(path): \(error.message)", remedy: remedy, offset: error.column - 1, width: error.length)
    }

    /// Whether a value ends at a comma within parentheses of its own.
    private func isCut(_ node: SettingNode) -> Bool {
        guard case .scalar(let text, quoted: false) = node.content, text.count(where: { $0 == "(" }) > text.count(where: { $0 == ")" }),
            let line = self.text.line(node.line)
        else { return false }
        return line.unicodeScalars.dropFirst(node.column - 1 + text.unicodeScalars.count).first == ","
    }
}
