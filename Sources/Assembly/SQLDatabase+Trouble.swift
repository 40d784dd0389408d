import Database

extension SQLDatabase {
    /// What keeps the database from answering; nil when it does.
    var trouble: String? {
        get async {
            do {
                _ = try await read { try $0.first("SELECT revision FROM register WHERE one = 1", []) { $0.integer(0) } }
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}
