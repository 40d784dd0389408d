/// Writing of comma-separated values (RFC 4180).
enum CSVText {
    /// A value as a field: in quotation marks where it must be.
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
