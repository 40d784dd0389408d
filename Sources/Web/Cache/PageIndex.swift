import Crypto
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Where pages stand in the packs, by their address and by their hash: 64 files of entries of one size, each key in the file of its first bits, and of
/// several entries of one key the last holds. An entry is added with one write, under a lock between processes; a file that is
/// missing or damaged has forgotten its pages, and nothing else.
struct PageIndex: Sendable {
    /// Half of a SHA-256: of an address, or of a page's bytes. What is read by it says itself whether it is the one that was meant.
    struct Key: Hashable {
        fileprivate var (high, low): (UInt64, UInt64)

        init(url: String) {
            let digest = SHA256.hash(data: Array(url.utf8))
            (high, low) = digest.withUnsafeBytes { bytes in
                (bytes.loadUnaligned(as: UInt64.self).bigEndian, bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian)
            }
        }

        /// Nil for what is no SHA-256 in small hexadecimal.
        init?(hash: String) {
            let digits = Array(hash.utf8)
            guard digits.count == 64, digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
                let high = UInt64(hash.prefix(16), radix: 16), let low = UInt64(hash.dropFirst(16).prefix(16), radix: 16)
            else { return nil }
            (self.high, self.low) = (high, low)
        }
    }

    /// A record's place.
    struct Place: Hashable {
        var pack: UInt64
        /// In bytes, as is the length.
        var offset: UInt32
        var length: UInt32
    }

    private let folder: String
    /// In bytes: a key, a pack, an offset and a length.
    private static let entry = 32
    /// A look reads one file, 250 KB of it for a quarter of a million pages; each is made once, which is what a young cache pays.
    private static let files = 64

    /// - Parameter folder: The cache's.
    init(folder: String) { self.folder = folder + "/index" }

    /// Where the page of a key stands; nil where the index knows none. Waits for the disk.
    func place(of key: Key) -> Place? {
        let bytes = contents(path(key))
        return bytes.withUnsafeBytes { bytes in
            var at = bytes.count / Self.entry * Self.entry
            while at > 0 {
                at -= Self.entry
                if Self.word(bytes, at) == key.high, Self.word(bytes, at + 8) == key.low {
                    let place = Self.word(bytes, at + 24)
                    return Place(
                        pack: Self.word(bytes, at + 16), offset: UInt32(truncatingIfNeeded: place >> 32),
                        length: UInt32(truncatingIfNeeded: place))
                }
            }
            return nil
        }
    }

    /// Adds a page under each of its keys.
    func add(_ keys: [Key], _ place: Place) {
        withLock {
            for key in keys {
                var file = open(path(key), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
                if file < 0, errno == ENOENT {
                    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                    file = open(path(key), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
                }
                guard file >= 0 else { continue }
                defer { close(file) }
                var words = (
                    key.high.bigEndian, key.low.bigEndian, place.pack.bigEndian,
                    (UInt64(place.offset) << 32 | UInt64(place.length)).bigEndian
                )
                var facts = stat()
                // What a full disk cut short is cut off, so that those behind it can be read.
                if fstat(file, &facts) == 0, Int(facts.st_size) % Self.entry != 0 {
                    ftruncate(file, facts.st_size - facts.st_size % off_t(Self.entry))
                }
                _ = withUnsafeBytes(of: &words) { write(file, $0.baseAddress, Self.entry) }
            }
        }
    }

    /// Forgets what stood in packs that are gone, and what a later entry of its key has replaced. One file at a time is locked and in memory.
    func tidy(_ isThere: (UInt64) -> Bool) {
        var known: [UInt64: Bool] = [:]
        for number in 0..<Self.files {
            let path = path(number)
            withLock {
                let bytes = contents(path)
                var seen: Set<Key> = []
                var kept: [ArraySlice<UInt8>] = []
                var at = bytes.count / Self.entry * Self.entry
                while at > 0 {
                    at -= Self.entry
                    let (key, pack) = bytes.withUnsafeBytes { bytes in
                        (Key(high: Self.word(bytes, at), low: Self.word(bytes, at + 8)), Self.word(bytes, at + 16))
                    }
                    let stands = known[pack] ?? isThere(pack)
                    known[pack] = stands
                    if stands, seen.insert(key).inserted { kept.append(bytes[at..<(at + Self.entry)]) }
                }
                guard kept.count * Self.entry < bytes.count else { return }
                let rest = Data(kept.reversed().joined())
                // Whole or not at all: what cannot be written leaves the file as it is.
                try? rest.write(to: URL(filePath: path), options: .atomic)
            }
        }
    }

    // MARK: Files

    private func path(_ key: Key) -> String { path(Int(key.high >> 58)) }

    private func path(_ number: Int) -> String { folder + (number < 16 ? "/0" : "/") + String(number, radix: 16) }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).bigEndian
    }

    /// All of a file; empty where there is none.
    private func contents(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_size > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, count in count = Self.fill(buffer, from: file, at: 0) }
    }

    /// Reads until the buffer is full or the file ends.
    /// - Returns: how many bytes came.
    static func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, from file: Int32, at offset: Int) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(file, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        return done
    }

    /// Works while nobody else, of this process or another, changes the index. Where there can be no lock, it is not changed.
    private func withLock(_ body: () -> Void) {
        var file = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        if file < 0, errno == ENOENT {
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            file = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        }
        guard file >= 0 else { return }
        // Closing gives it back.
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 { guard errno == EINTR else { return } }
        body()
    }
}

extension PageIndex.Key {
    fileprivate init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }
}
