import Browser
import Foundation
import HTML
import Synchronization
import Web

/// Forms whose pages have scripts: the button is pressed in a browser. First with its way out closed, to see what would go out; then, where scripts send
/// the form and that is allowed, for real.
extension Trial.Run {
    /// Time for a form that is sent, with its further steps.
    private static let limits = PageLimits(time: .seconds(90), settle: .seconds(20))

    /// What a browser saw of a form's way out, and the further steps that the page showed on that way.
    struct Rehearsal: Sendable {
        var sending: FormSending
        var further: [TrialReport.Step]
    }

    /// What pressing the last step's button would send, and that of every further step that the page shows without sending anything. Nothing leaves. Nil where
    /// there is no reason to look or nothing to look with.
    func rehearsal(_ opened: PageVisit.Opened, _ plan: FillPlan) async -> Rehearsal? {
        guard let browser = trial.opener.browser, opened.document.hasPrograms,
            sandbox != nil || trial.opener.rendersAll || opened.mayBeSentByScripts(plan.form)
        else { return nil }
        let action = FormRequest(opened.mapped.page.forms[plan.form].form, page: opened.url, entries: plan.entries)
        let steps = PressedSteps(first: opened, plan.form, profile: profile, sayings: sayings, mapper: trial.mapper)
        do throws(BrowserError) {
            let press = try await browser.press(
                plan.filling, of: opened.url, showing: opened.source, cookies: visit.cookies, reaching: .closed
            ) { press in steps.after(press) }
            let further = steps.further
            let before = further.isEmpty ? [] : plan.fields + further.dropLast().flatMap(\.plan.fields)
            let last = (further.last?.plan.fields ?? plan.fields).filter { press.filled.contains($0.ordinal) }
            var sending = FormSending(press, filled: before + last, action: action)
            if sending.manner == .nothing {
                let controls = opened.mapped.page.controls
                sending.complaints =
                    press.invalid.filter { further.isEmpty && $0.ordinal < controls.count }
                    .map { "\(controls[$0.ordinal].words): \($0.words)" } + sending.complaints
                if press.isDisabled { sending.complaints.append("the button \"\(press.button ?? "")\" stays disabled") }
            }
            return Rehearsal(sending: sending, further: further)
        } catch { return nil }
    }

    /// Takes what was seen into the report; false where the trial ends with that.
    mutating func follow(_ rehearsal: Rehearsal) -> Bool {
        // What is sent for real is written down as it is sent.
        if sandbox == nil || rehearsal.sending.manner != .scripts {
            for step in rehearsal.further {
                report.steps.append(step)
                report.notes.append("step \(report.steps.count) was shown by the page's scripts, without sending anything")
            }
        }
        if let line = report.steps.last?.trip.lines.first(where: { $0.verdict == .differs }) {
            end(.unfaithful, "the \(line.key.words) would be sent as \"\(line.read.cut(60))\"")
            return false
        }
        guard rehearsal.further.allSatisfy({ $0.plan.isReady }) else {
            settleUnsent()
            return false
        }
        report.steps[report.steps.count - 1].sending = rehearsal.sending
        guard rehearsal.sending.manner == .nothing else { return true }
        // A form that its own page does not let go is a person's to look at.
        report.steps[report.steps.count - 1].plan.problems.append(
            FillPlan.Problem(kind: .page, label: "", message: rehearsal.sending.words, isBlocking: true))
        end(.needsAnswer, rehearsal.sending.words)
        return false
    }

