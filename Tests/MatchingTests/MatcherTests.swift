import Testing

@testable import Matching

private let guideA = """
    id,name,addr,city,phone
    1,Orla Benton's of Bristol,419 S. La Verdura Blvd.,Fort Avon,555/246-0150
    2,Ada's Delicatessen,12118 Marina Blvd.,Harbour City,556/762-0122
    3,Hotel Mar-Lune,709 Cold Canyon Rd.,Mar Lune,555/472-0121
    4,Cafe Rizou,14123 Marina Blvd.,Forman Oaks,556/788-0353
    5,Carillon,631 S. La Piedra Ave.,Fort Avon,557/938-0144
    6,Quince,6719 Milfoil Ave.,Fort Avon,557/857-0134
    """

private let guideB = """
    id,name,addr,city,phone
    a,Orla Bentons of Bristol,419 South La Verdura Boulevard,Fort Avon,555-246-0150
    b,Adas Deli,12118 Marina Blvd.,Harbour City,556-762-0122
    c,Mar-Lune Hotel,709 Cold Canyon Road,Mar Lune,555-472-0121
    d,Verdigris,5931 Milfoil Ave.,Fort Avon,557-467-0110
    e,Petalo,3719 W. Pelican Rd.,San Rocco,558-252-0177
    """

private func table(_ text: String, _ name: String) throws -> RecordTable { try RecordTable.read(Array(text.utf8), name: name) }

