import Browser
package import HTML
package import Web

/// Tries a directory's form with a profile: fetch, fill in memory, check, read back; and, only where that is asked for and allowed, send it, find the
/// listing and compare.
package struct Trial: Sendable {
    let opener: PageOpener
    let prober: Prober
    var mapper: FormMapper { opener.mapper }
    /// Steps of a form that are gone through at most.
    static let mostSteps = 8
    /// Pictures of a published listing that are looked at, at most.
    static let mostPictures = 8

    package init(_ fetcher: Fetcher, prober: Prober, mapper: FormMapper) {
        self.init(PageOpener(fetcher, mapper: mapper), prober: prober)
    }

    package init(_ opener: PageOpener, prober: Prober) { (self.opener, self.prober) = (opener, prober) }

    /// - Parameters:
    ///   - sayings: What was said of the form, by ``ControlKey``.
    ///   - sandbox: Where it may be sent; nil to send nothing.
    ///   - index: The directory's list, where a published listing may be found.
    package func run(
        _ page: WebURL, profile: Profile, sayings: FormSayings = FormSayings(), sandbox: Sandbox? = nil, index: WebURL? = nil
    ) async -> TrialReport {
        var run = Run(trial: self, profile: profile, sayings: sayings, sandbox: sandbox, index: index, home: page)
        switch await run.visit.form(page) {
        case .success(let opened):
            await run.step(opened)
            return run.report
        case .failure(let missed):
            var report = TrialReport(verdict: .failed, reason: missed.words)
            report.mayPass = missed.isPassing
            return report
        }
    }

    /// Looks whether what may have been sent before is listed; sends nothing. Fails where it is not to be seen.
    package func lookUp(_ page: WebURL, profile: Profile, sayings: FormSayings = FormSayings(), index: WebURL?) async -> TrialReport {
        var filled = Run(trial: self, profile: profile, sayings: sayings, sandbox: nil, index: index, home: page)
        filled.report = await run(page, profile: profile, sayings: sayings)
        guard filled.report.verdict == .ready else { return filled.report }
        if let index, case .success(let list) = await filled.fetch(index) {
            await filled.find(Document.parse(list.body, transportEncoding: list.charset), at: list.url)
        }
        if filled.report.listing == nil {
            filled.end(
                .failed, "it was interrupted while the form was sent, and no listing is to be seen: look there before it is sent again")
        }
        return filled.report
    }

    struct Run {
        let trial: Trial
        /// With the files that it names by address, as far as a form has asked for them.
        private(set) var profile: Profile
        let sayings: FormSayings
        let sandbox: Sandbox?
        let index: WebURL?
        let visit: PageVisit
        var report = TrialReport(verdict: .failed, reason: "")

        /// Digests of the pictures that a listing shows, where some were sent.
        private func files(in listing: Document, at url: WebURL) async -> Set<String> {
            guard report.steps.contains(where: { $0.plan.fields.contains { !$0.files.isEmpty } }) else { return [] }
            var found: Set<String> = []
            for address in PublishedListing.pictures(in: listing, at: url).prefix(Trial.mostPictures) {
                let result = await trial.prober.probe(ProbeRequest(url: address, body: .upTo(UploadFile.mostBytes + 1), redirects: 2))
                if result.status == 200 { found.insert(Digest.text(of: result.body)) }
            }
            return found
        }

        mutating func end(_ verdict: TrialReport.Verdict, _ reason: String) { (report.verdict, report.reason) = (verdict, reason) }

        init(trial: Trial, profile: Profile, sayings: FormSayings, sandbox: Sandbox?, index: WebURL?, home: WebURL) {
            (self.trial, self.profile, self.sayings, self.sandbox, self.index) = (trial, profile, sayings, sandbox, index)
            visit = PageVisit(trial.opener, home: home)
        }

        func fetch(_ url: WebURL) async -> Result<FetchedPage, PageFetch.Missed> { await visit.fetch(url) }

        /// Fills one step in, and goes on to the next.
        mutating func step(_ first: PageVisit.Opened) async {
            var opened = first
            for number in 1...Trial.mostSteps {
                let (document, mapped, url) = (opened.document, opened.mapped, opened.url)
                guard let form = mapped.submissionForm ?? (number > 1 ? mapped.confirmationForm ?? mapped.largestForm : nil) else {
                    return end(.failed, number == 1 ? "the page has no form by which somebody is listed" : "step \(number) has no form")
                }
                profile = await UploadFetch(prober: trial.prober).attach(to: profile, for: mapped, form: form, sayings: sayings)
                let plan = Filler.plan(mapped, form: form, profile: profile, sayings: sayings)
                let trip = RoundTrip(plan, mapped, profile: profile)
                report.steps.append(
                    TrialReport.Step(
                        url: url, fingerprint: mapped.forms[form].fingerprint, plan: plan, trip: trip,
                        filledPage: FilledPage.html(document, mapped, plan), source: opened.source))
                guard trip.isFaithful else {
                    let line = trip.lines.first { $0.verdict == .differs }
                    return end(.unfaithful, "the \(line?.key.words ?? "profile") would be sent as \"\(line?.read.cut(60) ?? "")\"")
                }
                let html = mapped.page.forms[form].form
                let goesOn = mapped.leadsOn(form)
                if plan.isReady, sandbox != nil || !goesOn || html.isForScripts, let rehearsal = await rehearsal(opened, plan) {
                    guard follow(rehearsal) else { return }
                    if rehearsal.sending.manner == .scripts {
                        guard let sandbox else { return settleUnsent() }
                        return await press(opened, plan, as: rehearsal.sending, to: sandbox)
                    }
                }
                guard
                    let next = await
                        (goesOn && sandbox == nil || !plan.isReady
                        ? peek(html, at: url, goesOn: goesOn) : send(html, plan, asked: mapped.asked(by: form), at: url))
                else { return }
                opened = next
            }
            end(.failed, "the form has more than \(Trial.mostSteps) steps")
        }

        /// Looks at the next step without sending a value: only what the page itself has hidden goes along. Nil when that was the last.
        private mutating func peek(_ form: Form, at url: WebURL, goesOn: Bool) async -> PageVisit.Opened? {
            if goesOn, let next = form.unfilled(at: url), !report.steps.contains(where: { $0.url == next }),
                case .success(let opened) = await visit.form(next)
            {
                report.notes.append("step \(report.steps.count + 1) was looked at without sending anything")
                return opened
            }
            if goesOn {
                report.hasUnseenSteps = true
                report.notes.append("further steps are only shown once this one is sent")
            }
            settleUnsent()
            return nil
        }

        mutating func settleUnsent() {
            let blocking = report.problems.filter(\.isBlocking)
            if let first = blocking.first {
                end(.needsAnswer, blocking.count == 1 ? first.words : "\(first.words), and \(blocking.count - 1) more")
            } else if report.hasUnseenSteps {
                end(.ready, "nothing stands against sending what is seen of it; what its further steps ask is only shown once it is sent")
            } else if let sending = report.steps.last?.sending, sending.manner == .scripts {
                end(.ready, "nothing stands against sending it: \(sending.words)")
            } else {
                end(.ready, "nothing stands against sending it")
            }
        }

        /// Sends a step where that is allowed. Nil when there is no further one.
        /// - Parameter asked: The names of what it asks for.
        private mutating func send(_ form: Form, _ plan: FillPlan, asked: Set<String>, at url: WebURL) async -> PageVisit.Opened? {
            guard let sandbox, report.problems.allSatisfy({ !$0.isBlocking }) else {
                settleUnsent()
                return nil
            }
            if let file = plan.entries.compactMap(\.file).first(where: { !$0.isWhole }) {
                end(.failed, "the content of \(file.name) is not at hand")
                return nil
            }
            guard !form.isForScripts, let request = FormRequest(form, page: url, entries: plan.entries) else {
                end(
                    .failed, form.isForScripts ? "only the page's scripts can send the form: that takes Chromium" : "the form leads nowhere"
                )
                return nil
            }
            if let refusal = await sandbox.refusal(of: request.url, prober: trial.prober) {
                end(.failed, "nothing is sent: \(refusal)")
                return nil
            }
            report.sent += 1
            guard let (document, source, reached, status) = await answer(to: request) else { return nil }
            let mapped = trial.mapper.mapWithLoose(document, url: reached)
            let before = report.steps.last?.fingerprint
            let wrongs = Self.wrongs(in: document)
            if status >= 400 || !wrongs.isEmpty {
                end(.refused, wrongs.isEmpty ? "it was answered with \(status)" : wrongs.prefix(3).joined(separator: "; "))
                return nil
            }
            let next = mapped.submissionForm ?? (request.isPost ? mapped.confirmationForm : mapped.largestForm)
            // As its scripts leave it, it may look otherwise than as it was sent; nothing is sent twice.
            let isSame =
                next.map { next in
                    mapped.page.forms[next].form.place == form.place
                        && (mapped.forms[next].fingerprint == before || Self.isSame(mapped.asked(by: next), asked))
                } ?? false
            if next != nil, !isSame { return PageVisit.Opened(document: document, source: source, mapped: mapped, url: reached) }
            await find(document, at: reached)
            if isSame, report.verdict == .submitted {
                end(.submitted, "the same form came back, and no listing is to be seen: it may be that only its scripts can send it")
            }
            return nil
        }

        /// Whether two forms ask for the same, but for a few things that scripts bring or take away.
        static func isSame(_ a: Set<String>, _ b: Set<String>) -> Bool {
            a.count > 2 && a.intersection(b).count * 5 >= a.union(b).count * 4
        }

        private mutating func answer(to request: FormRequest) async -> (Document, PageSource, WebURL, Int)? {
            guard request.isPost else {
                switch await fetch(request.url) {
                case .success(let page): return (page.document, page.source, page.url, 200)
                case .failure(let missed):
                    end(.refused, missed.words)
                    return nil
                }
            }
            var headers = [
                (name: "content-type", value: request.contentType ?? ""),
                (name: "accept", value: "text/html,application/xhtml+xml,*/*;q=0.5"),
            ]
            if let cookie = visit.cookies.header(for: request.url) { headers.append((name: "cookie", value: cookie)) }
            let result = await trial.prober.probe(
                ProbeRequest(
                    url: request.url, method: "POST", headers: headers, content: request.content,
                    body: .upTo(trial.prober.configuration.bodyLimit), redirects: 0, timeouts: Self.timeouts(request.content.count)))
            if let failure = result.failure {
                end(.failed, failure.message)
                return nil
            }
            visit.cookies.take(result.headers, from: request.url)
            let status = result.status ?? 0
            if (300..<400).contains(status) {
                guard let next = result.header("location").flatMap({ WebURL($0, base: request.url) }),
                    case .success(let page) = await fetch(next)
                else {
                    end(.submitted, "it was taken, and the page that followed cannot be had")
                    return nil
                }
                return (page.document, page.source, page.url, 200)
            }
            return (Document.parse(result.body), PageSource(result.body), request.url, status)
        }

        /// A picture takes its time on a slow line.
        private static func timeouts(_ bytes: Int) -> ProbeTimeouts {
            bytes < 100_000 ? ProbeTimeouts() : ProbeTimeouts(firstByte: .seconds(60), total: .seconds(80))
        }

        /// What a page says went wrong, in its own words.
        static func wrongs(in document: Document) -> [String] {
            var found: [String] = []
            var next = document.firstElement(in: document.root)
            while let element = next, found.count < 10 {
                next = document.elementAfter(element, within: document.root)
                let classes = document.attribute(.class, of: element)?.lowercased().split(separator: " ") ?? []
                guard document.attribute(.role, of: element) == "alert" || classes.contains("error") || classes.contains("errors") else {
                    continue
                }
                let text = document.visibleText(of: element).collapsed.cut(160)
                if !text.isEmpty, !found.contains(where: { $0.contains(text) }) { found.append(text) }
            }
            return found
        }

        /// Looks for the listing: by a link of the answer, else on the directory's list.
        mutating func find(_ answer: Document, at url: WebURL) async {
            let names = [profile[.organization], profile.wholeName].compactMap(\.self)
            var place = PublishedListing.link(in: answer, at: url, names: names)
            if place == nil, let index, case .success(let page) = await fetch(index) {
                place = PublishedListing.link(in: Document.parse(page.body, transportEncoding: page.charset), at: page.url, names: names)
            }
            guard let place, case .success(let page) = await fetch(place) else {
                return end(.submitted, "it was taken, and no listing is to be seen yet")
            }
            report.listing = page.url
            let listing = Document.parse(page.body, transportEncoding: page.charset)
            let shownFiles = await files(in: listing, at: page.url)
            report.lines = PublishedListing.compare(listing, steps: report.steps, files: shownFiles)
            let shown = report.lines.count(where: \.isShown)
            let namesShown = report.lines.contains { ($0.key == .organization || $0.key == .name) && $0.isShown }
            if namesShown, shown * 2 >= report.lines.count {
                end(.published, "the listing shows \(shown) of \(report.lines.count) values that were sent")
            } else {
                end(.misprinted, "the listing shows only \(shown) of \(report.lines.count) values that were sent")
            }
        }
    }
}

