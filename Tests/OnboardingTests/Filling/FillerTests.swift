import HTML
import Testing

@testable import Onboarding

@Suite struct FillerTests {
    static let profile = Profile([
        .organization: ["Lindqvist & Sons Plumbing"], .name: ["Maria Lindqvist"], .email: ["info@lindqvist.example"],
        .tel: ["+1 614 555 0142"],
        .url: ["https://www.lindqvist.example/"], .streetAddress: ["480 N High St\nSuite 200"], .addressLevel2: ["Columbus"],
        .addressLevel1: ["OH"], .postalCode: ["43215"], .country: ["US"], .category: ["Plumber"],
        .description: ["Family plumbers since 1974. We mend pipes, boilers and drains, day and night. Ask for a free quote."],
        .openingHours: ["Mo-Fr 08:00-18:00", "Sa 09:00-13:00"], .foundingDate: ["1974-05-01"], .numberOfEmployees: ["23"],
        .sameAs: ["https://www.facebook.com/lindqvist", "https://www.linkedin.com/company/lindqvist"],
    ])

    private func page(_ fields: String) throws -> MappedPage {
        let mapper = try #require(FormMapper.standard)
        return mapper.map(
            Document(
                "<html lang=en><h1>Add your business</h1><form method=post action=/add-listing>\(fields)<button>Submit</button></form>"))
    }

    private func plan(_ fields: String, _ profile: Profile = profile, answers: [ControlKey: Answer] = [:]) throws -> FillPlan {
        Filler.plan(try page(fields), form: 0, profile: profile, sayings: FormSayings(answers: answers))
    }

    /// What the only field is given.
    private func value(_ field: String) throws -> String? { try plan(field).fields.first?.shown }

