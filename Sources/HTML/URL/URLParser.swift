/// The basic URL parser of the URL standard (section 4.4) over bytes, without the state overrides that only setters need.
///
/// Everything that steers the parser is ASCII, so UTF-8 can pass through as bytes. The path is one buffer in which every segment
/// brings its own leading slash; that is the serialisation, and shortening it is a search for the last slash.
struct URLParser {
    private let input: [UInt8]
    private let base: WebURL?
    private var index = 0

    private var scheme: [UInt8] = []
    private var isSpecial = false
    private var isFile = false
    private var username: [UInt8] = []
    private var password: [UInt8] = []
    private var host: [UInt8]?
    private var port: UInt16?
    private var path: [UInt8] = []
    private var hasOpaquePath = false
    private var query: [UInt8]?
    private var fragment: [UInt8]?

    static func parse(_ raw: UnsafeBufferPointer<UInt8>, base: WebURL?) -> WebURL? {
        var parser = URLParser(input: cleaned(raw), base: base)
        return parser.run() ? parser.record() : nil
    }

    private init(input: [UInt8], base: WebURL?) {
        self.input = input
        self.base = base
    }

    /// Drops C0 controls and spaces at both ends, tabs and newlines everywhere.
    private static func cleaned(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var (from, to) = (0, raw.count)
        while from < to, raw[from] <= 0x20 { from += 1 }
        while to > from, raw[to - 1] <= 0x20 { to -= 1 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(to - from)
        for byte in raw[from..<to] where byte != 0x09 && byte != 0x0A && byte != 0x0D { bytes.append(byte) }
        return bytes
    }

    /// The byte at the cursor plus `ahead`; 0 past the end (a NUL steers nothing, so it can stand for the end).
    private func peek(_ ahead: Int = 0) -> UInt8 {
        let at = index + ahead
        return at < input.count ? input[at] : 0
    }

    private func isSlash(_ byte: UInt8) -> Bool { byte == .slash || (isSpecial && byte == .backslash) }

    private mutating func setScheme(_ bytes: [UInt8]) {
        scheme = bytes
        isFile = SpecialScheme.isFile(bytes)
        isSpecial = isFile || SpecialScheme.defaultPort(bytes) != nil
    }

    // MARK: Scheme

    private mutating func run() -> Bool {
        if readScheme() {
            if isFile { return readFile() }
            if isSpecial {
                if let base, base.scheme.utf8.elementsEqual(scheme), !(peek() == .slash && peek(1) == .slash) { return readRelative(base) }
                return readAuthorityAfterSlashes()
            }
            if peek() == .slash {
                index += 1
                if peek() == .slash {
                    index += 1
                    return readAuthority()
                }
                readPath()
                return true
            }
            readOpaquePath()
            return true
        }
        index = 0
        guard let base else { return false }
        if base.hasOpaquePath {
            guard peek() == .hash else { return false }
            setScheme(Array(base.scheme.utf8))
            hasOpaquePath = true
            path = Array(base.path.utf8)
            query = base.query.map { Array($0.utf8) }
            readQueryAndFragment()
            return true
        }
        setScheme(Array(base.scheme.utf8))
        return isFile ? readFile() : readRelative(base)
    }

    /// Reads `scheme:` and leaves the cursor behind the colon; false when the input does not begin with one.
    private mutating func readScheme() -> Bool {
        guard let first = input.first, first.isASCIILetter else { return false }
        var end = 0
        while end < input.count, input[end].isSchemeByte { end += 1 }
        guard end < input.count, input[end] == .colon else { return false }
        setScheme(input[..<end].map(\.asciiLowercased))
        index = end + 1
        return true
    }

    // MARK: Relative references

    private mutating func takeAuthority(from base: WebURL) {
        username = Array(base.username.utf8)
        password = Array(base.password.utf8)
        host = base.host.map { Array($0.utf8) }
        port = base.parts.port
    }

    private mutating func readRelative(_ base: WebURL) -> Bool {
        if isSlash(peek()) && index < input.count {
            index += 1
            if isSlash(peek()) && index < input.count {
                if isSpecial { return readAuthorityAfterSlashes() }
                index += 1
                return readAuthority()
            }
            takeAuthority(from: base)
            readPath()
            return true
        }
        takeAuthority(from: base)
        path = Array(base.path.utf8)
        readRelativeRemainder(base)
        return true
    }

    /// What follows when the base's path is already taken: a query, a fragment, or a path that replaces the last segment.
    private mutating func readRelativeRemainder(_ base: WebURL) {
        if index == input.count || peek() == .hash {
            query = base.query.map { Array($0.utf8) }
        } else if peek() != .question {
            shortenPath()
            return readPath()
        }
        readQueryAndFragment()
    }

    private mutating func readAuthorityAfterSlashes() -> Bool {
        while peek() == .slash || peek() == .backslash { index += 1 }
        return readAuthority()
    }

    // MARK: Authority

    private mutating func readAuthority() -> Bool {
        var end = index
        var at: Int?
        while end < input.count {
            let byte = input[end]
            if isSlash(byte) || byte == .question || byte == .hash { break }
            if byte == .at { at = end }
            end += 1
        }
        if let at {
            if at + 1 == end { return false }
            var inPassword = false
            for byte in input[index..<at] {
                if byte == .colon, !inPassword {
                    inPassword = true
                } else if inPassword {
                    PercentCoding.append(byte, encoding: .userinfo, to: &password)
                } else {
                    PercentCoding.append(byte, encoding: .userinfo, to: &username)
                }
            }
            index = at + 1
        }
        return readHostAndPort(end: end)
    }

    private mutating func readHostAndPort(end: Int) -> Bool {
        var hostEnd = index
        var inBrackets = false
        while hostEnd < end {
            let byte = input[hostEnd]
            if byte == .openBracket { inBrackets = true }
            if byte == .closeBracket { inBrackets = false }
            if byte == .colon, !inBrackets { break }
            hostEnd += 1
        }
        if hostEnd == index, hostEnd < end || isSpecial { return false }
        guard let parsed = HostParser.parse(input[index..<hostEnd], isSpecial: isSpecial) else { return false }
        host = parsed
        if hostEnd < end {
            guard readPort(hostEnd + 1, end) else { return false }
        }
        index = end
        readPathStart()
        return true
    }

    private mutating func readPort(_ from: Int, _ to: Int) -> Bool {
        guard from < to else { return true }
        var value = 0
        for byte in input[from..<to] {
            guard byte.isASCIIDigit else { return false }
            value = value * 10 + Int(byte - 0x30)
            if value > 65535 { return false }
        }
        port = SpecialScheme.defaultPort(scheme) == value ? nil : UInt16(value)
        return true
    }

    // MARK: File URLs

    private mutating func readFile() -> Bool {
        host = []
        let fileBase = base.flatMap { $0.scheme == "file" ? $0 : nil }
        if isSlash(peek()) && index < input.count {
            index += 1
            if isSlash(peek()) && index < input.count {
                index += 1
                return readFileHost()
            }
            if let fileBase {
                host = fileBase.host.map { Array($0.utf8) }
                let basePath = Array(fileBase.path.utf8)
                if !startsWithDriveLetter(), Self.isNormalizedDrive(firstSegment(of: basePath)) {
                    path = Array(basePath.prefix(3))
                }
            }
            readPath()
            return true
        }
        guard let fileBase else {
            readPath()
            return true
        }
        host = fileBase.host.map { Array($0.utf8) }
        path = Array(fileBase.path.utf8)
        if index < input.count, peek() != .question, peek() != .hash, startsWithDriveLetter() {
            path = []
            readPath()
            return true
        }
        readRelativeRemainder(fileBase)
        return true
    }

    private mutating func readFileHost() -> Bool {
        var end = index
        while end < input.count, !isSlash(input[end]), input[end] != .question, input[end] != .hash { end += 1 }
        if Self.isDrive(input[index..<end]) {
            // `file://C:/x`: the drive is a path, not a host.
            readPath()
            return true
        }
        if end > index {
            guard let parsed = HostParser.parse(input[index..<end], isSpecial: true) else { return false }
            host = parsed == Array("localhost".utf8) ? [] : parsed
        }
        index = end
        readPathStart()
        return true
    }

    private static func isDrive(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 2, let first = bytes.first, let last = bytes.last else { return false }
        return first.isASCIILetter && (last == .colon || last == .bar)
    }

    private static func isNormalizedDrive(_ bytes: ArraySlice<UInt8>) -> Bool { isDrive(bytes) && bytes.last == .colon }

    private func firstSegment(of path: [UInt8]) -> ArraySlice<UInt8> {
        let rest = path.dropFirst()
        return rest[rest.startIndex..<(rest.firstIndex(of: .slash) ?? rest.endIndex)]
    }

    private func startsWithDriveLetter() -> Bool {
        guard index + 2 <= input.count, Self.isDrive(input[index..<index + 2]) else { return false }
        if index + 2 == input.count { return true }
        let after = input[index + 2]
        return after == .slash || after == .backslash || after == .question || after == .hash
    }

    // MARK: Path, query, fragment

    private mutating func readPathStart() {
        if isSpecial || (index < input.count && peek() != .question && peek() != .hash) {
            if index < input.count, isSlash(peek()) { index += 1 }
            readPath()
        } else {
            readQueryAndFragment()
        }
    }

    /// Reads segments from behind their leading slash to the end of the path.
    private mutating func readPath() {
        while true {
            let start = path.count
            path.append(.slash)
            while index < input.count {
                let byte = input[index]
                if isSlash(byte) || byte == .question || byte == .hash { break }
                PercentCoding.append(byte, encoding: .path, to: &path)
                index += 1
            }
            let endsInSlash = index < input.count && isSlash(input[index])
            let dots = Self.dots(path[(start + 1)...])
            if dots == 2 {
                path.removeSubrange(start...)
                shortenPath()
                if !endsInSlash { path.append(.slash) }
            } else if dots == 1 {
                path.removeSubrange((endsInSlash ? start : start + 1)...)
            } else if isFile, start == 0, Self.isDrive(path[1...]) {
                path[2] = .colon
            }
            guard endsInSlash else { return readQueryAndFragment() }
            index += 1
        }
    }

    /// 1 for a single-dot segment, 2 for a double-dot segment, both also with `%2e`; 0 for any other.
    private static func dots(_ segment: ArraySlice<UInt8>) -> Int {
        guard segment.count <= 6 else { return 0 }
        var count = 0
        var index = segment.startIndex
        while index < segment.endIndex {
            if segment[index] == .dot {
                index += 1
            } else if segment[index] == UInt8(ascii: "%"), index + 2 < segment.endIndex, segment[index + 1] == UInt8(ascii: "2"),
                segment[index + 2] | 0x20 == UInt8(ascii: "e")
            {
                index += 3
            } else {
                return 0
            }
            count += 1
        }
        return count > 2 ? 0 : count
    }

    private mutating func shortenPath() {
        guard let last = path.lastIndex(of: .slash) else { return }
        if isFile, last == 0, Self.isNormalizedDrive(path[1...]) { return }
        path.removeSubrange(last...)
    }

    private mutating func readOpaquePath() {
        hasOpaquePath = true
        while index < input.count, peek() != .question, peek() != .hash {
            let byte = input[index]
            index += 1
            if byte == 0x20, peek() == .question || peek() == .hash {
                PercentCoding.append(byte, to: &path)
            } else {
                PercentCoding.append(byte, encoding: .c0Control, to: &path)
            }
        }
        readQueryAndFragment()
    }

    private mutating func readQueryAndFragment() {
        if index < input.count, input[index] == .question {
            var bytes: [UInt8] = []
            let set = isSpecial ? PercentEncodeSet.specialQuery : .query
            index += 1
            while index < input.count, input[index] != .hash {
                PercentCoding.append(input[index], encoding: set, to: &bytes)
                index += 1
            }
            query = bytes
        }
        if index < input.count, input[index] == .hash {
            var bytes: [UInt8] = []
            for byte in input[(index + 1)...] { PercentCoding.append(byte, encoding: .fragment, to: &bytes) }
            fragment = bytes
            index = input.count
        }
    }

    // MARK: Serialising

    private func record() -> WebURL {
        var parts = WebURL.Parts()
        var out: [UInt8] = []
        out.reserveCapacity(input.count + 16)
        out += scheme
        parts.schemeEnd = out.count
        out.append(.colon)
        if let host {
            out += [.slash, .slash]
            parts.usernameStart = out.count
            out += username
            parts.usernameEnd = out.count
            if !password.isEmpty {
                out.append(.colon)
                out += password
            }
            parts.passwordEnd = out.count
            if !username.isEmpty || !password.isEmpty { out.append(.at) }
            parts.hostStart = out.count
            out += host
            parts.hasHost = true
            parts.hostEnd = out.count
            if let port {
                out.append(.colon)
                out += String(port).utf8
            }
            parts.port = port
        } else {
            if !hasOpaquePath, path.count > 1, path[1] == .slash { out += [.slash, .dot] }
            (parts.usernameStart, parts.usernameEnd, parts.passwordEnd) = (out.count, out.count, out.count)
            (parts.hostStart, parts.hostEnd) = (out.count, out.count)
        }
        parts.pathStart = out.count
        out += path
        parts.pathEnd = out.count
        parts.hasOpaquePath = hasOpaquePath
        if let query {
            out.append(.question)
            out += query
        }
        parts.queryEnd = out.count
        if let fragment {
            out.append(.hash)
            out += fragment
        }
        return WebURL(href: String(decoding: out, as: UTF8.self), parts: parts)
    }
}

extension UInt8 {
    fileprivate static var slash: UInt8 { 0x2F }
    fileprivate static var backslash: UInt8 { 0x5C }
    fileprivate static var question: UInt8 { 0x3F }
    fileprivate static var hash: UInt8 { 0x23 }
    fileprivate static var colon: UInt8 { 0x3A }
    fileprivate static var at: UInt8 { 0x40 }
    fileprivate static var dot: UInt8 { 0x2E }
    fileprivate static var bar: UInt8 { 0x7C }
    fileprivate static var openBracket: UInt8 { 0x5B }
    fileprivate static var closeBracket: UInt8 { 0x5D }
    fileprivate var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    fileprivate var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    fileprivate var isSchemeByte: Bool {
        isASCIILetter || isASCIIDigit || self == UInt8(ascii: "+") || self == UInt8(ascii: "-") || self == .dot
    }
}
