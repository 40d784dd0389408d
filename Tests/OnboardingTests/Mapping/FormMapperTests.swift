import HTML
import Testing

@testable import Onboarding

@Suite struct FormMapperTests {
    private func tokens(_ html: String) throws -> [String?] {
        let mapper = try #require(FormMapper.standard)
        return mapper.map(Document(html)).fields.map(\.token)
    }

    @Test func `An address form is mapped by its labels`() throws {
        let html = """
            <form method=post><h2>Shipping address</h2>
            <label for=a>First name</label><input id=a name=firstname>
            <label for=b>Last name</label><input id=b name=lastname>
            <label for=e>Email</label><input id=e name=email type=email>
            <label for=c>City</label><input id=c name=city>
            <label for=z>Postal code</label><input id=z name=zip maxlength=10>
            <label for=k>Country</label><select id=k name=country><option value=DE>Germany<option value=FR>France<option value=AT>Austria</select>
            <label for=p>Phone</label><input id=p name=phone type=tel>
            <input type=hidden name=token value=1><button>Continue</button></form>
            """
        #expect(
            try tokens(html) == ["given-name", "family-name", "email", "address-level2", "postal-code", "country", "tel", nil])
    }

    @Test(arguments: [
        (
            "<label>Vorname<input name=x1></label><label>Nachname<input name=x2></label><label>PLZ<input name=x3></label>",
            ["given-name", "family-name", "postal-code"]
        ),
        (
            "<label>Prénom<input name=x1></label><label>Nom de famille<input name=x2></label><label>Ville<input name=x3></label>",
            ["given-name", "family-name", "address-level2"]
        ),
        (
            "<label>Имя<input name=x1></label><label>Фамилия<input name=x2></label><label>Город<input name=x3></label>",
            ["given-name", "family-name", "address-level2"]
        ),
    ])
    func `Labels of other languages are understood where names say nothing`(html: String, expected: [String]) throws {
        #expect(try tokens("<form>\(html)</form>") == expected)
    }

    @Test func `Behind a dialling code stands the national number`() throws {
        let html = """
            <form><label for=c>Country code</label><select id=c name=phone_country_code><option value="+49">+49<option value="+33">+33<option value="+1">+1</select>
            <label for=p>Phone number</label><input id=p name=phone type=tel></form>
            """
        #expect(try tokens(html) == ["tel-country-code", "tel-national"])
    }

    @Test func `A search, a password and a check box are no fields of a profile`() throws {
        let html =
            "<form role=search><input type=search name=q placeholder=Search></form><form><input type=password name=pw><input type=checkbox name=terms></form>"
        #expect(try tokens(html) == [nil, nil, nil])
    }

    @Test func `Every mapping says why, and confidences are shares`() throws {
        let mapper = try #require(FormMapper.standard)
        let mapped = mapper.map(Document("<form><label>E-mail address<input name=mail type=email></label><input name=x></form>"))
        for field in mapped.fields {
            #expect(!field.reasons.isEmpty)
            #expect((0...1).contains(field.confidence))
            #expect(field.runnersUp.allSatisfy { (0...1).contains($0.confidence) && $0.token != field.token })
        }
        #expect(mapped.fields[0].token == "email")
        #expect(mapped.fields[0].isAccepted)
    }

    @Test func `Controls apart that are called the same are thought of together, neighbours are not`() throws {
        let page = PageReader.read(
            Document(
                """
                <form><label>City<input name=a></label><label>Phone<input name=b></label><label>Phone<input name=c></label></form>
                <form><label>city *<input name=d></label><label>City<select name=e></select></label><input type=hidden name=City></form>
                """))
        func passes(_ email: Float) -> FormMapper.Passes {
            FormMapper.Passes(first: [1 - email, email], second: [1 - email, email], reserve: 1)
        }
        let said: [Float] = [0.45, 0.45, 0.9, 0.9, 0.1]
        var settled = said.map(passes) + [FormMapper.Passes()]
        Agreement.settle(&settled, page)
        // A city that was hardly unsure follows one that is sure; a list is asked otherwise, and two telephone numbers in a row are parts.
        #expect(settled.map(\.best) == [1, 0, 1, 1, 0, nil])
        for index in [1, 2, 4] { #expect(settled[index].both == passes(said[index]).both) }
        #expect(settled[0].both[1] > 0.55 && settled[3].both[1] < 0.9 && settled[3].both[1] > settled[0].both[1])
        for index in [0, 3] { #expect(abs(settled[index].both[0] + settled[index].both[1] - 1) < 1e-5) }
    }

    @Test func `Where a form stands on its page is evidence for what it is for`() {
        let form = "<form action=/go><label>Words<input name=q></label><button>Go</button></form>"
        func evidence(_ html: String, _ index: Int) -> Set<UInt32> {
            Set(FormFeatures.bag(PageReader.read(Document(html)), index).features)
        }
        let three = form + form + form
        let all = (0..<3).map { evidence(three, $0) }
        #expect(all[0] != all[1] && all[1] != all[2] && all[0] != all[2])
        #expect(evidence(form, 0) != all[0])
        #expect(evidence(three, 1) == all[1])
    }

    @Test func `Annotations that were left in training pages are never read`() throws {
        let mapper = try #require(FormMapper.standard)
        let bare = mapper.map(Document("<form><input name=foo><input name=bar></form>"))
        let marked = mapper.map(
            Document(
                "<form><input name=foo data-moz-autofill-type=tel data-fathom=email><input name=bar data-moz-autofill-type=name></form>"))
        #expect(bare.fields.map(\.token) == marked.fields.map(\.token))
        #expect(bare.fields.map(\.confidence) == marked.fields.map(\.confidence))
    }

    @Test(arguments: [
        ("<form action=/search><input type=search name=q><button>Search</button></form>", FormType.search),
        ("<form action=/login method=post><input name=username><input type=password name=password><button>Log in</button></form>", .login),
        (
            "<h1>Add your business to our directory</h1><form action=/listing/submit method=post><label>Business name<input name=business></label><label>Phone<input name=phone></label><label>Website<input name=url></label><textarea name=description></textarea><button>Submit listing</button></form>",
            .submitListing
        ),
    ])
    func `A form's type is told`(html: String, type: FormType) throws {
        let mapper = try #require(FormMapper.standard)
        #expect(mapper.map(Document(html)).forms.map(\.type) == [type])
    }
}
