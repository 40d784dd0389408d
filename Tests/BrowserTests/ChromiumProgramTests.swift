import Foundation
import Testing

@testable import Browser

@Suite struct ChromiumProgramTests {
    @Test func `a program that is not there is missed with a remedy`() {
        let error = #expect(throws: BrowserError.self) {
            try ChromiumProgram.path(BrowserConfiguration(program: "/nowhere/chromium"))
        }
        #expect(error?.code == .missing && error?.remedy.contains("browser.program") == true)
    }

    @Test func `root has no sandbox, and nobody else goes without unasked`() throws {
        #expect(try !ChromiumProgram.usesSandbox(BrowserConfiguration(sandbox: .auto), isRoot: true))
        #expect(try ChromiumProgram.usesSandbox(BrowserConfiguration(sandbox: .auto), isRoot: false))
        #expect(try ChromiumProgram.usesSandbox(BrowserConfiguration(sandbox: .required), isRoot: false))
        #expect(try !ChromiumProgram.usesSandbox(BrowserConfiguration(sandbox: .off), isRoot: false))
        #expect(throws: BrowserError.self) { try ChromiumProgram.usesSandbox(BrowserConfiguration(sandbox: .required), isRoot: true) }
        #expect(ChromiumProgram.arguments(profile: "/p", userAgent: "a/1", usesSandbox: true).allSatisfy { $0 != "--no-sandbox" })
    }

    @Test(arguments: [
        ("12 (chromium) S 1 12 12 0", UInt8(ascii: "S"), Int32(12)), ("7 (a) b) R) Z 1 99 3", UInt8(ascii: "Z"), 99),
    ]) func `a process's line is read whatever its name`(_ line: String, _ state: UInt8, _ group: Int32) {
        let read = ProcessGroup.stateAndGroup(Array(line.utf8))
        #expect(read?.state == state && read?.group == group)
    }

    @Test(arguments: ["", ")", "1 (a) S", "1 (a) S x y", "1 a S 1 1"]) func `a line that is none is nothing`(_ line: String) {
        #expect(ProcessGroup.stateAndGroup(Array(line.utf8)) == nil)
    }

    @Test func `what a killed process left is removed, and what is in use stays`() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "profiles-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: base) }
        let used = try ProfileFolder.make(in: base)
        let left = base + "/rollcall-browser-old"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: left + "/lock"))
        let young = base + "/rollcall-browser-new"
        try FileManager.default.createDirectory(atPath: young, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: young + "/lock"))
        for path in [left, used.path] {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: path)
        }
        let next = try ProfileFolder.make(in: base)
        let there = { FileManager.default.fileExists(atPath: $0) }
        #expect(!there(left) && there(used.path) && there(young))
        used.remove()
        next.remove()
        #expect(!there(used.path) && !there(next.path))
    }
}
