import HTML
import Onboarding

/// A trial's report as people read it: on the terminal and as pages.
struct TrialReportText {
    private let report: TrialReport
    private let page: WebURL
    private let shots: FormShots?

    /// - Parameter shots: Pictures of its steps, or why there are none; nil where nobody asked for them.
    init(_ report: TrialReport, page: WebURL, shots: FormShots? = nil) { (self.report, self.page, self.shots) = (report, page, shots) }

    private var isWell: Bool { report.verdict == .ready || report.verdict == .published || report.verdict == .submitted }

    func lines(on terminal: Terminal) -> [String] {
        var lines = [terminal.styled(Table.clean(page.href), .bold)]
        for (number, step) in report.steps.enumerated() {
            if report.steps.count > 1 { lines.append(terminal.styled("Step \(number + 1): \(Table.clean(step.url.href))", .bold)) }
            lines += FillPlanText(step.plan, step.trip).rows(on: terminal)
            if let sending = step.sending { lines.append("  " + Table.clean(sending.words)) }
        }
        lines += report.notes.map { "  " + Table.clean($0) }
        if let listing = report.listing {
            lines.append(terminal.styled("Listing: \(Table.clean(listing.href))", .bold))
            for line in report.lines {
                let mark = line.isShown ? terminal.styled("shown", .good) : terminal.styled("not shown", .warning)
                lines.append("  \(mark)  \(line.key.words): \(Table.clean(line.sent.count > 60 ? line.sent.prefix(57) + "…" : line.sent))")
            }
        }
        let verdict = report.verdict.rawValue.replacing("_", with: " ")
        lines.append(
            terminal.styled(verdict, isWell ? .good : .bad) + ": " + Table.clean(report.reason)
                + (report.sent == 0 ? "; nothing was sent" : "; \(report.sent) request(s) carried values"))
        return lines
    }

    /// The report's files by their names: `report.html`, one for each step as it would be filled, and the pictures.
    func files() -> [(name: String, content: [UInt8])] {
        var files = report.steps.enumerated().map { (name: "step-\($0.offset + 1).html", content: Array($0.element.filledPage.utf8)) }
        files += (shots?.files ?? []).map { (name: $0.name, content: $0.png) }
        files.append((name: "report.html", content: Array(html.utf8)))
        return files
    }

    /// The picture of a step, or why there is none.
    private func figure(_ step: Int) -> String {
        guard let picture = shots?.pictures.first(where: { $0.step == step }) else { return "" }
        switch picture.result {
        case .missing(let why): return "<p>There is no picture of it on its own page: \(HTMLText.escaped(why)).</p>\n"
        case .taken(_, let filled, let fields):
            let name = FormShots.name(of: step)
            return "<figure><a href=\"\(name)\"><img src=\"\(name)\" alt=\"The form on its own page with the values in it\"></a>"
                + "<figcaption>On its own page: \(filled) of \(fields) fields filled.</figcaption></figure>\n"
        }
    }

    private var html: String {
        func escaped(_ text: String) -> String { HTMLText.escaped(text) }
        var out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        out +=
            "<title>Trial of \(escaped(page.host ?? ""))</title><style>\(Self.style)</style></head><body>\n<h1>Trial of \(escaped(page.href))</h1>\n"
        out +=
            "<p class=\"\(isWell ? "good" : "bad")\"><b>\(report.verdict.rawValue.replacing("_", with: " "))</b>: \(escaped(report.reason))</p>\n"
        out += "<p>\(report.sent == 0 ? "Nothing was sent." : "\(report.sent) request(s) carried values of the profile.")</p>\n"
        for (number, step) in report.steps.enumerated() {
            out +=
                "<h2>Step \(number + 1)</h2>\n<p><a href=\"step-\(number + 1).html\">The filled form</a> of \(escaped(step.url.href))</p>\n"
            if let sending = step.sending { out += "<p>In a browser: \(escaped(sending.words)).</p>\n" }
            out += figure(number + 1)
            out += "<table><tr><th>control</th><th>takes</th><th>value</th><th>read back</th><th>why</th></tr>\n"
            for field in step.plan.fields {
                let line = step.trip.lines.first { $0.key == field.key && $0.label == field.label }
                out += "<tr><td>\(escaped(field.label))</td><td>\(escaped(field.term))</td><td>\(escaped(field.shown))</td>"
                out += "<td>\(line?.verdict.rawValue ?? "")</td><td>\(escaped(field.how))</td></tr>\n"
            }
            out += "</table>\n"
            if !step.plan.problems.isEmpty {
                out +=
                    "<ul>" + step.plan.problems.map { "<li class=\"\($0.isBlocking ? "bad" : "")\">\(escaped($0.message))</li>" }.joined()
                    + "</ul>\n"
            }
        }
        if let listing = report.listing {
            out += "<h2>The listing</h2>\n<p>\(escaped(listing.href))</p>\n<table><tr><th>field</th><th>sent</th><th>shown</th></tr>\n"
            for line in report.lines {
                out += "<tr><td>\(escaped(line.key.words))</td><td>\(escaped(line.sent))</td><td>\(line.isShown ? "yes" : "no")</td></tr>\n"
            }
            out += "</table>\n"
        }
        return out + "</body></html>\n"
    }

    private static let style =
        "body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1c2430}table{border-collapse:collapse;width:100%}"
        + "th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d7dde5;vertical-align:top;overflow-wrap:anywhere}figure{margin:1rem 0}img{max-width:100%;border:1px solid #d7dde5}.good{color:#1e6b3a}.bad{color:#a93226}"
}

/// What `rollcall onboard trial --json` writes.
struct TrialReportView: Encodable {
    private struct Shown: Encodable {
        var key: String
        var sent: String
        var shown: Bool
    }

    private struct Sending: Encodable {
        var step: Int
        /// `form`, `scripts` or `nothing`.
        var by: String
        var method: String?
        var url: String?
        var missing: [String]
        var complaints: [String]
    }

    private var verdict: String
    private var reason: String
    private var sent: Int
    private var fingerprint: String
    private var notes: [String]
    private var steps: [FillPlanView]
    private var sending: [Sending]
    private var listing: String?
    private var lines: [Shown]

    init(_ report: TrialReport) {
        verdict = report.verdict.rawValue
        reason = report.reason
        sent = report.sent
        fingerprint = report.fingerprint
        notes = report.notes
        steps = report.steps.map { FillPlanView(source: $0.url.href, $0.plan, $0.trip) }
        sending = report.steps.enumerated().compactMap { index, step in
            step.sending.map {
                Sending(
                    step: index + 1, by: $0.manner.rawValue, method: $0.method, url: $0.url, missing: $0.missing, complaints: $0.complaints)
            }
        }
        listing = report.listing?.href
        lines = report.lines.map { Shown(key: $0.key.rawValue, sent: $0.sent, shown: $0.isShown) }
    }
}
