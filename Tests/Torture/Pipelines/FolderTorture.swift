import Database
import Foundation
import JobQueue
import Logging
import Pipelines
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

// Files are dropped into a watched folder, whole and in pieces, under other names at first, with a content that was there before, and unreadable ones,
// while the process that watches it is killed (-9) at random moments and at named points. In the end each file must lie where it belongs, and each
// record of the good ones stand once in the output.

/// The files to drop, and what must come of them, worked out without Pipelines.
struct Drops {
    /// How a file comes into the folder.
    enum Way: CaseIterable { case renamed, written, inPieces, fromPart }

    struct Drop {
        var name: String
        var content: String
        var way: Way
        var isBad = false
    }

    static let document = """
        source: {read: {format: jsonl}}
        outputs:
          - write: {path: out/all.jsonl, append: true}
        triggers:
          - folder: inbox
            settle: 100ms
        checkpoint: {records: 2, every: 10s}
        attempts: 1000
        """

    var drops: [Drop] = []
    var lines: Set<String> = []

    init(_ count: Int, _ dice: inout Dice) {
        for number in 0..<count {
            let name = "f\(number).jsonl"
            let way = Way.allCases[dice.roll(Way.allCases.count)]
            let good = drops.filter { !$0.isBad }
            if number % 6 == 4, let earlier = good.isEmpty ? nil : good[dice.roll(good.count)] {
                drops.append(Drop(name: name, content: earlier.content, way: way))
            } else if number % 7 == 5 {
                drops.append(Drop(name: name, content: "{\"file\":\(number),\n", way: way, isBad: true))
            } else {
                let own = (0..<(1 + dice.roll(9))).map { "{\"file\":\(number),\"n\":\($0)}" }
                lines.formUnion(own)
                drops.append(Drop(name: name, content: own.map { $0 + "\n" }.joined(), way: way))
            }
        }
    }
}

func folderChild(_ path: String, _ folder: String) async throws {
    let (database, runs) = try await stores(path)
    let pipelines = PipelineFolder(folder)
    let triggers = TriggerService(pipelines, jobs: runs.jobs, logger: silent)
    let group = ServiceGroup(
        services: workers(of: runs, folder: pipelines).all + [triggers], gracefulShutdownSignals: [.sigterm], logger: silent)
    try await group.run()
    await database.close()
}

/// Puts a file into the folder as its way says; blocks for as long as that takes.
func drop(_ drop: Drops.Drop, into inbox: String) throws {
    let target = "\(inbox)/\(drop.name)"
    switch drop.way {
    case .written: try Data(drop.content.utf8).write(to: URL(filePath: target))
    case .renamed, .fromPart:
        let first = drop.way == .renamed ? "\(inbox)/../\(drop.name)" : "\(target).part"
        try Data(drop.content.utf8).write(to: URL(filePath: first))
        guard rename(first, target) == 0 else { throw CocoaError(.fileWriteUnknown) }
    case .inPieces:
        guard let file = fopen(target, "w") else { throw CocoaError(.fileWriteUnknown) }
        let bytes = Array(drop.content.utf8)
        for piece in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 3 + 1)) {
            let part = Array(bytes[piece..<min(bytes.count, piece + bytes.count / 3 + 1)])
            fwrite(part, 1, part.count, file)
            fflush(file)
            poll(nil, 0, 20)
        }
        fclose(file)
    }
}

/// What is not as it must be; nothing while files are still on their way and `isEnd` is not set.
func checkFolder(_ folder: String, _ drops: Drops) throws -> [String] {
    let inbox = "\(folder)/inbox"
    func names(_ path: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
    var broken: [String] = []
    let (processed, rejected) = (names("\(inbox)/processed"), names("\(inbox)/rejected"))
    let waiting = names(inbox).filter { $0.hasSuffix(".jsonl") }
    if !waiting.isEmpty { broken.append("still in the folder: \(waiting)") }
    let taken = names("\(inbox)/.taken")
    if !taken.isEmpty { broken.append("still taken: \(taken)") }
    func has(_ name: String, _ place: [String]) -> Bool { place.contains { $0 == name || $0.hasPrefix(name.dropLast(6) + "-") } }
    var worked: [String: Int] = [:]
    for drop in drops.drops {
        guard has(drop.name, drop.isBad ? rejected : processed), !has(drop.name, drop.isBad ? processed : rejected) else {
            broken.append("\(drop.name) is not where it belongs")
            continue
        }
        let note = processed.contains("\(drop.name).duplicate.txt")
        if drop.isBad {
            if !rejected.contains("\(drop.name).reason.txt") { broken.append("\(drop.name) was rejected without a reason") }
        } else if !note {
            worked[drop.content, default: 0] += 1
        }
    }
    for (content, count) in worked where count != 1 { broken.append("worked \(count) times: \(content.prefix(40))") }
    let lines = ((try? String(contentsOfFile: "\(folder)/out/all.jsonl", encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    let (lost, doubled) = (drops.lines.subtracting(lines).count, lines.count - Set(lines).count)
    if lost > 0 || doubled > 0 || lines.count != drops.lines.count {
        broken.append("out/all.jsonl: \(lines.count) lines, not \(drops.lines.count); \(lost) lost, \(doubled) doubled")
    }
    return broken
}

func driveFolder(kills: Int, seed: UInt64, onPostgres: Bool) async throws -> Bool {
    var template = Array("/tmp/rollcall-folder-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var dice = Dice(seed)
    let drops = Drops(kills * 2 + 6, &dice)
    try FileManager.default.createDirectory(atPath: "\(folder)/inbox", withIntermediateDirectories: true)
    try Data(Drops.document.utf8).write(to: URL(filePath: "\(folder)/copy.yaml"))
    let path = try await emptyPlace(folder, onPostgres: onPostgres)
    let empty = try await stores(path)
    await empty.database.close()
    var left = drops.drops[...]
    let arguments = ["folder-child", path, folder]
    let points = FailPoints.folderNames + FailPoints.names
    for _ in 0..<kills {
        let point = dice.roll(3) == 0 ? nil : "\(points[dice.roll(points.count)]):\(1 + dice.roll(2))"
        let process = spawn(arguments, point: point)
        for one in left.prefix(2) { try drop(one, into: "\(folder)/inbox") }
        left = left.dropFirst(2)
        if !ended(process, within: point == nil ? 300 + dice.roll(900) : 1500) { end(process) }
    }
    // The last one works until all is where it belongs, or half a minute.
    let last = spawn(arguments, point: nil)
    for one in left { try drop(one, into: "\(folder)/inbox") }
    var broken: [String] = []
    for _ in 0..<400 {
        broken = try checkFolder(folder, drops)
        if broken.isEmpty { break }
        poll(nil, 0, 100)
    }
    kill(last, SIGTERM)
    if !ended(last, within: 10_000) { end(last) }
    // Nothing comes after.
    if broken.isEmpty { broken = try checkFolder(folder, drops) }
    for line in broken.prefix(50) { print("BROKEN  \(line)") }
    print("\(kills) watchers killed while \(drops.drops.count) files were dropped")
    print(broken.isEmpty ? "every file where it belongs" : "\(broken.count) promises broken; see \(folder)")
    if broken.isEmpty { try? FileManager.default.removeItem(atPath: folder) }
    return broken.isEmpty
}
