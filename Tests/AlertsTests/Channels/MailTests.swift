import Foundation
import Model
import Testing

@testable import Alerts

@Suite struct MailTests {
    // MARK: Replies

    @Test func `replies come together from any pieces`() throws {
        let bytes = Array("220 mail.example ready\r\n250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n354\r\n".utf8)
        let expected = [
            SMTPReply(code: 220, lines: ["mail.example ready"]), SMTPReply(code: 250, lines: ["mail.example", "STARTTLS", "AUTH PLAIN"]),
            SMTPReply(code: 354, lines: [""]),
        ]
        for size in 1...bytes.count {
            var (parser, replies) = (SMTPReplyParser(), [SMTPReply]())
            for start in stride(from: 0, to: bytes.count, by: size) {
                replies += try parser.take(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(replies == expected)
            #expect(parser.isEmpty)
        }
    }

    @Test(arguments: ["hello\r\n", "20 x\r\n", "150 x\r\n", "250_x\r\n", "250-a\r\n251 b\r\n", String(repeating: "2", count: 70_000)])
    func `what is no reply is an error`(_ text: String) {
        var parser = SMTPReplyParser()
        #expect(throws: SMTPReplyParser.Problem.self) { try parser.take(Array(text.utf8)) }
    }

    @Test func `no bytes bring the parser down`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("0245- \r\nA".utf8)
        for _ in 0..<2_000 {
            var parser = SMTPReplyParser()
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            let replies = (try? parser.take(bytes)) ?? []
            #expect(replies.allSatisfy { (200...599).contains($0.code) && !$0.lines.isEmpty })
        }
    }

    // MARK: Messages

    private func message(subject: String = "down: Somewhere", references: [String] = []) -> String {
        let message = MailMessage(
            from: "rollcall@example.org", to: ["a@example.org", "b@example.org"], subject: subject, text: "Grüße\n.\n", html: "<p>ü</p>",
            date: Timestamp(seconds: 1_772_357_400), id: "notice-1@example.org", references: references)
        return String(decoding: message.bytes(), as: UTF8.self)
    }

    @Test func `a message is whole and all ASCII in short lines`() {
        let text = message(subject: "Ausfall: Münchener Anwaltsverzeichnis der Rechtsanwaltskammer 中文目录 🏛 und noch etwas mehr davon")
        #expect(text.utf8.allSatisfy { $0 < 128 })
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
        #expect(text.contains("Date: Sun, 01 Mar 2026 09:30:00 +0000\r\n"))
        #expect(text.contains("Message-ID: <notice-1@example.org>\r\n"))
        #expect(text.contains("Auto-Submitted: auto-generated\r\n"))
    }

    @Test func `a subject survives its encoding`() throws {
        let subject = "résolu : “Chambre” 🏛 " + String(repeating: "ü", count: 80)
        let words = MailMessage.word(subject).replacing("\r\n ", with: " ").split(separator: " ")
        let decoded = try words.map { word in
            let inner = try #require(word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?=") ? word.dropFirst(10).dropLast(2) : nil)
            let data = try #require(Data(base64Encoded: String(inner)))
            return String(decoding: data, as: UTF8.self)
        }
        #expect(decoded.joined() == subject)
        #expect(words.allSatisfy { $0.utf8.count <= 75 })
    }

    @Test func `a page's text cannot add a header`() {
        let item = Notice.Item(
            event: .opened, incident: IncidentID(1), title: "Evil\r\nBcc: everybody@example.org", verdict: .down, sentence: "x",
            startedAt: Timestamp(seconds: 0))
        let subject = NoticeText(Notice(key: "k", at: Timestamp(seconds: 0), items: [item])).subject
        #expect(!message(subject: subject).contains("\r\nBcc:"))
        #expect(!subject.contains("\n"))
    }

    @Test func `an answer names what it answers`() {
        let text = message(references: ["a@example.org", "b@example.org"])
        #expect(text.contains("In-Reply-To: <b@example.org>\r\nReferences: <a@example.org>\r\n <b@example.org>\r\n"))
    }

    @Test func `dots at the start of lines are doubled and the end is marked`() {
        let text = String(decoding: SMTPClient.stuffed(Array(".a\r\nb.\r\n..c".utf8)), as: UTF8.self)
        #expect(text == "..a\r\nb.\r\n...c\r\n.\r\n")
    }

    @Test(arguments: [
        ("a@example.org", true), ("a+b@example.org", true), ("a", false), ("a@", false), ("@b", false), ("a@b@c", false),
        ("a@b>\r\nRCPT TO:<c@d", false), ("Name <a@b.org>", false), ("ä@b.org", false), ("a b@c.org", false),
    ]) func `only bare addresses pass`(_ text: String, _ passes: Bool) {
        #expect(EmailChannel.isAddress(text) == passes)
    }
}
