import HTML
import Testing

@testable import Onboarding

@Suite struct TokenFormsTests {
    private static let tokens = ["-", "country", "country-name", "email", "address-line1", "street-address", "address-line2"]
    private let forms = TokenForms(tokens)

    @Test func `Tokens that differ in form only count together, all others alone`() {
        let said: [Float] = [0.1, 0.3, 0.25, 0.05, 0.1, 0.15, 0.05]
        func near(_ one: Float, _ other: Float) -> Bool { abs(one - other) < 1e-6 }
        #expect(near(forms.share(said, 1), 0.55) && near(forms.share(said, 2), 0.55))
        #expect(near(forms.share(said, 4), 0.25) && near(forms.share(said, 6), 0.05) && near(forms.share(said, 0), 0.1))
        #expect(near(forms.next(said, after: 1), 0.25) && near(forms.next(said, after: 5), 0.55))
        #expect(near(TokenForms.distinct.share(said, 1), 0.3) && near(TokenForms.distinct.next(said, after: 1), 0.25))
        #expect(TokenForms.plain("tel-national") == "tel" && TokenForms.plain("tel-country-code") == "tel-country-code")
    }

    @Test func `An answer that only its form leaves open is as sure as one that nothing does`() throws {
        func inputs(_ said: [Float], _ forms: TokenForms) throws -> [Float] {
            let passes = FormMapper.Passes(first: said, second: said, reserve: 1, forms: forms)
            let answer = try #require(Certainty.Answer(passes))
            #expect(answer.token == 1)
            return answer.inputs
        }
        let split: [Float] = [0.02, 0.5, 0.46, 0.02, 0, 0, 0]
        let whole: [Float] = [0.02, 0.96, 0, 0.02, 0, 0, 0]
        let (told, untold) = (try inputs(split, forms), try inputs(split, .distinct))
        #expect(zip(told, try inputs(whole, forms)).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(told[1] > untold[1] + 0.5 && told[2] > untold[2] + 0.5)
    }

    @Test func `An autocomplete of another form of the token agrees with it`() {
        let page = PageReader.read(
            Document("<form><input name=a autocomplete='billing country-name'><input name=b autocomplete=email></form>"))
        let said = FormMapper.Passes(first: [0.1, 0.9], second: [0.1, 0.9], reserve: 1)
        let signs = CertaintySigns.of(page, FieldFeatures(page), [said, said], tokens: ["-", "country"])
        #expect(signs.map(\.agrees) == [true, false])
    }

    @Test func `The list of countries on an order's form is accepted`() throws {
        let mapper = try #require(FormMapper.standard)
        let html = """
            <form method=post><h2>Delivery address</h2><label for=a>Name</label><input id=a name=fullname>
            <label for=s>Street address</label><input id=s name=street><label for=z>Postal code</label><input id=z name=zip>
            <label for=c>City</label><input id=c name=city>
            <label for=k>Country</label><select id=k name=country><option value=DE>Germany<option value=FR>France<option value=AT>Austria</select>
            <label for=p>Phone</label><input id=p name=phone type=tel><button>Continue</button></form>
            """
        let fields = mapper.map(Document(html)).fields
        #expect(fields[4].token == "country" && fields[4].isAccepted)
        #expect(fields[5].token == "tel" && fields[5].isAccepted)
    }
}
