import Foundation

/// Reads what a command names: a file, or standard input for `-`.
enum SavedPage {
    static func bytes(_ file: String) throws(CommandFailure) -> [UInt8] {
        do {
            if file == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            let isThere = file == "-" || FileManager.default.fileExists(atPath: file)
            throw CommandFailure(
                isThere ? "'\(file)' cannot be read" : "there is no file '\(file)'",
                remedy: isThere ? "check that it is a file and that you may read it" : "check the path, or give - for standard input")
        }
    }
}
