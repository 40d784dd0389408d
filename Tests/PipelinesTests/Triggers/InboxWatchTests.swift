import Testing

@testable import Pipelines

@Suite struct `A file in a watched folder` {
    private static func facts(_ size: Int64, _ modified: Int64 = 1) -> InboxWatch.Facts {
        InboxWatch.Facts(size: size, modified: modified, inode: 7)
    }

    @Test func `is whole once it has stood still for long enough`() {
        var watch = InboxWatch(settle: .seconds(1))
        #expect(watch.look(["a": Self.facts(1)], at: .seconds(0)) == [])
        #expect(watch.nextLook == .seconds(1))
        // It grew: the wait begins anew.
        #expect(watch.look(["a": Self.facts(2)], at: .milliseconds(900)) == [])
        #expect(watch.look(["a": Self.facts(2, 2)], at: .milliseconds(1800)) == [])
        #expect(watch.look(["a": Self.facts(2, 2)], at: .milliseconds(2700)) == [])
        #expect(watch.look(["a": Self.facts(2, 2)], at: .milliseconds(2800)) == ["a"])
        // Where it was not taken, it is handed out again, not at once.
        #expect(watch.look(["a": Self.facts(2, 2)], at: .milliseconds(2900)) == [])
        #expect(watch.look(["a": Self.facts(2, 2)], at: .milliseconds(3800)) == ["a"])
    }

    @Test func `is not whole while somebody writes to it, however long that one rests`() {
        var watch = InboxWatch(settle: .seconds(1))
        watch.take(.created, of: "a", at: .zero)
        watch.take(.opened, of: "a", at: .zero)
        #expect(watch.look(["a": Self.facts(0)], at: .zero) == [])
        #expect(watch.look(["a": Self.facts(0)], at: .seconds(3600)) == [])
        #expect(watch.nextLook == nil, "only an event can change that")
        watch.take(.changed, of: "a", at: .seconds(3601))
        watch.take(.complete, of: "a", at: .seconds(3602))
        #expect(watch.look(["a": Self.facts(5)], at: .seconds(3602)) == [])
        #expect(watch.look(["a": Self.facts(5)], at: .seconds(3603)) == ["a"])
        // Opened once more and written to.
        watch.take(.changed, of: "a", at: .seconds(3604))
        #expect(watch.look(["a": Self.facts(5)], at: .seconds(3700)) == [])
    }

    @Test func `that is linked into place and read by others is whole`() {
        var watch = InboxWatch(settle: .seconds(1))
        watch.take(.created, of: "a", at: .zero)
        watch.take(.opened, of: "a", at: .zero)
        watch.take(.read, of: "a", at: .zero)
        #expect(watch.look(["a": Self.facts(5)], at: .zero) == [])
        #expect(watch.look(["a": Self.facts(5)], at: .seconds(1)) == ["a"])
        // Reading alone does not make it wait.
        watch.take(.opened, of: "a", at: .seconds(2))
        #expect(watch.look(["a": Self.facts(5)], at: .seconds(2)) == ["a"])
    }

    @Test func `is forgotten when it is gone, and waits again under another name`() {
        var watch = InboxWatch(settle: .seconds(1))
        _ = watch.look(["a": Self.facts(5)], at: .zero)
        watch.take(.gone, of: "a", at: .milliseconds(500))
        watch.take(.complete, of: "b", at: .milliseconds(500))
        #expect(watch.look(["b": Self.facts(5)], at: .seconds(1)) == [])
        #expect(watch.look(["b": Self.facts(5)], at: .seconds(2)) == ["b"])
        #expect(watch.look([:], at: .seconds(3)) == [])
        #expect(watch.nextLook == nil)
    }

    @Test func `whose closing was missed is taken once it stands still`() {
        var watch = InboxWatch(settle: .seconds(1))
        watch.take(.changed, of: "a", at: .zero)
        #expect(watch.look(["a": Self.facts(5)], at: .zero) == [])
        watch.missedEvents(at: .seconds(1))
        #expect(watch.look(["a": Self.facts(5)], at: .seconds(2)) == ["a"])
    }

    @Test(arguments: [
        ("leads.csv", true), ("leads.jsonl", false), (".leads.csv", false), ("leads.csv.part", false), ("leads.csv~", false),
    ])
    func `counts by its name`(_ name: String, _ isTaken: Bool) {
        #expect(FolderTrigger(folder: "in", pattern: "*.csv", settle: .seconds(1)).takes(name) == isTaken)
    }
}