/// People with copies that carry slips: the truth is in the number behind the id's dash.
func corruptedPeople(_ count: Int, copies: Int, seed: UInt64) -> String {
    var generator = SplitMix(state: seed)
    let syllables = [
        "an", "bel", "cor", "da", "el", "fa", "gri", "ho", "is", "ju", "ka", "lo", "mi", "no", "ol", "pe", "ri", "sa", "tu", "vo",
    ]
    func word(_ length: Int) -> String { (0..<length).map { _ in syllables[generator.below(syllables.count)] }.joined() }
    func slip(_ text: String) -> String {
        guard generator.below(4) == 0, text.utf8.count > 2 else { return text }
        var bytes = Array(text.utf8)
        let place = generator.below(bytes.count - 1)
        switch generator.below(3) {
        case 0: bytes.swapAt(place, place + 1)
        case 1: bytes.remove(at: place)
        default: bytes[place] = UInt8(97 + generator.below(26))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
    var lines = ["rec_id,given_name,surname,street,city,postcode,phone"]
    for person in 0..<count {
        let fields = [
            word(2), word(3), "\(1 + generator.below(300)) \(word(3)) street", word(2), String(10000 + generator.below(900)),
            "310\(1_000_000 + generator.below(8_999_999))",
        ]
        lines.append((["\(person)-org"] + fields).joined(separator: ","))
        for copy in 0..<copies where generator.below(2) == 0 {
            lines.append((["\(person)-dup-\(copy)"] + fields.map { generator.below(12) == 0 ? "" : slip($0) }).joined(separator: ","))
        }
    }
    return lines.joined(separator: "\n") + "\n"
}

/// Precision and recall of groups whose truth is the number before the first dash of the id.
func accuracy(_ result: MatchResult) -> (precision: Double, recall: Double) {
    func person(_ record: Int) -> Substring { result.matcher.name(record).prefix { $0 != "-" } }
    var sizes: [Substring: Int] = [:]
    for record in 0..<result.matcher.index.count { sizes[person(record), default: 0] += 1 }
    let truth = sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    let right = result.matches.count { person($0.first) == person($0.second) }
    return (Double(right) / Double(max(1, result.matches.count)), Double(right) / Double(max(1, truth)))
}

@Suite struct MatcherTests {
    @Test func `two guides are linked without a label`() async throws {
        let tables = [try table(guideA, "a.csv"), try table(guideB, "b.csv")]
        let matcher = Matcher(tables, plan: try ColumnPlan(tables))
        let result = await matcher.run()
        let found = Set(result.matches.map { "\(matcher.name($0.first))\(matcher.name($0.second))" })
        #expect(found == ["1a", "2b", "3c"])
        #expect(result.matches.allSatisfy { $0.probability > 0.9 })
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `copies with slips are found again`(seed: UInt64) async throws {
        let tables = [try table(corruptedPeople(400, copies: 3, seed: seed), "people.csv")]
        let (precision, recall) = accuracy(await Matcher(tables, plan: try ColumnPlan(tables)).run())
        #expect(precision >= 0.98)
        #expect(recall >= 0.97)
    }

    @Test func `a file without duplicates has none found`() async throws {
        let tables = [try table(corruptedPeople(500, copies: 0, seed: 9), "people.csv")]
        let result = await Matcher(tables, plan: try ColumnPlan(tables)).run()
        #expect(result.matches.count <= 1)
    }

    @Test func `colleagues under one roof are not one`() async throws {
        var text = "id,name,address,city,phone\n"
        for firm in 0..<40 {
            for person in 0..<4 {
                let name =
                    ["Ann", "Boris", "Clara", "Dieter"][person] + " " + ["Aldous", "Brandt", "Chandra", "Dubois"][(person + firm) % 4]
                    + "\(firm)x"
                text += "\(firm)-\(person),\(name),\(100 + firm) Court Street,Town\(firm % 7),555-010-\(1000 + firm)\n"
            }
        }
        let tables = [try table(text, "lawyers.csv")]
        let result = await Matcher(tables, plan: try ColumnPlan(tables)).run()
        #expect(result.clusters.isEmpty)
    }

    @Test func `evidence by field adds up to the odds`() async throws {
        let tables = [try table(guideA, "a.csv"), try table(guideB, "b.csv")]
        let matcher = Matcher(tables, plan: try ColumnPlan(tables))
        let result = await matcher.run()
        for match in result.matches {
            let why = result.explanation(match.first, match.second)
            #expect(abs(why.fields.reduce(why.priorBits) { $0 + $1.bits } - match.bits) < 1e-6)
        }
    }

    @Test func `decisions by hand hold on every run`() async throws {
        let tables = [try table(guideA, "a.csv"), try table(guideB, "b.csv")]
        var options = Matcher.Options()
        options.overrides = try Overrides(Array("# by hand\ndifferent,1,a\nsame, 6 ,d\nsame,6,nobody\n".utf8), name: "decisions")
        for _ in 0..<2 {
            let matcher = Matcher(tables, plan: try ColumnPlan(tables), options: options)
            let found = Set((await matcher.run()).matches.map { "\(matcher.name($0.first))\(matcher.name($0.second))" })
            #expect(found == ["2b", "3c", "6d"])
            #expect(matcher.unknownOverrides == ["nobody"])
        }
    }

    @Test(arguments: ["equal,1,2", "same,1", "same,,2"])
    func `a decision that cannot be read is refused with its line`(text: String) {
        #expect {
            try Overrides(Array("same,1,2\n\(text)\n".utf8), name: "d.txt")
        } throws: { error in (error as? MatchingError)?.message.contains("line 2") == true }
    }

    @Test func `a golden record says who disagrees`() async throws {
        let tables = [try table(guideA, "a.csv"), try table(guideB, "b.csv")]
        let matcher = Matcher(tables, plan: try ColumnPlan(tables))
        let result = await matcher.run()
        let golden = result.goldenRecord([1, 7])
        let name = try #require(golden.fields.first { $0.name == "name" })
        #expect(name.text == "Ada's Delicatessen")
        #expect(name.values.map(\.records) == [[1], [7]])
        #expect(golden.fields.first { $0.name == "phone" }?.isDisputed == false)
    }

    @Test func `two runs give the same`() async throws {
        let tables = [try table(corruptedPeople(200, copies: 2, seed: 4), "people.csv")]
        let first = await Matcher(tables, plan: try ColumnPlan(tables)).run()
        let second = await Matcher(tables, plan: try ColumnPlan(tables)).run()
        #expect(first.matches == second.matches)
        #expect(first.clusters == second.clusters)
    }
}

@Suite struct ClusteringTests {
    @Test func `a chain of doubtful links does not tie strangers together`() {
        // Each is like its neighbour and unlike all others.
        let pairs = (0..<20).map { ScoredPair(first: $0, second: $0 + 1, bits: 2) }
        var clustering = Clustering(count: 21, same: [], different: [])
        clustering.add(pairs, least: 0) { abs($0 - $1) == 1 ? 2 : -10 }
        #expect((clustering.groups.map(\.count).max() ?? 0) <= 2)
    }

    @Test func `what was set apart stays apart through others`() {
        let pairs = [ScoredPair(first: 0, second: 1, bits: 9), ScoredPair(first: 1, second: 2, bits: 8)]
        var clustering = Clustering(count: 3, same: [], different: [(0, 2)])
        clustering.add(pairs, least: 0) { _, _ in 9 }
        #expect(clustering.groups == [[0, 1]])
    }
}