    /// Sends the form, by its own page's scripts, and goes through the further steps that they show.
    mutating func press(_ opened: PageVisit.Opened, _ plan: FillPlan, as sending: FormSending, to sandbox: Sandbox) async {
        guard let browser = trial.opener.browser else { return }
        if let file = plan.entries.compactMap(\.file).first(where: { !$0.isWhole }) {
            return end(.failed, "the content of \(file.name) is not at hand")
        }
        var hosts: Set<String> = []
        for url in [opened.url, sending.url.flatMap { WebURL($0) }].compactMap(\.self) {
            if let refusal = await sandbox.refusal(of: url, prober: trial.prober) { return end(.failed, "nothing is sent: \(refusal)") }
            if let host = url.bareHost?.lowercased() { hosts.insert(host) }
        }
        let steps = PressedSteps(first: opened, plan.form, profile: profile, sayings: sayings, mapper: trial.mapper)
        let press: FormPress
        do throws(BrowserError) {
            press = try await browser.press(
                plan.filling, of: opened.url, showing: opened.source, cookies: visit.cookies, reaching: .hosts(hosts), limits: Self.limits
            ) { press in steps.after(press) }
        } catch {
            // Nobody knows what had left by then.
            report.sent += max(1, steps.sent)
            return end(.failed, "the browser gave up while the form was sent: \(error.message)")
        }
        report.steps += steps.further
        report.sent += steps.sent
        conclude(press, after: steps)
        guard report.reason.isEmpty else { return }
        await find(Document.parse(press.page.html, transportEncoding: "utf-8"), at: press.page.url)
        if report.verdict == .submitted {
            let said = press.notices.first.map { "; the page says \"\($0)\"" } ?? ""
            report.reason = "the page's scripts sent it, and no listing is to be seen yet\(said)"
        }
    }

    /// Ends the trial where what came back is no success; leaves the reason empty where it may be one.
    private mutating func conclude(_ press: FormPress, after steps: PressedSteps) {
        report.reason = ""
        let sent = press.requests.filter { if case .answered = $0.outcome { $0.method != "GET" || $0.isDocument } else { false } }
        if let trip = report.steps.last?.trip.lines.first(where: { $0.verdict == .differs }) {
            return end(.unfaithful, "the \(trip.key.words) would be sent as \"\(trip.read.cut(60))\"")
        }
        if let problem = report.steps.last?.plan.blocking.first { return end(.needsAnswer, problem.words) }
        let wrongs = PressedSteps.wrongs(press)
        if !wrongs.isEmpty { return end(.refused, wrongs.prefix(3).joined(separator: "; ")) }
        if sent.isEmpty {
            let why = (press.complaints + press.notices).first.map { ": \"\($0)\"" } ?? ""
            return end(.failed, "pressing its button sent nothing\(why)")
        }
        if steps.isEndless { end(.failed, "the form has more than \(Trial.mostSteps) steps") }
    }
}

/// What the browser is told to do after each press: the steps that come to light as one is sent.
private final class PressedSteps: Sendable {
    private struct State {
        var further: [TrialReport.Step] = []
        var asked: Set<String>
        /// What people saw of that.
        var shown: Set<String>
        /// What the form said of its step.
        var place: [String: String]
        var isEndless = false
        var sent = 0
    }

    private let profile: Profile
    private let sayings: FormSayings
    private let mapper: FormMapper
    private let state: Mutex<State>

    /// Whether the form is none, but controls that stand together.
    private let isLoose: Bool

    init(first: PageVisit.Opened, _ form: Int, profile: Profile, sayings: FormSayings, mapper: FormMapper) {
        (self.profile, self.sayings, self.mapper) = (profile, sayings, mapper)
        let own = first.mapped.page.forms[form].form
        isLoose = own.isLoose
        state = Mutex(State(asked: first.mapped.asked(by: form), shown: first.mapped.shown(by: form), place: own.place))
    }

    /// The steps after the first, as they were planned; the last of them may not have been sent.
    var further: [TrialReport.Step] { state.withLock { $0.further } }
    var isEndless: Bool { state.withLock { $0.isEndless } }
    /// Presses after which something was answered.
    var sent: Int { state.withLock { $0.sent } }