    @Test(arguments: [
        ("<label>State <select name=state><option value=''>Choose<option value=OH>Ohio<option value=TX>Texas</select></label>", "Ohio"),
        (
            "<label>State <select name=state><option value=''>-<option value=35>Ohio (OH)<option value=36>Oklahoma (OK)</select></label>",
            "Ohio (OH)"
        ),
        ("<label>State <select name=state><option value=''>-<option>OH - Ohio<option>OK - Oklahoma</select></label>", "OH - Ohio"),
        (
            "<label>Country <select name=country><option value=''>-<option value=1>Canada<option value=2>United States of America</select></label>",
            "United States of America"
        ),
        (
            "<label>Country <select name=country><option value=''>-<option value=CAN>Kanada<option value=USA>Vereinigte Staaten</select></label>",
            "Vereinigte Staaten"
        ),
        (
            "<label>Category <select name=category><option value=''>-<option value=1>Bakeries<option value=2>Plumbing &amp; Heating</select></label>",
            "Plumbing & Heating"
        ),
        ("<label>Rubrik <select name=rubrik><option value=''>-<option value=1>Klempner<option value=2>Makler</select></label>", "Klempner"),
        (
            "<label>Number of employees <select name=size><option value=''>-<option value=a>1-10<option value=b>11-50<option value=c>51+</select></label>",
            "11-50"
        ),
    ])
    func `An option is taken by what it means`(field: String, shown: String) throws { #expect(try value(field) == shown) }

    @Test(arguments: [
        ("<label>Phone <input type=tel name=phone></label>", "+16145550142"),
        ("<label>Phone <input type=tel name=phone pattern='[0-9]{3}-[0-9]{3}-[0-9]{4}'></label>", "614-555-0142"),
        ("<label>Phone <input type=tel name=phone maxlength=10></label>", "6145550142"),
        ("<label>Phone <input type=tel name=phone placeholder='(555) 555-5555'></label>", "(614) 555-0142"),
        ("<label>Phone <input type=tel name=phone autocomplete=tel-national></label>", "(614) 555-0142"),
        ("<label>Area code <input name=area autocomplete=tel-area-code></label>", "614"),
        ("<label>Website <input type=url name=website></label>", "https://www.lindqvist.example/"),
        ("<label>Website <input name=website placeholder='www.example.com'></label>", "www.lindqvist.example"),
        ("<label>Address <input name=address autocomplete=street-address></label>", "480 N High St, Suite 200"),
        ("<label>First name <input name=first autocomplete=given-name></label>", "Maria"),
        ("<label>Last name <input name=last autocomplete=family-name></label>", "Lindqvist"),
        ("<label>Year founded <input type=number name=founded></label>", "1974"),
        ("<label>Date established <input name=founded placeholder='MM/DD/YYYY'></label>", "05/01/1974"),
        ("<label>Facebook <input type=url name=facebook></label>", "https://www.facebook.com/lindqvist"),
        (
            "<label>Description <textarea name=description maxlength=80></textarea></label>",
            "Family plumbers since 1974. We mend pipes, boilers and drains, day and night."
        ),
        ("<label>Opening hours <input name=hours maxlength=20></label>", "Mo-Fr 08:00-18:00"),
    ])
    func `A value is written as the control takes it`(field: String, shown: String) throws { #expect(try value(field) == shown) }

    @Test(arguments: [
        (
            "<label>License number <input name=licence required></label>", FillPlan.Problem.Kind.missing,
            "licence number is required and the profile has none"
        ),
        ("<label>Phone <input type=tel name=phone pattern='\\+44[0-9]+' required></label>", .unfit, "the pattern"),
        ("<label>Zorblax <input name=zorblax required></label>", .unknown, "nothing says what it asks for"),
        ("<label>I agree to the terms <input type=checkbox name=terms required></label>", .consent, "acceptsTerms"),
        ("<label>Logo <input type=file name=logo required></label>", .missing, "logo is required and the profile has none"),
        ("<label>Attachment <input type=file name=a1 required></label>", .file, "must be sent a file, and nothing says which"),
        (
            "<label>Category <select name=category required><option value=''>-<option value=1>Bakeries<option value=2>Other</select></label>",
            .unsure, "Other"
        ),
        (
            "<label>Category <select name=category required><option value=''>-<option value=1>Bakeries</select></label>", .unfit,
            "none of the 1 options"
        ),
        ("<input type=radio name=plan value=a required><input type=radio name=plan value=b>", .unknown, "one of 2 choices"),
    ])
    func `What cannot be satisfied is said before anything is sent`(field: String, kind: FillPlan.Problem.Kind, words: String) throws {
        let plan = try plan(field)
        let problem = try #require(plan.blocking.first)
        #expect(problem.kind == kind && problem.message.contains(words), "\(problem.message)")
        #expect(!plan.isReady && plan.fields.isEmpty)
    }

    private static func profile(with values: [ProfileKey: [String]]) -> Profile { Profile(profile.values.merging(values) { $1 }) }

    /// What is sent, by the names of the controls.
    private func sent(_ fields: String, _ profile: Profile = profile) throws -> [String: [String]] {
        let plan = try plan(fields, profile)
        return Dictionary(grouping: plan.entries, by: \.name).mapValues { $0.map(\.value) }
    }

    @Test(arguments: [
        ("<label>Title: * <input name=listing_title></label>", "listing_title", "Lindqvist & Sons Plumbing"),
        ("<label>Place Title <input name=post_title required></label>", "post_title", "Lindqvist & Sons Plumbing"),
        ("<label>Listing Title* <input name='fields[1]'></label>", "fields[1]", "Lindqvist & Sons Plumbing"),
        ("<p>Sign in to your account</p><label>Listing Name <input name=job_title></label>", "job_title", "Lindqvist & Sons Plumbing"),
        ("<label>Listing Location <input name=job_location></label>", "job_location", "Columbus"),
        ("<label>Titel der Firma <input name=f1></label>", "f1", "Lindqvist & Sons Plumbing"),
        ("<label>Listing Tags <input name='fields[8]'></label>", "fields[8]", "plumber, drains"),
        ("<label>Tags <input name='tax_input[place_tags][]'></label>", "tax_input[place_tags][]", "plumber, drains"),
        ("<label>Map Latitude <input type=number step=any name=latitude></label>", "latitude", "39.9712"),
        ("<label>Longitude <input name=manual_lng></label>", "manual_lng", "-83.0027"),
        (
            "<label>Select Category <select name='c[]' multiple><option value=4>Bakeries<option value=8>Plumbing &amp; Heating</select></label>",
            "c[]", "8"
        ),
    ])
    func `Labels of entries say what is listed as well`(field: String, name: String, value: String) throws {
        let profile = Self.profile(with: [.keywords: ["plumber", "drains"], .latitude: ["39.9712"], .longitude: ["-83.0027"]])
        let rest = "<label>Email <input type=email name=mail></label><label>Website <input type=url name=web></label>"
        #expect(try sent(field + rest, profile)[name] == [value])
    }

    @Test func `A title beside a business name is none, and a person's name stays one`() throws {
        let sent = try sent(
            "<label>Company name <input name=company></label><label>Title <input name=title></label>"
                + "<label>Contact name <input name=contact></label><label>Email <input type=email name=mail></label>")
        #expect(sent["company"] == ["Lindqvist & Sons Plumbing"] && sent["title"] == [""] && sent["contact"] == ["Maria Lindqvist"])
    }

    @Test(arguments: [
        ("<label>Address <input name=a></label>", "480 N High St, Suite 200, Columbus, OH 43215"),
        ("<label>Address <textarea name=a></textarea></label>", "480 N High St\nSuite 200\nColumbus, OH 43215"),
        (
            "<label>Address <textarea name=a></textarea></label><label>ZIP Code <input name=z></label>",
            "480 N High St\nSuite 200\nColumbus, OH"
        ),
        ("<label>Address <input name=a></label><label>City <input name=c></label>", "480 N High St, Suite 200"),
        ("<label>Address <input name=a maxlength=24></label>", "480 N High St, Suite 200"),
        ("<p>Step 1 of 2</p><label>Address <input name=a></label><button>Next</button>", "480 N High St, Suite 200, Columbus, OH 43215"),
    ])
    func `Where no place is asked for, an address is whole`(fields: String, address: String) throws {
        let page = try page(fields + "<label>Email <input type=email name=mail></label>")
        let plan = Filler.plan(page, form: 0, profile: Self.profile)
        #expect(plan.entries.first { $0.name == "a" }?.value == address)
        #expect(RoundTrip(plan, page, profile: Self.profile).isFaithful)
    }

    @Test func `Where a further step may ask for the place, an address is a street`() throws {
        let mapper = try #require(FormMapper.standard)
        let page = mapper.map(
            Document(
                "<h1>Add your business</h1><p>Step 1 of 2</p><form method=post><p>Step 1 of 2</p><label>Address <input name=a></label>"
                    + "<label>Email <input type=email name=mail></label><button>Next</button></form>"))
        let plan = Filler.plan(page, form: 0, profile: Self.profile)
        #expect(page.leadsOn(0) && plan.entries.first { $0.name == "a" }?.value == "480 N High St, Suite 200")
    }

    @Test func `Boxes of categories are ticked by what they mean`() throws {
        let boxes = ["Bakeries", "Plumbing &amp; Heating", "Heating engineers", "Other"].enumerated().map {
            "<li><label><input type=checkbox name='cat[]' value=\($0 + 1)> \($1)</label>"
        }
        let profile = Self.profile(with: [.category: ["Plumber", "Heating engineer", "Astronaut"]])
        let plan = try plan(
            "<label>Email <input type=email name=mail></label><p>Categories *</p><ul>\(boxes.joined())</ul>"
                + "<label><input type=checkbox name=news value=1> Newsletter</label>", profile)
        #expect(plan.entries.filter { $0.name == "cat[]" }.map(\.value) == ["2", "3"], "\(plan.problems)")
        #expect(plan.isReady && !plan.entries.contains { $0.name == "news" })
        let page = try page("<p>Categories *</p><ul>\(boxes.joined())</ul>")
        #expect(RoundTrip(Filler.plan(page, form: 0, profile: profile), page, profile: profile).isFaithful)
    }

    @Test(arguments: [
        ("<p>Category *</p>", "Stamps", FillPlan.Problem.Kind.unfit, true), ("<p>Category</p>", "Stamps", .unfit, false),
        ("<p>Category *</p>", "Other trades", .unsure, true),
    ])
    func `A group that has nothing for the profile is asked about`(
        title: String, second: String, kind: FillPlan.Problem.Kind, isBlocking: Bool
    ) throws {
        let plan = try plan(
            title + "<label><input type=checkbox name='cat[]' value=1> Bakeries</label>"
                + "<label><input type=checkbox name='cat[]' value=2> \(second)</label>"
        )
        #expect(plan.problems.map(\.kind) == [kind] && plan.isReady != isBlocking && plan.fields.isEmpty)
        #expect(plan.problems.first?.suggestions.contains { $0.text == "Bakeries" } == true)
    }

    @Test func `Of radio buttons for a category one is taken, and answers count`() throws {
        let group =
            "<p>Category</p><label><input type=radio name=cat value=1 required> Bakeries</label><label><input type=radio name=cat value=2> Plumbers</label>"
        let mail = "<label>Email <input type=email name=mail></label>"
        #expect(try plan(group + mail).entries.filter { $0.name == "cat" }.map(\.value) == ["2"])
        let told = try plan(group + mail, answers: [ControlKey(text: "cat"): .value("Bakeries")])
        #expect(told.entries.filter { $0.name == "cat" }.map(\.value) == ["1"])
    }

    @Test func `A list that scripts fill from another one takes what that one was given`() throws {
        let first = "<label>Category <select name=c><option value=''>-<option value=4>Bakeries<option value=8>Plumbing</select></label>"
        let second = "<label>Default Category * <select name=d required><option value=''>Select</select></label>"
        let page = try page(first + second)
        let plan = Filler.plan(page, form: 0, profile: Self.profile)
        #expect(plan.isReady && plan.entries.filter { $0.name == "d" }.map(\.value) == ["8"], "\(plan.problems)")
        #expect(RoundTrip(plan, page, profile: Self.profile).isFaithful)
        let alone = try self.plan(second)
        #expect(alone.blocking.map(\.kind) == [.unfit] && alone.blocking.first?.message.contains("before its scripts") == true)
    }

    @Test func `A trap is never filled, and hidden values go as they came`() throws {
        let plan = try plan(
            "<input type=hidden name=nonce value=k3><div style='left:-9999px;position:absolute'><input name=website2 value=''></div>"
                + "<label>E-mail <input type=email name=email required></label><input type=checkbox name=news value=1><button name=go value=1>Send</button>"
        )
        #expect(plan.isReady && plan.traps == [1])
        #expect(
            plan.entries == [
                .init(name: "nonce", value: "k3"), .init(name: "website2", value: ""),
                .init(name: "email", value: "info@lindqvist.example"), .init(name: "go", value: "1"),
            ])
    }

    @Test func `What people answered is used, on this control and no other`() throws {
        let field = "<label>Zorblax <input name=zorblax required></label><label>Wibble <input name=wibble required></label>"
        let answered = try plan(
            field, answers: [ControlKey(text: "zorblax"): .value("42"), ControlKey(text: "wibble"): .term("organization")])
        #expect(answered.isReady && answered.entries.map(\.value) == ["42", "Lindqvist & Sons Plumbing"])
    }

    @Test func `Read back, the values give the profile again`() throws {
        let page = try page(
            "<label>Company <input name=company></label><label>Contact name <input name=contact></label><label>Email <input type=email name=email></label>"
                + "<label>Phone <input type=tel name=phone maxlength=12></label><label>Street <input name=street></label><label>City <input name=city></label>"
                + "<label>State <select name=state><option value=''>-<option value=35>Ohio (OH)</select></label><label>ZIP <input name=zip maxlength=5></label>"
                + "<label>Category <select name=category><option value=''>-<option value=9>Plumbing</select></label>"
                + "<label>Description <textarea name=description maxlength=60></textarea></label>")
        let plan = Filler.plan(page, form: 0, profile: Self.profile)
        let trip = RoundTrip(plan, page, profile: Self.profile)
        #expect(trip.isFaithful && trip.lines.count >= 9, "\(trip.lines.filter { $0.verdict == .differs }) \(plan.problems)")
        #expect(trip.lines.first { $0.key == .description }?.verdict == .shortened)
        #expect(trip.lines.first { $0.key == .category }?.verdict == .nearest)
        // A value that went wrong on its way is seen.
        var wrong = plan
        for index in wrong.fields.indices where wrong.fields[index].key == .tel { wrong.fields[index].values = ["6145550143"] }
        wrong.entries = wrong.entries.map { $0.name == "phone" ? .init(name: "phone", value: "6145550143") : $0 }
        #expect(!RoundTrip(wrong, page, profile: Self.profile).isFaithful)
    }

    @Test func `Garbage pages are planned without harm`() throws {
        let mapper = try #require(FormMapper.standard)
        var state: UInt64 = 11
        let pieces = [
            "<form>", "<input name=a required", " pattern='(a+)+$'>", "<select name=s required>", "<option value=x>", "</select>",
            "<label>City", "<textarea name=t maxlength=0>",
            "<input type=radio>", "<input type=checkbox required>", "<input type=number min=x max=1 step=0>", ">", "</form>", "é\u{0}",
            "<input type=date required>",
        ]
        for _ in 0..<60 {
            var html = "<form>"
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1
                html += pieces[Int(state >> 33) % pieces.count]
            }
            let page = mapper.map(Document(html))
            for form in page.forms.indices {
                let plan = Filler.plan(page, form: form, profile: Self.profile)
                _ = RoundTrip(plan, page, profile: Self.profile)
            }
        }
    }

    @Test(arguments: [
        ("One. Two three four five six seven eight.", 20, "One. Two three four…"),
        ("We are here. Dr. Who is not.", 20, "We are here."), ("short", 10, "short"), ("Donaudampfschifffahrt", 5, nil),
    ])
    func `A text is cut at a sentence, else at a word`(text: String, limit: Int, cut: String?) {
        #expect(TextCut.cut(text, to: limit) == cut)
    }
}
