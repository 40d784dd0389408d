import HTML
import Testing

@testable import Onboarding

@Suite struct TypeSignsTests {
    /// What the fields of the page's first form show, whatever the model says of it.
    private func type(_ html: String, said: FormType, confidence: Float = 0.7, tokens: [Int: String] = [:]) -> FormType? {
        let page = PageReader.read(Document(html))
        return TypeSigns(page, 0, tokens: page.controls.map { tokens[$0.ordinal] }).type(said: said, confidence: confidence)
    }

    @Test(arguments: [
        ("<input type=password name=old_pass><input type=password name=new_pass><input type=password name=new_pass2>", true),
        ("<input type=password autocomplete=current-password><input type=password autocomplete=new-password>", true),
        ("<h2>Choose a new password</h2><input type=password name=a><input type=password name=b>", true),
        (
            "<input name=u autocomplete=username><input type=password name=a><input type=password name=b><button>Passwort ändern</button>",
            true
        ),
        // An account is made: who one is is asked for too, or nothing says that there was a password before.
        ("<input name=mail><input type=password name=a><input type=password name=b><button>New password</button>", false),
        ("<input type=password name=a><input type=password name=b><button>Go on</button>", false),
        ("<input type=password name=new_pass><button>New password</button>", false),
    ])
    func `Who chooses another password neither comes in nor registers`(fields: String, isChange: Bool) {
        #expect((type("<form>\(fields)</form>", said: .registration, confidence: 0.99) == .other) == isChange)
    }

    @Test func `A card's number with its date or code is an order, but for one in an account that is made`() {
        let card = "<input name=n><input name=d><input type=password name=c>"
        let tokens = [0: "cc-number", 1: "cc-exp", 2: "cc-csc"]
        #expect(type("<form>\(card)</form>", said: .registration, confidence: 0.99, tokens: tokens) == .order)
        #expect(type("<form>\(card)<input type=password name=pass></form>", said: .registration, confidence: 0.99, tokens: tokens) == nil)
        #expect(type("<form>\(card)</form>", said: .other, tokens: [0: "cc-number"]) == nil)
    }

    @Test func `An address that something is sent or billed to is an order's`() {
        let tokens = [0: "street-address", 1: "postal-code"]
        func form(_ name: String, _ rest: String = "") -> String { "<form><input name='\(name)'><input name=zip>\(rest)</form>" }
        #expect(type(form("shippingAddress.street"), said: .other, tokens: tokens) == .order)
        #expect(type(form("street"), said: .other, tokens: tokens) == nil)
        #expect(type(form("shipping_street", "<textarea name=message></textarea>"), said: .other, tokens: tokens) == nil)
        #expect(type(form("shipping_street"), said: .registration, tokens: tokens) == nil)
    }

    @Test(arguments: [
        ("<input name=id autocomplete=username><button>Sign in</button>", true),
        ("<input name=card><input type=password name=p><input type=checkbox name=remember_me><button>Go</button>", true),
        ("<input name=mail><input type=password name=p><button>Anmelden</button>", true),
        ("<input name=mail><button>Sign in</button>", false),
        ("<input name=mail><input type=password name=p><button>Create account</button><button>Sign in</button>", false),
        ("<input name=mail><input type=password autocomplete=new-password><button>Log in</button>", false),
        ("<input name=a><input name=b><input name=c><input type=password name=p><button>Log in</button>", false),
    ])
    func `Who says who one is, to come in, signs in`(fields: String, isLogin: Bool) {
        for said in [FormType.other, .registration] { #expect((type("<form>\(fields)</form>", said: said) == .login) == isLogin) }
        #expect(type("<form>\(fields)</form>", said: .registration, confidence: 0.95) == nil)
    }

    @Test func `Who is asked for another name besides an address makes an account`() {
        let tokens = [0: "email"]
        let form = "<form><input name=mail><input name=nickname><input type=password name=p><button>Sign in</button></form>"
        #expect(type(form, said: .login, tokens: tokens) == .registration)
        #expect(type(form, said: .login, confidence: 0.99, tokens: tokens) == nil)
        #expect(type(form.replacing("nickname", with: "code"), said: .login, tokens: tokens) == nil)
    }

    @Test func `A form without a password that is sent to a page for messages is a contact's`() {
        let form = "<form action=/go><input name=a><input name=b><button>Get in touch</button></form>"
        #expect(type(form, said: .registration, confidence: 0.99) == .contact)
        #expect(type(form.replacing("Get in touch", with: "Go"), said: .registration) == nil)
        #expect(type(form.replacing("name=b", with: "name=b type=password"), said: .registration, confidence: 0.99) == nil)
        #expect(type(form, said: .search) == nil)
    }

    @Test func `The mapper says what the fields show, and how sure that is`() throws {
        let mapper = try #require(FormMapper.standard)
        let html = """
            <form method=post><label>Card number<input name=cardnumber autocomplete=cc-number></label>
            <label>Expiry<input name=exp placeholder=MM/YY autocomplete=cc-exp></label><label>CVV<input name=cvv autocomplete=cc-csc></label>
            <button>Next</button></form>
            """
        let form = try #require(mapper.map(Document(html)).forms.first)
        #expect(form.type == .order)
        #expect(form.confidence > 0.85)
    }
}