    /// What to fill and press next; nil where that was the last step, or something stands against it.
    func after(_ press: FormPress) -> FormFilling? {
        let isAnswered = press.requests.contains { if case .answered = $0.outcome { true } else { false } }
        if isAnswered { state.withLock { $0.sent += 1 } }
        guard Self.wrongs(press).isEmpty else { return nil }
        // A step that the page itself shows, without asking anybody.
        let isShown = press.requests.isEmpty && press.invalid.isEmpty && press.complaints.isEmpty && !press.isDisabled
        guard isAnswered || isShown else { return nil }
        let document = Document.parse(press.page.html, transportEncoding: "utf-8")
        let mapped = mapper.mapWithLoose(document, url: press.page.url, always: isShown && isLoose)
        let loose = isShown && isLoose ? mapped.page.forms.lastIndex { $0.form.isLoose } : nil
        guard let form = loose ?? mapped.submissionForm ?? (isShown ? mapped.largestForm : mapped.confirmationForm) else { return nil }
        let (asked, shown, place) = (mapped.asked(by: form), mapped.shown(by: form), mapped.page.forms[form].form.place)
        return state.withLock { state in
            // What was sent and stands there still is no further step.
            let isFurther =
                isAnswered ? asked != state.asked && !Trial.Run.isSame(asked, state.asked) : !shown.isSubset(of: state.shown)
            guard place != state.place || isFurther else { return nil }
            guard state.further.count + 2 <= Trial.mostSteps else {
                state.isEndless = true
                return nil
            }
            (state.asked, state.shown, state.place) = (asked, shown, place)
            let plan = Filler.plan(mapped, form: form, profile: profile, sayings: sayings)
            let trip = RoundTrip(plan, mapped, profile: profile)
            state.further.append(
                TrialReport.Step(
                    url: press.page.url, fingerprint: mapped.forms[form].fingerprint, plan: plan, trip: trip,
                    filledPage: FilledPage.html(document, mapped, plan), source: press.page.still))
            return plan.isReady && trip.isFaithful ? plan.filling : nil
        }
    }

    /// Why what was sent was not taken, in the site's words.
    static func wrongs(_ press: FormPress) -> [String] {
        // What stood there before is no answer.
        var wrongs =
            press.requests.contains(where: \.isDocument)
            ? Trial.Run.wrongs(in: Document.parse(press.page.html, transportEncoding: "utf-8")) : press.complaints
        for refusal in press.requests.compactMap(\.refusal) where !wrongs.contains(refusal) { wrongs.append(refusal) }
        if press.page.status >= 400 { wrongs.append("it was answered with \(press.page.status)") }
        return wrongs
    }
}

extension FillPlan {
    /// What a browser puts into the form.
    var filling: FormFilling {
        FormFilling(form: form, entries: fieldEntries(), sending: PageForm.sendingWords, leading: PageForm.leadingWords)
    }

    /// The values for the controls of the page.
    /// - Parameter isWhole: Whether with the content of files; those that are kept go without.
    func fieldEntries(isWhole: Bool = true) -> [FieldEntry] {
        fields.filter { isWhole || $0.files.isEmpty }.map { field in
            // A control without name and id has a key that only people read.
            let key = field.control.text.hasPrefix("label:") ? nil : field.control.text
            let files = field.files.map { FieldEntry.File(name: $0.name, type: $0.type, content: Data($0.bytes)) }
            return FieldEntry(ordinal: field.ordinal, key: key, values: field.values, files: files.isEmpty ? nil : files)
        }
    }
}

extension RenderedPage {
    /// For showing it again as it is: its scripts, which would begin anew, do not run.
    fileprivate var still: PageSource {
        var text = String(decoding: html, as: UTF8.self)
        if let head = text.firstRange(of: "<head"), let end = text[head.upperBound...].firstIndex(of: ">") {
            text.insert(
                contentsOf: "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\">", at: text.index(after: end))
        }
        return PageSource(Array(text.utf8), charset: "utf-8")
    }
}

extension MappedPage {
    /// What people see that a form asks for.
    fileprivate func shown(by form: Int) -> Set<String> {
        Set(
            page.forms[form].controls.map { page.controls[$0] }.filter { $0.isField && $0.concealment == nil && !$0.isInert }
                .map { "\(ControlKey($0).text) \($0.label ?? "")" })
    }
}

extension PageControl {
    /// What people call it.
    fileprivate var words: String { label ?? name ?? id ?? "a field" }
}

extension PageVisit.Opened {
    /// Whether its markup leaves room for scripts to send it: it is built by them, leads nowhere, to its own page or by GET, or says that it is theirs.
    fileprivate func mayBeSentByScripts(_ index: Int) -> Bool {
        let form = mapped.page.forms[index].form
        if isRendered || form.method != .post
            || !form.controls.contains(where: { $0.isButton && ($0.type == "submit" || $0.type == "image") })
        {
            return true
        }
        guard let action = form.action, action.isHTTP, action.path != url.path else { return true }
        return document.attributes(of: form.node).contains { attribute in
            attribute.name == "onsubmit" || attribute.name.contains("ajax") || attribute.value.lowercased().contains("ajax")
        }
    }
}
