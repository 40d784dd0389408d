/// Takes postal addresses of the United States apart, word by word. Labels are those of the United States Thoroughfare, Landmark, and
/// Postal Address Data Standard (FGDC-STD-016), as PyPI's usaddress names them.
package struct AddressParser: Sendable {
    /// Words of one label that follow each other.
    package struct Part: Hashable, Sendable {
        package var label: String
        /// Without commas and the like at its ends.
        package var text: String
        /// The least probable of its words' labels, 0 to 1.
        package var confidence: Double
    }

    private let model: SequenceModel

    /// The parser whose weights are part of the program; nil only where they were built wrongly.
    package static let shared = SequenceModel(ModelData.addresses).map { AddressParser(model: $0) }

    package init(model: SequenceModel) { self.model = model }

    /// Longer texts are no addresses and read up to here, in words.
    static let maximumTokens = 200

    /// The parts in order.
    package func parts(of text: String) -> [Part] {
        let tokens = AddressTokens(text)
        var parts: [Part] = []
        var last = -1
        for (token, decision) in zip(tokens.tokens, model.decide(tokens.features())) {
            if decision.label == last, !parts.isEmpty {
                parts[parts.count - 1].text += " " + token
                parts[parts.count - 1].confidence = min(parts[parts.count - 1].confidence, decision.confidence)
            } else {
                parts.append(Part(label: model.labels[decision.label], text: token, confidence: decision.confidence))
            }
            last = decision.label
        }
        for place in parts.indices { parts[place].text = Self.trimmed(parts[place].text) }
        return parts.filter { !$0.text.isEmpty }
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        func isLoose(_ byte: UInt8) -> Bool { TextBytes.isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }
        guard let first = bytes.firstIndex(where: { !isLoose($0) }), let last = bytes.lastIndex(where: { !isLoose($0) }) else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}

/// An address in the components that listings have.
package struct AddressComponents: Hashable, Sendable {
    package var recipient: String?
    /// Number, street and unit, in the order that they were written in.
    package var street: String?
    package var postOfficeBox: String?
    package var city: String?
    package var region: String?
    package var postalCode: String?
    package var country: String?
    /// How sure the least sure part is, 0 to 1.
    package var confidence = 1.0

    package init() {}
}

extension AddressParser {
    /// The components of an address on one line or several.
    package func components(of text: String) -> AddressComponents {
        var address = AddressComponents()
        func joined(_ old: String?, _ new: String) -> String { old.map { $0 + " " + new } ?? new }
        for part in parts(of: text) {
            address.confidence = min(address.confidence, part.confidence)
            switch part.label {
            case "Recipient", "LandmarkName": address.recipient = joined(address.recipient, part.text)
            case "PlaceName": address.city = joined(address.city, part.text)
            case "StateName": address.region = joined(address.region, part.text)
            case "ZipCode", "ZipPlus4": address.postalCode = joined(address.postalCode, part.text)
            case "CountryName": address.country = joined(address.country, part.text)
            case "USPSBoxType", "USPSBoxID", "USPSBoxGroupType", "USPSBoxGroupID":
                address.postOfficeBox = joined(address.postOfficeBox, part.text)
            case "NotAddress": continue
            default: address.street = joined(address.street, part.text)
            }
        }
        return address
    }
}

/// An address cut into words, each with the signs that stick to it, and what is seen of them.
package struct AddressTokens: Sendable {
    package var tokens: [String]

    package init(_ text: String) {
        var tokens: [String] = []
        var word: [UInt8] = []
        func end() {
            if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8 where tokens.count < AddressParser.maximumTokens {
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: "&"):
                end()
                word = [byte]
                end()
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                // A sign that stands alone belongs to the word before it.
                if word.isEmpty, let last = tokens.indices.last {
                    tokens[last].unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    word.append(byte)
                }
                end()
            case 0x0A:
                // A line's end parts as a comma does.
                end()
                if let last = tokens.indices.last, tokens[last].utf8.last != UInt8(ascii: ",") { tokens[last] += "," }
            case _ where TextBytes.isSpace(byte): end()
            default: word.append(byte)
            }
        }
        end()
        self.tokens = tokens
    }

    /// Words that somebody else has cut.
    package init(tokens: [String]) { self.tokens = tokens }

    private struct View {
        var word: UInt32
        var shape: Int
        var flags: EntityWords.Flags
        /// Whether a comma or semicolon follows it.
        var isEnd: Bool
        var plain: [UInt8]
    }

    private static func view(_ token: String) -> View {
        let bytes = Array(token.utf8)
        let plain = bytes.filter { TextBytes.isWord($0) || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "/") }
            .map(TextBytes.lowercased)
        let digits = plain.count(where: TextBytes.isDigit)
        let style =
            plain.isEmpty
            ? 0 : digits == plain.count ? 1 : digits > 0 ? (TextBytes.isDigit(plain[0]) ? 2 : 3) : bytes.contains(UInt8(ascii: ".")) ? 4 : 5
        let hash = FeatureHash.hash(plain.map { TextBytes.isDigit($0) ? UInt8(ascii: "9") : $0 })
        var flags = digits == plain.count ? [] : EntityWords.flags(hash)
        flags.formUnion(EntityWords.place(hash))
        let last = bytes.last ?? 0
        let shape = style * 32 + min(plain.count, 10) + (bytes.contains(UInt8(ascii: "-")) ? 16 : 0)
        return View(word: hash, shape: shape, flags: flags, isEnd: last == UInt8(ascii: ",") || last == UInt8(ascii: ";"), plain: plain)
    }

    /// What is seen of each word.
    package func features() -> FeatureSequence {
        let views = tokens.map(Self.view)
        var sequence = FeatureSequence()
        for index in views.indices {
            let view = views[index]
            sequence.add(FeatureHash(1))
            sequence.add(FeatureHash(2).with(view.word))
            sequence.add(FeatureHash(3).with(view.shape).with(view.isEnd ? 1 : 0))
            sequence.add(FeatureHash(4).with(view.flags.rawValue))
            sequence.add(FeatureHash(5).with(min(index, 3)).with(view.shape))
            sequence.add(FeatureHash(6).with(min(views.count - 1 - index, 3)).with(view.shape))
            sequence.add(FeatureHash(7).with(view.plain.suffix(3)))
            sequence.add(FeatureHash(8).with(view.plain.prefix(3)))
            for offset in [-2, -1, 1, 2] {
                guard views.indices.contains(index + offset) else {
                    sequence.add(FeatureHash(9, offset))
                    continue
                }
                let other = views[index + offset]
                sequence.add(FeatureHash(10, offset).with(other.word))
                sequence.add(FeatureHash(11, offset).with(other.shape).with(other.isEnd ? 1 : 0))
                sequence.add(FeatureHash(12, offset).with(other.flags.rawValue))
                if offset.magnitude == 1 {
                    sequence.add(FeatureHash(13, offset).with(other.flags.rawValue).with(view.flags.rawValue))
                    sequence.add(FeatureHash(14, offset).with(other.shape).with(view.shape))
                    sequence.add(FeatureHash(15, offset).with(other.shape).with(view.word))
                }
            }
            // How far it is from the last comma, and whether one comes: what stands behind the last one is seldom a street.
            let before = views[..<index].lastIndex { $0.isEnd }.map { index - $0 } ?? 0
            let commas = views[index...].dropLast().count { $0.isEnd }
            sequence.add(FeatureHash(16).with(min(before, 4)).with(min(commas, 3)))
            let hasStreet = views[..<index].contains { $0.flags.contains(.street) }
            sequence.add(FeatureHash(17).with(hasStreet ? 1 : 0).with(min(commas, 2)).with(view.flags.contains(.city) ? 1 : 0))
            sequence.endItem()
        }
        return sequence
    }
}