extension Form {
    /// Whether its markup leads nowhere, so that only scripts can send it: by GET to a place of its own page, or to a script.
    var isForScripts: Bool {
        let place = (actionAttribute ?? "").drop { $0.isWhitespace }
        return isLoose || method == .get && place.hasPrefix("#") || place.lowercased().hasPrefix("javascript:")
    }

    /// What it says itself of the step that it is: a form may hold all of its steps each time, and show another one.
    var place: [String: String] {
        Dictionary(
            controls.filter { $0.type == "hidden" && Self.placeWords.firstIndex(in: FoldedText(identifier: $0.name ?? "").padded) != nil }
                .map { ($0.name ?? "", $0.value) }, uniquingKeysWith: { _, last in last })
    }

    private static let placeWords = Phrases([" step ", " section ", " stage ", " current page ", " page number ", " pagenumber "])

    /// Where it leads by GET with nothing but what the page itself has hidden in it; nil where it leads there otherwise.
    func unfilled(at url: WebURL) -> WebURL? {
        guard method == .get, !isForScripts else { return nil }
        let hidden = controls.filter { $0.type == "hidden" && !$0.constraints.isDisabled }.compactMap { control in
            control.name.map { FillPlan.Entry(name: $0, value: control.value) }
        }
        return FormRequest(self, page: url, entries: hidden)?.url
    }
}

