import Foundation
import Matching

/// Files of records that a command was given.
enum RecordFiles {
    /// Reads each file; `-` is standard input. Files of one name are told apart by their folders.
    static func read(_ paths: [String]) throws -> [RecordTable] {
        let names = paths.map { URL(fileURLWithPath: $0).lastPathComponent }
        return try zip(paths, names).map { path, name in
            let isUnique = names.count { $0 == name } == 1
            return try RecordTable.read(try bytes(path), name: path == "-" ? "standard input" : isUnique ? name : path)
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("there is no file \(path)", remedy: "Name a file that exists, or - for standard input")
        }
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.localizedDescription)", remedy: "Name a file that exists and may be read")
        }
    }
}
