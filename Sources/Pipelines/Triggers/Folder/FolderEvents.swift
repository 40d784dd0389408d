import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// What happened in a watched folder.
struct FolderEvent: Hashable, Sendable {
    enum What: Hashable, Sendable {
        case file(String, InboxWatch.Event)
        /// The system could not keep up.
        case missed
        /// The folder itself is gone, or stands elsewhere now.
        case lost
    }

    var folder: String
    var what: What
}

/// Hears from the system what happens in folders (inotify(7)).
final class FolderEvents: Sendable {
    private let descriptor: Int32
    /// Only cancelled, at the end.
    nonisolated(unsafe) private let source: any DispatchSourceRead
    private let folders: SharedFolders

    /// The folders by the numbers that the system gave them.
    private final class SharedFolders: Sendable {
        let byNumber = Mutex<[Int32: String]>([:])
    }

    private static let mask = UInt32(
        IN_CREATE | IN_OPEN | IN_MODIFY | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF
            | IN_MOVE_SELF)

    /// - Parameter heard: called on a thread of its own.
    /// - Returns: nil where the system has no more of them to give.
    init?(_ heard: @escaping @Sendable ([FolderEvent]) -> Void) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        let folders = SharedFolders()
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "rollcall.folders"))
        source.setEventHandler {
            let events = Self.read(descriptor, folders)
            if !events.isEmpty { heard(events) }
        }
        source.setCancelHandler { Glibc.close(descriptor) }
        self.descriptor = descriptor
        self.folders = folders
        self.source = source
        source.activate()
    }

    deinit { source.cancel() }

    /// - Returns: whether the folder is watched now; not where it is none, or the system has no more to give.
    func watch(_ folder: String) -> Bool {
        let number = inotify_add_watch(descriptor, folder, Self.mask)
        guard number >= 0 else { return false }
        folders.byNumber.withLock { $0[number] = folder }
        return true
    }

    func unwatch(_ folder: String) {
        let numbers = folders.byNumber.withLock { known in
            let numbers = known.filter { $0.value == folder }.map(\.key)
            for number in numbers { known[number] = nil }
            return numbers
        }
        for number in numbers { inotify_rm_watch(descriptor, number) }
    }

    private static func read(_ descriptor: Int32, _ folders: SharedFolders) -> [FolderEvent] {
        var events: [FolderEvent] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return events }
            buffer.withUnsafeBytes { bytes in
                var offset = 0
                // Each is a header of 16 bytes and a name that is filled up with zeros.
                while offset + 16 <= count {
                    let number = bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
                    let mask = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                    let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
                    let end = min(offset + 16 + length, count)
                    let name = String(decoding: bytes[(offset + 16)..<end].prefix { $0 != 0 }, as: UTF8.self)
                    offset = end
                    if mask & UInt32(IN_Q_OVERFLOW) != 0 {
                        for folder in folders.byNumber.withLock({ Set($0.values) }) {
                            events.append(FolderEvent(folder: folder, what: .missed))
                        }
                    } else if let folder = folders.byNumber.withLock({ $0[number] }), let what = what(mask, name) {
                        events.append(FolderEvent(folder: folder, what: what))
                    }
                }
            }
        }
    }

    private static func what(_ mask: UInt32, _ name: String) -> FolderEvent.What? {
        func has(_ bits: Int32) -> Bool { mask & UInt32(bitPattern: bits) != 0 }
        if has(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) { return .lost }
        if has(IN_ISDIR) || name.isEmpty { return nil }
        if has(IN_CLOSE_WRITE | IN_MOVED_TO) { return .file(name, .complete) }
        if has(IN_MOVED_FROM | IN_DELETE) { return .file(name, .gone) }
        if has(IN_MODIFY) { return .file(name, .changed) }
        if has(IN_CREATE) { return .file(name, .created) }
        if has(IN_CLOSE_NOWRITE) { return .file(name, .read) }
        if has(IN_OPEN) { return .file(name, .opened) }
        return nil
    }
}
