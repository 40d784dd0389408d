import Foundation
import HTML
import Listings

/// Addresses of the United States, word by word, on the test files that address-usaddress itself keeps apart from its training files.
struct AddressSuite {
    struct Address {
        var tokens: [String]
        var labels: [String]
    }

    /// The training files, and how many of their addresses one is taken of: the made-up ones are many and alike.
    private static let training = [
        ("labeled", 1), ("multi_word_state_addresses", 1), ("us50_messiest_manual_label", 1), ("us50_train_tagged", 1),
        ("synthetic_clean_osm_data", 8), ("synthetic_osm_data_xml", 8),
    ]
    private static let tests = [
        "labeled", "us50_test_tagged", "multi_word_state_addresses", "simple_address_patterns", "synthetic_osm_data",
        "synthetic_clean_osm_data",
    ]

    let folder: URL

    /// The addresses of a file: each word with its label and the signs that stick to it.
    static func read(_ file: URL) throws -> [Address] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.components(separatedBy: "<AddressString>").dropFirst().map { piece in
            var address = Address(tokens: [], labels: [])
            let body = piece.components(separatedBy: "</AddressString>")[0]
            for part in body.components(separatedBy: "<") where !part.isEmpty {
                let halves = part.components(separatedBy: ">")
                guard halves.count == 2 else { continue }
                let content = halves[1].replacing("&amp;", with: "&").replacing("&#38;", with: "&")
                if part.hasPrefix("/") {
                    let tail = content.filter { !$0.isWhitespace }
                    if let last = address.tokens.indices.last { address.tokens[last] += tail }
                } else {
                    for word in content.split(whereSeparator: \.isWhitespace) {
                        address.tokens.append(String(word))
                        address.labels.append(halves[0])
                    }
                }
            }
            return address
        }
    }

    func train() throws -> [UInt8] {
        let all = try Self.training.flatMap { name, step in
            let addresses = try Self.read(folder.appending(path: "training/\(name).xml"))
            return stride(from: 0, to: addresses.count, by: step).map { addresses[$0] }
        }
        let labels = Set(all.flatMap(\.labels)).sorted()
        let places = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
        let examples = all.enumerated().map { place, address in
            LabelledSequence(
                features: AddressTokens(tokens: address.tokens).features(), labels: address.labels.map { places[$0] ?? 0 }, site: "\(place)"
            )
        }
        var trainer = FieldTrainer(labels: labels)
        trainer.sizePenalty = 0.05
        trainer.squarePenalty = 0.02
        _ = trainer.train(examples)
        return trainer.bytes
    }

    /// For each file of tests the words, and the addresses whose words are all right.
    func evaluate(isVerbose: Bool) throws -> [(String, Tally)] {
        guard let model = SequenceModel(try train()) else { return [] }
        return try Self.tests.flatMap { name in
            var words = Tally(), whole = Tally()
            for address in try Self.read(folder.appending(path: "measure_performance/test_data/\(name).xml")) {
                let guesses = model.decide(AddressTokens(tokens: address.tokens).features()).map { model.labels[$0.label] }
                let right = zip(guesses, address.labels).count { $0 == $1 }
                words = words + Tally(right: right, expected: address.labels.count, found: guesses.count)
                whole = whole + Tally(right: guesses == address.labels ? 1 : 0, expected: 1, found: 1)
                if isVerbose, guesses != address.labels {
                    print(
                        name,
                        zip(address.tokens, zip(guesses, address.labels)).map { $1.0 == $1.1 ? $0 : "\($0)[\($1.0) not \($1.1)]" }.joined(
                            separator: " "))
                }
            }
            return [(name + " words", words), (name + " addresses", whole)]
        }
    }
}
