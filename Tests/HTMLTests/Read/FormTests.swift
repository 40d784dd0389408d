import HTML
import Testing

@Suite struct FormTests {
    @Test func `labels are associated by for, by wrapping and by ARIA`() throws {
        let tree = page(
            """
            <!DOCTYPE html><form id=f action=send method=POST enctype=multipart/form-data>
            <label for=a>Name <small>(full)</small></label><input id=a name=name required>
            <label>Mail <input name=mail type=email placeholder=p></label>
            <span id=l1>Phone</span><span id=l2>number</span><input name=phone type=tel aria-labelledby="l1 l2">
            <input name=zip aria-label="ZIP code" pattern="[0-9]{5}" maxlength=5 inputmode=Numeric autocomplete=postal-code>
            <label for=a>again</label><input name=nothing><input name=hint placeholder="Your hint">
            <label>State <select name=st><option value="">Choose<option value=NY selected>New York</select></label>
            <input type=submit value=Send><button>Go <b>on</b></button><input type=image alt=Pic><label for=h>H</label><input id=h type=hidden name=tok value=1>
            </form>
            """)
        let form = try #require(tree.forms(WebURL("https://x.example/a/")).first)
        #expect(form.action?.href == "https://x.example/a/send" && form.method == .post && form.encoding == .multipart && form.isValidated)
        #expect(
            form.controls.map { "\($0.name ?? "-"): \($0.label ?? "-") [\($0.labelSource?.rawValue ?? "-")]" } == [
                "name: Name (full) again [label]", "mail: Mail [label]", "phone: Phone number [aria-labelledby]",
                "zip: ZIP code [aria-label]",
                "nothing: - [-]", "hint: Your hint [placeholder]", "st: State [label]", "-: Send [content]", "-: Go on [content]",
                "-: Pic [content]",
                "tok: - [-]",
            ])
        let zip = form.controls[3].constraints
        #expect(zip.pattern == "[0-9]{5}" && zip.maxLength == 5 && zip.inputMode == "numeric" && zip.autocomplete == "postal-code")
        #expect(form.controls[0].constraints.isRequired && !form.controls[1].constraints.isRequired)
        #expect(form.controls[6].value == "NY" && form.controls[6].type == "select-one")
        #expect(form.controls[6].options.map(\.label) == ["Choose", "New York"] && form.controls[6].options.map(\.value) == ["", "NY"])
    }

    @Test func `controls belong to the form that owns them`() {
        let tree = page(
            """
            <!DOCTYPE html><input name=loose><form id=a><input name=one></form><form id=b></form><input name=two form=b><input name=three form=nosuch>
            """)
        #expect(tree.forms().map { $0.controls.compactMap(\.name) } == [["one"], ["two"]])
        #expect(tree.looseControls().compactMap(\.name) == ["loose", "three"])
    }

    @Test func `field sets give legends and disable`() throws {
        let tree = page(
            """
            <!DOCTYPE html><form><fieldset disabled><legend>Who <input name=inlegend></legend><fieldset><legend>Address</legend><input name=street></fieldset>
            </fieldset><select name=s disabled><optgroup label=G disabled><option>a</optgroup><option value=v>b</select></form>
            """)
        let controls = try #require(tree.forms().first).controls
        #expect(controls.map(\.legends) == [["Who"], ["Who", "Address"], []])
        #expect(controls.map(\.constraints.isDisabled) == [false, true, true])
        #expect(controls[2].options.map(\.group) == ["G", nil] && controls[2].options.map(\.isDisabled) == [true, false])
        #expect(controls[2].value == "v")
    }

    @Test func `a list gives an input its options and an empty action the page itself`() throws {
        let tree = page("<!DOCTYPE html><form action=''><input list=d name=x></form><datalist id=d><option value=1><option>2</datalist>")
        let form = try #require(tree.forms(WebURL("https://x.example/p?q")).first)
        #expect(form.controls[0].options.map(\.value) == ["1", "2"])
        #expect(form.action?.href == "https://x.example/p?q" && form.method == .get)
    }

    @Test func `controls that stand together without a form are one that scripts send`() throws {
        let head = "<header><input name=q><select name=lang></select><button>Find</button></header>"
        let fields =
            "<p><label>Company <input name=company></label></p><p><input type=email name=mail></p><p><textarea name=about></textarea></p>"
        let more =
            "<p><input type=tel name=tel></p><p><input name=town></p><p><input name=zip></p><p><input name=street></p><p><input name=web></p>"
        let tree = Document(
            "\(head)<form action=/x><input name=own></form><main><div id=entry>\(fields)\(more)</div><button>Send</button></main>")
        let form = try #require(tree.looseForm())
        #expect(form.isLoose && tree.nameText(of: form.node) == "main")
        #expect(form.controls.compactMap(\.name) == ["company", "mail", "about", "tel", "town", "zip", "street", "web"])
        #expect(form.controls.last?.isButton == true && form.controls.count == 9)
        #expect(Document("<div><input name=a><input name=b><input name=c><button>Go</button></div>").looseForm() == nil)
        #expect(Document("<form><input name=a><input name=b><input name=c><input name=d></form>").looseForm() == nil)
        #expect(tree.forms().map(\.isLoose) == [false])
    }
}
