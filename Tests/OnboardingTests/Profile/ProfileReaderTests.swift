import Settings
import Testing

@testable import Onboarding

@Suite struct ProfileReaderTests {
    private func read(_ text: String) -> (profile: Profile, problems: [SettingProblem]) {
        ProfileReader.read(file: "p.yaml", bytes: Array(text.utf8))
    }

    @Test func `A profile is read from YAML and from JSON alike`() {
        let yaml = read(
            "organization: Lindqvist Plumbing\nemail: info@lindqvist.example\ncategory: [Plumbing, Heating]\nacceptsTerms: yes\n")
        let json = read(
            #"{"organization": "Lindqvist Plumbing", "email": "info@lindqvist.example", "category": ["Plumbing", "Heating"], "acceptsTerms": "yes"}"#
        )
        #expect(yaml.problems.isEmpty && json.problems.isEmpty)
        #expect(yaml.profile == json.profile)
        #expect(yaml.profile.all(.category) == ["Plumbing", "Heating"])
    }

    @Test func `A place is told in degrees`() {
        let read = read("organization: A\nlatitude: 39.9712\nlongitude: -180\n")
        #expect(read.problems.isEmpty && read.profile[.latitude] == "39.9712" && read.profile[.longitude] == "-180")
    }

    @Test(arguments: [
        ("organization: A\nwebsite: https://a.example", 2, 1, "url"),
        ("organization: A\n  \nemial: a@b.example", 3, 1, "email"),
        ("organization: A\npostal_code: 43215", 2, 1, "postal-code"),
        ("organization: A\nLicence: 1", 2, 1, "hasCredential"),
        ("organization: A\nzzzzzz: 1", 2, 1, nil),
    ])
    func `An unknown key is told with its place and the key that was meant`(text: String, line: Int, column: Int, nearest: String?) throws {
        let problem = try #require(read(text).problems.first)
        #expect(problem.code == .unknownKey && problem.nearest == nearest)
        #expect(problem.place == .file("p.yaml", line: line, column: column))
    }

    @Test(arguments: [
        "email: nobody", "tel: 614 555 0142", "tel: \"+1\"", "url: www.a.example", "country: Atlantis", "foundingDate: 2003-13-01",
        "foundingDate: soon",
        "numberOfEmployees: many", "acceptsTerms: perhaps", "name: [A, B]", "email: {a: b}", "category: [[a]]", "logo: file:///etc/passwd",
        "latitude: 91", "longitude: nan", "latitude: north", "longitude: -180.5",
        "name: \"  \"",
    ])
    func `A value of the wrong kind is told in its line`(line: String) throws {
        let problems = read("organization: A\n\(line)\n").problems
        #expect(problems.count == 1 && problems[0].text.hasPrefix("p.yaml:2:"))
    }

    @Test(arguments: ["", "# nothing\n", "- a\n- b\n", "email: a@b.example\n", "a: b: c\n", "\u{0}"])
    func `What is no profile is told`(text: String) { #expect(!read(text).problems.isEmpty) }

    @Test func `All mistakes are told at once, in the order of the file`() {
        let problems = read("organization: A\nemail: x\nstreet: y\ntel: z\n").problems
        #expect(problems.map(\.place.description) == ["p.yaml:2:8", "p.yaml:3:1", "p.yaml:4:6"])
    }

    @Test func `Garbage never does more than be refused`() {
        var state: UInt64 = 7
        let alphabet = Array("orgaemil: []{}\"'\n\t-#&*!|>%@,+0169é".utf8)
        for _ in 0..<400 {
            let bytes = (0..<80).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return alphabet[Int(state >> 33) % alphabet.count]
            }
            _ = ProfileReader.read(file: "g", bytes: bytes)
        }
    }

    @Test(arguments: [
        ("Maria Lindqvist", "Maria", "Lindqvist"), ("Jan van der Berg", "Jan", "van der Berg"),
        ("Ana Maria de Souza", "Ana Maria", "de Souza"),
        ("Cher", nil, "Cher"),
    ])
    func `A whole name is split with its particles`(name: String, given: String?, family: String?) {
        let parts = Profile([.name: [name]]).nameParts
        #expect(parts.given == given && parts.family == family)
    }

    @Test(arguments: [
        ("+1 (614) 555-0142", "+16145550142", "US"), ("+44 (0)20 7946 0018", "+442079460018", "GB"),
        ("0049 221 123456", "+49221123456", "DE"),
        ("+33 1 70 18 99 00", "+33170189900", "FR"), ("+1 614 555 0142 ext. 12", "+16145550142", "US"),
    ])
    func `A telephone number is read as people write it`(text: String, e164: String, country: String) throws {
        let number = try #require(Telephone(text))
        #expect(number.e164 == e164 && number.country?.code == country)
        for form in number.forms { #expect(Telephone(form, in: number.country)?.e164 == e164, "\(form)") }
    }

    @Test(arguments: [
        ("(555) 555-5555", "(614) 555-0142"), ("xxx.xxx.xxxx", "614.555.0142"), ("+1 555 555 5555", "+1 614 555 0142"), ("12345", nil),
    ])
    func `A number takes the shape of an example`(example: String, shaped: String?) {
        #expect(Telephone("+16145550142")?.shaped(like: example) == shaped)
    }

    @Test func `Countries and regions are known by code and by name`() {
        #expect(Country.named("Deutschland")?.code == "DE" && Country.named("UK")?.code == "GB" && Country.named("usa")?.code == "US")
        #expect(Country.named("Atlantis") == nil && Country.named("") == nil)
        #expect(Region.named("Ohio", in: nil)?.code == "OH" && Region.named("bayern", in: Country.named("DE"))?.code == "BY")
        // South Australia, Saxony's Anhalt … the same letters mean different regions in different countries.
        #expect(Region.named("SA", in: Country.named("AU"))?.names.first == "South Australia")
        #expect(Region.named("BE", in: nil) == nil)
    }
}
