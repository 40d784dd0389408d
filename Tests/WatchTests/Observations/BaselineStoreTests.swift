import Database
import DatabaseTesting
import Foundation
import HTML
import Model
import Resilience
import Testing
import Web

@testable import Watch

@Suite(.onEachEngine) struct BaselineStoreTests {
    private func baseline(_ title: String) throws -> PageBaseline {
        let page = Array("<title>\(title)</title><p class=\"member\">A directory of attorneys in Zürich and elsewhere</p>".utf8)
        return PageBaseline(
            PageSkim(page, extent: .whole), bodyHash: .max, reached: try #require(WebURL("https://www.example.org/")), subject: .max,
            at: midnight)
    }

    @Test func `what a page looked like is kept as it was, replaced and forgotten`() async throws {
        let database = try await watchDatabase()
        let store = BaselineStore(database)
        #expect(try await store.all().count == 0)
        let (first, second) = (try baseline("Anwälte"), try baseline("Attorneys"))
        try await store.save([DirectoryID(1): first, DirectoryID(2): second])
        var known = try await store.all()
        #expect(known.count == 2 && known[DirectoryID(1)] == first && known[DirectoryID(2)] == second)
        try await store.save([DirectoryID(1): second])
        known = try await store.all()
        #expect(known.count == 2 && known[DirectoryID(1)] == second && known[DirectoryID(2)] == second)
        try await store.remove([DirectoryID(2), DirectoryID(9)])
        known = try await BaselineStore(database).all()
        #expect(known.count == 1 && known[DirectoryID(1)] == second)
        // One of a version that is not known is learned anew.
        try await database.write { try $0.execute("UPDATE page_baselines SET value = '{}'") }
        #expect(try await store.all().count == 0)
    }

    @Test func `more than are read at once are all read, but for one that cannot be`() async throws {
        let database = try await watchDatabase()
        let store = BaselineStore(database)
        let known = try baseline("Anwälte")
        let all = Dictionary(uniqueKeysWithValues: (1...2001).map { (DirectoryID(Int64($0) * 3), known) })
        try await store.save(all)
        // The last of the first part.
        try await database.write { try $0.execute("UPDATE page_baselines SET value = '[' WHERE directory = 3000") }
        let read = try await store.all()
        #expect(read.count == 2000 && read[DirectoryID(3000)] == nil && read[DirectoryID(6003)] == known)
    }

    @Test func `what an earlier version wrote is read, what is damaged is not`() async throws {
        let database = try await watchDatabase()
        let store = BaselineStore(database)
        let known = try baseline("Anwälte")
        try await store.save([DirectoryID(1): known])
        let text = try #require(try await database.read { try $0.query("SELECT value FROM page_baselines") { $0.text(0) } }.first)
        let encoded = String(decoding: try JSONEncoder().encode(known.words), as: UTF8.self)
        #expect(text.contains(encoded))
        let list = String(decoding: try JSONEncoder().encode(known.words.hashes), as: UTF8.self)
        func read(_ words: String) async throws -> PageBaseline? {
            try await database.write {
                try $0.execute("UPDATE page_baselines SET value = $1", [.text(text.replacing(encoded, with: words))])
            }
            return try await store.all()[DirectoryID(1)]
        }
        #expect(try await read(list) == known)
        #expect(try await read(encoded) == known)
        for damaged in ["\"0123\"", "\"0123456g\"", "\"0123456789é\"", "12", "null"] { #expect(try await read(damaged) == nil) }
    }
}