extension MappedPage {
    /// The names of the fields that a form asks to be filled in.
    func asked(by form: Int) -> Set<String> {
        Set(page.forms[form].controls.compactMap { page.controls[$0].isField ? page.controls[$0].name : nil })
    }

    /// Whether a form is a step that another follows, by what it says of steps and by its buttons. One whose only button sends it off is the last, also
    /// where it is sent by GET: nobody looks what comes behind that without values.
    func leadsOn(_ form: Int) -> Bool {
        guard !forms[form].steps.isEmpty, !page.forms[form].endsWithSending else { return false }
        return page.forms[form].says(PageForm.next) || page.forms[form].form.method == .get && !page.forms[form].says(PageForm.send)
    }
}

extension PageForm {
    /// Texts of buttons that lead on to a further step, folded.
    static let leadingWords = [
        " next", " continue", " weiter", " suivant", " continuer", " siguiente", " continuar", " avanti", " volgende", " proximo",
    ]
    fileprivate static let next = Phrases(leadingWords)
    /// Texts of buttons that send a form off, folded.
    static let sendingWords = [
        " submit", " send", " finish", " publish", " complete", " confirm", " absenden", " senden", " abschicken", " eintragen", " envoyer",
        " soumettre", " enviar", " publicar", " invia", " verzenden", " versturen",
    ]
    fileprivate static let send = Phrases(sendingWords)

    /// Whether a button's text has one of the words.
    fileprivate func says(_ words: Phrases) -> Bool { buttons.contains { Self.has($0, words) } }

    /// Whether a button that sends it off comes after those that lead on: all steps stand in it, one shown after the other.
    fileprivate var endsWithSending: Bool {
        guard says(Self.next), let last = buttons.last(where: { Self.has($0, Self.next) || Self.has($0, Self.send) }) else { return false }
        return !Self.has(last, Self.next)
    }

    /// Whether a button's text says that what was filled in before is sent off.
    static func sends(_ button: String) -> Bool { has(button, send) && !has(button, next) && !has(button, anew) }

    private static let anew = Phrases([
        " another", " new ", " more", " again", " edit", " weitere", " neue", " autre", " nouv", " otr", " nuev",
    ])

    private static func has(_ button: String, _ words: Phrases) -> Bool { words.firstIndex(in: FoldedText(prose: button).padded) != nil }
}
