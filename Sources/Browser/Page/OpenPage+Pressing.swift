import Foundation
import Synchronization

extension OpenPage {
    /// Fills one form and presses its button. Before the first value is in, the page's way out is narrowed, and it stays so.
    func press(_ filling: FormFilling, reaching outlet: FormOutlet) async throws(BrowserError) -> FormPress {
        struct Filled: Decodable, Sendable { var filled: [Int] }
        struct Pressed: Decodable, Sendable {
            var button: String?
            var isDisabled: Bool
            var invalid: [FormPress.Invalid]
        }
        struct Said: Decodable, Sendable {
            var words: String
            var isWrong: Bool
        }
        progress.withLock { $0.narrow(to: outlet) }
        guard let words = Self.json(["sending": filling.sending, "leading": filling.leading]) else { throw .cancelled }
        files.withLock { $0 += filling.entries.flatMap { $0.files ?? [] } }
        var filled: Set<Int> = []
        // What scripts make of the values: checks of them, a button that wakes up, and what they fetch for the values of others.
        for _ in 0..<3 {
            let entries = Self.json(filling.entries.filter { !filled.contains($0.ordinal) }) ?? "[]"
            guard let took = try await inWorld(PageScripts.fill(entries, form: filling.form), Filled.self) else {
                throw PageProgress.unruly("The page changes into another before it can be filled")
            }
            filled.formUnion(took.filled)
            _ = try await settle()
            if took.filled.isEmpty || filled.count == filling.entries.count { break }
        }
        sends.withLock { $0 = SendLog() }
        let before = progress.withLock { $0.said.count }
        guard let pressed = try await inWorld(PageScripts.press(words), Pressed.self) else {
            throw PageProgress.unruly("The page changes into another before its button can be pressed")
        }
        let isSettled = try await settle()
        let texts = try await inWorld(PageScripts.complaints, [Said].self) ?? []
        let said = progress.withLock { Array($0.said.dropFirst(before)) }
        let page = try await read(isSettled: isSettled)
        return FormPress(
            filled: filled.sorted(), button: pressed.button, isDisabled: pressed.isDisabled, invalid: pressed.invalid,
            complaints: texts.filter(\.isWrong).map(\.words), notices: said + texts.filter { !$0.isWrong }.map(\.words),
            requests: sends.withLock { $0?.requests ?? [] }, page: page)
    }

    private static func json(_ value: some Encodable) -> String? {
        (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) }
    }
}
