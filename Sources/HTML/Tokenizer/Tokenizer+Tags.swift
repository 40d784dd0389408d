/// Tags and their attributes.
extension Tokenizer {
    /// Reads the name at `start` up to a stop and interns it in lower case; the index behind it.
    private mutating func readName(_ start: Int, isAttribute: Bool) -> Int {
        var index = start
        var needsCopy = false
        // The last eight bytes: of a short name, the name itself.
        var packed: UInt64 = 0
        bytes.withUnsafeBufferPointer { bytes in
            if start + ByteBlock.size < bytes.count {
                // Most names are a few small letters.
                let block = ByteBlock(bytes, at: start)
                let length = ByteBlock.distance(block.placesOfOthersThanSmallLetters)
                let after = bytes[start + length]
                if length > 0, after == 0x3E || after == 0x20 || after == 0x2F || isAttribute && after == 0x3D {
                    packed = block.packed(length)
                    index = start + length
                    return
                }
            }
            while index < bytes.count {
                let byte = bytes[index]
                if byte <= 0x3E {
                    if byte == 0x3E || byte == 0x2F || Self.isSpace(byte) || (isAttribute && byte == 0x3D && index > start) { break }
                    if byte == 0 { needsCopy = true }
                } else if byte <= 0x5A, byte >= 0x41 {
                    needsCopy = true
                }
                packed = packed << 8 | UInt64(byte)
                index += 1
            }
        }
        if !needsCopy, index - start <= 8 {
            // A page says the same few short names over and over.
            let slot = ShortName.slot(packed)
            if shortNames[slot].packed == packed {
                name = shortNames[slot].atom
            } else {
                name = atoms.intern(bytes[start..<index])
                shortNames[slot] = ShortName(packed: packed, atom: name)
            }
        } else if needsCopy {
            nameBuffer.removeAll(keepingCapacity: true)
            for byte in bytes[start..<index] {
                if byte == 0 { nameBuffer += [0xEF, 0xBF, 0xBD] } else { nameBuffer.append(SelectorText.folded(byte)) }
            }
            name = atoms.intern(nameBuffer)
        } else {
            name = atoms.intern(bytes[start..<index])
        }
        return index
    }

    /// Forgets what a tag put into the side buffer; mostly nothing.
    private mutating func dropSide(from mark: Int) {
        if side.count > mark { side.removeSubrange(mark...) }
    }

    private mutating func starvedOrEnd() -> Token {
        guard isComplete else {
            at = tokenStart
            return .starved
        }
        // The end of the file inside a tag drops the tag.
        at = bytes.count
        return .endOfFile
    }

    mutating func tag(nameAt start: Int, isEnd: Bool) -> Token {
        tokenStart = at
        // One by one, since most tags have one or none.
        while !attributes.isEmpty { attributes.removeLast() }
        isSelfClosing = false
        var index = readName(start, isAttribute: false)
        let tagName = name
        let sideMark = side.count
        while true {
            while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
            guard index < bytes.count else {
                dropSide(from: sideMark)
                return starvedOrEnd()
            }
            let byte = bytes[index]
            if byte == UInt8(ascii: ">") {
                index += 1
                break
            }
            if byte == UInt8(ascii: "/") {
                index += 1
                guard index < bytes.count else {
                    dropSide(from: sideMark)
                    return starvedOrEnd()
                }
                if bytes[index] == UInt8(ascii: ">") {
                    isSelfClosing = true
                    index += 1
                    break
                }
                continue
            }
            guard let after = attribute(index) else {
                dropSide(from: sideMark)
                return starvedOrEnd()
            }
            index = after
        }
        at = index
        name = tagName
        if isEnd {
            mode = .data
            dropSide(from: sideMark)
            return .endTag
        }
        return .startTag
    }

    /// Reads one attribute; the index behind it, nil when the input ends inside.
    private mutating func attribute(_ start: Int) -> Int? {
        var index = readName(start, isAttribute: true)
        let attributeName = name
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
        guard index < bytes.count else { return nil }
        var value = TextRange()
        if bytes[index] == UInt8(ascii: "=") {
            index += 1
            while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
            guard index < bytes.count else { return nil }
            let quote = bytes[index]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                let from = index + 1
                index = from
                var isPlain = true
                bytes.withUnsafeBufferPointer { bytes in
                    if self.isPlain {
                        while index + ByteBlock.size <= bytes.count {
                            let block = ByteBlock(bytes, at: index)
                            let end = block.places(of: quote)
                            if ByteBlock.part(of: block.places(of: 0x26), before: end) != 0 { isPlain = false }
                            index += ByteBlock.distance(end)
                            if end != 0 { return }
                        }
                    }
                    while index < bytes.count, bytes[index] != quote {
                        let byte = bytes[index]
                        if byte == 0x26 || byte == 0x0D || byte == 0 { isPlain = false }
                        index += 1
                    }
                }
                guard index < bytes.count else { return nil }
                value = isPlain ? TextRange(source: from..<index) : decoded(from, index)
                index += 1
            } else if quote != UInt8(ascii: ">") {
                let from = index
                var isPlain = true
                while index < bytes.count, bytes[index] != UInt8(ascii: ">"), !Self.isSpace(bytes[index]) {
                    if bytes[index] == 0x26 || bytes[index] == 0 { isPlain = false }
                    index += 1
                }
                guard index < bytes.count else { return nil }
                value = isPlain ? TextRange(source: from..<index) : decoded(from, index)
            }
        }
        if attributes.count >= maximumAttributes {
            droppedAttributes = true
        } else if !attributes.contains(where: { $0.name == attributeName }) {
            attributes.append(.init(name: attributeName, value: value))
        }
        return index
    }

    /// The value with its references resolved, in the side buffer.
    private mutating func decoded(_ from: Int, _ to: Int) -> TextRange {
        let start = side.count
        var index = from
        while index < to {
            let byte = bytes[index]
            switch byte {
            case 0x26:
                // The quote or space behind the value ends any reference, so the answer never depends on more input.
                if case .consumed(let count) = CharacterReference.read(bytes, index, inAttribute: true, isComplete: true, into: &side) {
                    index += count
                    continue
                }
                side.append(byte)
            case 0x0D:
                side.append(0x0A)
                if index + 1 < to, bytes[index + 1] == 0x0A { index += 1 }
            case 0: side += [0xEF, 0xBF, 0xBD]
            default: side.append(byte)
            }
            index += 1
        }
        return TextRange(side: start..<side.count)
    }
}
