import Foundation
import HTML
import Testing

@testable import Browser

/// Which fields come and go as others are filled in, seen by a real Chromium.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct SurveyTests {
    /// What a page's survey says, one line a control: `firm: kind=firm`, `*` where it is seen at first, `+` where scripts bring it in.
    private func survey(_ html: String) async throws -> (lines: [String], survey: SurveyedPage, targets: [String]) {
        var (lines, found, targets): ([String], SurveyedPage?, [String]) = ([], nil, [])
        try await BrowserStage.with { request in
            request.target == "/" ? .html(html) : .html("<p>sent</p>")
        } _: { stage in
            let survey = try await stage.browser.survey(try stage.url())
            let document = Document.parse(survey.page.html, transportEncoding: "utf-8")
            var names: [Int: String] = [:]
            var next = document.firstElement(in: document.root)
            while let element = next {
                next = document.elementAfter(element, within: document.root)
                guard let number = document.attribute(named: survey.mark, of: element).flatMap({ Int($0) }) else { continue }
                names[number] = document.attribute(named: "name", of: element) ?? document.attribute(named: "id", of: element) ?? "?"
            }
            lines = survey.appearances.map { one in
                let conditions = one.conditions.map { "\(names[$0.control] ?? "?")=\($0.values.joined(separator: "|"))" }
                let mark = (one.isShownFirst ? "*" : "") + (one.isAdded ? "+" : "")
                return "\(mark)\(names[one.control] ?? "?"): \(conditions.joined(separator: " "))"
            }.sorted()
            (found, targets) = (survey, stage.server.targets)
        }
        return (lines, try #require(found), targets)
    }

    @Test func `Hidden and disabled fields that a choice brings are told with the choice`() async throws {
        let (lines, survey, _) = try await survey(
            """
            <form method=post><select name=kind><option value="">choose<option value=person>Person<option value=firm>Firm</select>
            <label>Name <input name=who></label>
            <fieldset id=f hidden disabled><label>Firm name <input name=firm required></label></fieldset>
            <div id=p style="display:none"><input name=birthday></div>
            <input name=trap style="position:absolute;left:-9999px"><div style="display:none"><input name=never></div></form>
            <script>
            const form = document.forms[0];
            form.kind.addEventListener('change', () => {
              f.hidden = f.disabled = form.kind.value !== 'firm';
              p.style.display = form.kind.value === 'person' ? '' : 'none';
            });
            </script>
            """)
        #expect(lines == ["birthday: kind=person", "firm: kind=firm"])
        #expect(survey.appearances.flatMap(\.conditions).flatMap(\.labels).sorted() == ["Firm", "Person"])
        #expect(!survey.isCut)
        let html = String(decoding: survey.page.html, as: UTF8.self)
        #expect(html.contains("<fieldset id=\"f\" disabled=\"\" hidden=\"\">"), "as it was before: \(html)")
    }

    @Test func `Fields that scripts make and take away again stand in the markup where they were`() async throws {
        let (lines, survey, _) = try await survey(
            """
            <form><p><label><input type=radio name=who value=me checked>Me</label><label><input type=radio name=who value=us>Us</label></p>
            <p id=me><input name=nickname></p><div id=more></div><p><input name=mail></p></form>
            <script>
            document.forms[0].addEventListener('change', e => {
              if (e.target.name !== 'who') return;
              const us = e.target.value === 'us';
              more.innerHTML = us ? '<p><label>Staff <input name=staff></label></p><p><input type=checkbox name=shop></p>' : '';
              me.hidden = us;
            });
            document.addEventListener('click', e => {
              if (e.target.name === 'shop') more.insertAdjacentHTML('beforeend', e.target.checked ? '<p id=s><input name=shopname></p>' : '');
              if (e.target.name === 'shop' && !e.target.checked) document.getElementById('s')?.remove();
            });
            </script>
            """)
        #expect(lines == ["*nickname: who=me", "+shop: who=us", "+shopname: shop=on", "+staff: who=us"])
        let html = String(decoding: survey.page.html, as: UTF8.self)
        let places = try ["nickname", "staff", "name=\"shop\"", "shopname", "mail"].map { try #require(html.range(of: $0)?.lowerBound) }
        #expect(places == places.sorted(), "\(html)")
    }

    @Test func `Typing brings fields too, and nothing is sent while a form is tried`() async throws {
        let (lines, _, targets) = try await survey(
            """
            <form action=/sent method=post><input name=site type=url><input name=second hidden>
            <select name=s><option>a<option>b</select></form>
            <script>
            const form = document.forms[0];
            form.site.addEventListener('input', e => { fetch('/leak?' + e.target.value); form.second.hidden = !e.target.value; });
            form.s.addEventListener('change', () => { form.submit(); location = '/leak?gone'; });
            </script>
            """)
        #expect(lines == ["second: site="])
        #expect(targets == ["/"])
    }

    @Test(arguments: [
        "<p>nothing</p>", "<form><input name=a><select name=b><option>1<option>2</select></form>",
        // Every change makes the whole form anew.
        """
        <div id=app></div><script>
        const draw = v => { app.innerHTML = '<form><select name=b><option>1<option>2</select><input name=a></form>';
          app.querySelector('select').value = v; app.querySelector('select').onchange = e => draw(e.target.value); };
        draw('1');
        </script>
        """,
        // A page that does not bear being filled.
        "<form><select name=b><option>1<option>2</select></form><script>document.forms[0].b.onchange = () => document.write('gone')</script>",
    ])
    func `A page in which nothing comes or goes is told as it is`(html: String) async throws {
        let (lines, survey, _) = try await survey(html)
        #expect(lines.isEmpty && !survey.isCut)
    }
}
