import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// `rollcall validate --mx` by the built program, against the name server of a simulated web.
@Suite(.serialized) struct MailCommandTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private struct Report: Decodable {
        struct Mail: Decodable {
            struct Unknown: Decodable { var domain: String }
            var domains: Int
            var accepts: Int
            var refuses: Int
            var unknown: [Unknown]
        }

        var counts: [String: Int]
        var mail: Mail
    }

    @Test func domainsThatTakeNoMailAreToldAndWhatIsUnknownIsNoProblem() throws {
        let files = folder.appending(path: "farm")
        let farm = try Program(["debug", "farm", "--directories", "2", "--healthy", "--folder", files.path, "--json"], in: folder)
        try farm.until("the farm") { farm.text.contains("\"dns\"") }
        let settings = ["--config", files.appending(path: "rollcall.yaml").path]
        // The simulated web knows these; nobody has the last one.
        let addresses = (0..<60).map { "ann@firm\($0).example" } + ["ann@firm7.example", "bob@nobody.invalid"]
        try ("email\n" + addresses.joined(separator: "\n") + "\n").write(
            to: folder.appending(path: "a.csv"), atomically: true, encoding: .utf8)
        let file = folder.appending(path: "a.csv").path
        #expect(try Program.run(["validate", file], in: folder).status == 0)

        let asked = try Program.run(["validate", file, "--mx", "--json"] + settings, in: folder)
        #expect(asked.status == 1, "\(asked.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(asked.text.utf8))
        // A busy machine may leave one unknown.
        let known = report.mail.accepts + report.mail.refuses
        #expect(report.mail.accepts > 30 && report.mail.refuses > 0 && known + report.mail.unknown.count == 61)
        #expect(report.counts["email_domain_takes_no_mail", default: 0] >= report.mail.refuses)

        farm.send(SIGINT)
        #expect(try farm.wait() == 0)
        // Now no name server answers: nothing is known, so nothing is wrong.
        let deaf = try Program.run(["validate", file, "--mx", "--json"] + settings, in: folder)
        #expect(deaf.status == 0, "\(deaf.errors)")
        #expect(try JSONDecoder().decode(Report.self, from: Data(deaf.text.utf8)).mail.unknown.count == 61)
    }
}
