import HTML
import Settings
import Testing

@testable import Onboarding

/// Files from the profile to the request, in memory.
@Suite struct UploadTests {
    static let mark: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// A picture as far as its first bytes tell, with bytes in it that look like the end of a part.
    static func picture(_ size: Int, _ name: String = "logo.png") throws -> UploadFile {
        let filler = Array("\r\n------rollcall\r\n--\0\u{FF}".utf8)
        return try UploadFile(path: name, bytes: mark + (0..<max(0, size - mark.count)).map { filler[$0 % filler.count] })
    }

    private func plan(_ field: String, _ profile: Profile, form: String = "action=/add method=post enctype=multipart/form-data") throws -> (
        FillPlan, MappedPage
    ) {
        let html = """
            <html lang=en><h1>Add your business</h1><form \(form)><label>Company <input name=company required></label>
            <label>Email <input type=email name=mail></label>\(field)<button>Submit listing</button></form>
            """
        let page = try #require(FormMapper.standard).map(Document(html))
        return (Filler.plan(page, form: 0, profile: profile), page)
    }

    private func profile(_ files: [UploadFile], key: ProfileKey = .logo) -> Profile {
        Profile([.organization: ["Lindqvist & Sons"], .email: ["a@b.example"]], files: [key: files])
    }

    @Test(arguments: [
        ("", true), ("accept='image/*'", true), ("accept='.PNG, .jpg'", true), ("accept=' image/png '", true), ("accept='*/*'", true),
        ("accept='.jpg,.jpeg'", false), ("accept='image/svg+xml'", false), ("accept='application/pdf'", false),
        ("title='max. 2 KB'", true), ("title='max. 0.9 KB'", false), ("title='PNG or JPG up to 1,5 KB'", true),
        ("title='jusqu’à 500 ko'", true), ("title='bis 1KB'", true), ("title='400 KB or 1 KB'", true),
    ])
    func `A file is sent where the control takes its kind and its size`(attributes: String, fits: Bool) throws {
        let (plan, _) = try plan(
            "<label>Logo <input type=file name=logo required \(attributes)></label>", profile([try Self.picture(1_000)]))
        #expect(plan.isReady == fits, "\(plan.problems.map(\.message))")
        #expect(plan.entries.contains { $0.file?.size == 1_000 } == fits)
        #expect(plan.problems.contains { $0.kind == .unfit } == !fits)
    }

    @Test func `A hidden limit of the form holds, and a file that is not wanted stops nothing`() throws {
        let limit = "<input type=hidden name=MAX_FILE_SIZE value=999>"
        let (strict, _) = try plan(limit + "<label>Logo <input type=file name=logo required></label>", profile([try Self.picture(1_000)]))
        #expect(
            strict.blocking.first?.message == "the profile's logo \"logo.png\" does not fit: at most 999 bytes are taken, and it has 1000")
        let (free, _) = try plan(limit + "<label>Logo <input type=file name=logo></label>", profile([try Self.picture(1_000)]))
        #expect(free.isReady && free.problems.count == 1)
        // As a browser sends it when none is chosen.
        #expect(free.entries.contains(FillPlan.Entry(name: "logo", value: "", isFile: true)))
    }

    @Test func `Several go where several are taken, else the first that fits`() throws {
        let files = try [Self.picture(5_000, "a.png"), Self.picture(400, "b.png"), Self.picture(300, "c.png")]
        let control = "<label>Photos <input type=file name=pics title='max 1 KB'"
        let (many, page) = try plan(control + " multiple></label>", profile(files, key: .image))
        #expect(many.entries.compactMap(\.file).map(\.name) == ["b.png", "c.png"])
        #expect(RoundTrip(many, page, profile: profile(files, key: .image)).isFaithful)
        #expect(!RoundTrip(many, page, profile: profile([try Self.picture(401, "b.png")], key: .image)).isFaithful)
        let (one, _) = try plan(control + "></label>", profile(files, key: .image))
        #expect(one.entries.compactMap(\.file).map(\.name) == ["b.png"])
    }

    @Test(arguments: [
        ("<label>Logo <input type=file name=logo required></label>", "method=post", "not sent as multipart/form-data"),
        (
            "<label>Logo <input type=file name=logo required></label>", "method=get enctype=multipart/form-data",
            "not sent as multipart/form-data"
        ),
        (
            "<label>Your file <input type=file name=f7 required accept='image/*'></label>", "method=post enctype=multipart/form-data",
            "may take the picture"
        ),
        ("<label>Certificate <input type=file name=f7 required></label>", "method=post enctype=multipart/form-data", "nothing says which"),
        (
            "<label>Photo <input type=file name=f7 required></label>", "method=post enctype=multipart/form-data",
            "picture is required and the profile has none"
        ),
    ])
    func `What keeps a file from being sent is said beforehand`(field: String, form: String, words: String) throws {
        let (plan, _) = try plan(field, profile([try Self.picture(500)]), form: form)
        #expect(plan.blocking.first?.message.contains(words) == true, "\(plan.problems.map(\.message))")
    }

    @Test func `How a form is sent that leads nowhere is its scripts' business`() throws {
        let (plan, _) = try plan(
            "<label>Logo <input type=file name=logo required></label>", profile([try Self.picture(500)]), form: "action='#'")
        #expect(plan.isReady && plan.entries.compactMap(\.file).count == 1, "\(plan.problems.map(\.message))")
    }

    @Test func `An address of a picture goes into text, and is got only for a trial`() throws {
        let profile = Profile([.organization: ["Acme"], .logo: ["https://acme.example/logo.png"]])
        let (plan, _) = try plan(
            "<label>Logo <input type=file name=logo required></label><label>Logo URL <input type=url name=logo_url></label>", profile)
        #expect(plan.isReady && plan.problems.map(\.kind).contains(.file))
        var missed = profile
        missed.missed[.logo] = "https://acme.example/logo.png was answered with 404"
        let (known, _) = try self.plan("<label>Logo <input type=file name=logo required></label>", missed)
        #expect(known.blocking.first?.message == "the profile's logo https://acme.example/logo.png was answered with 404")
    }

    @Test func `The request carries every byte of it, between lines that it does not hold`() throws {
        let file = try Self.picture(3_000, "a \"b\"\r\n.png")
        let html = "<form method=post enctype=multipart/form-data action=/x></form>"
        let page = try #require(WebURL("https://example.test/"))
        let form = try #require(Document(html).forms(page).first)
        let entries = [
            FillPlan.Entry(name: "company", value: "Müller"), FillPlan.Entry(name: "logo", value: file.name, isFile: true, file: file),
            FillPlan.Entry(name: "other", value: "", isFile: true),
        ]
        let request = try #require(FormRequest(form, page: page, entries: entries))
        let boundary = try #require(request.contentType?.split(separator: "boundary=").last)
        #expect(boundary.utf8.count <= 70)
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"company\"\r\n\r\nMüller\r\n--\(boundary)\r\n"
            + "Content-Disposition: form-data; name=\"logo\"; filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\n\r\n"
        let tail =
            "\r\n--\(boundary)\r\nContent-Disposition: form-data; name=\"other\"; filename=\"\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n\r\n--\(boundary)--\r\n"
        #expect(request.content == Array(head.utf8) + file.bytes + Array(tail.utf8))
        #expect(FormRequest(form, page: page, entries: entries) == request)
    }

    // MARK: The profile

    @Test func `A profile's paths are read by whoever may, and refused with their place elsewhere`() throws {
        let text = "organization: Acme\nlogo: [logo.png, https://acme.example/logo.svg]\nimage: missing.jpg\n"
        let read = ProfileReader.read(file: "p.yaml", bytes: Array(text.utf8)) { path in
            guard path == "logo.png", let file = try? Self.picture(200, "../folder/logo.png") else {
                return .failure(.init("is not there"))
            }
            return .success(file)
        }
        #expect(read.problems.map(\.message) == ["the file missing.jpg is not there"])
        #expect(read.profile.files[.logo]?.map(\.name) == ["logo.png"] && read.profile.all(.logo) == ["https://acme.example/logo.svg"])
        let refused = ProfileReader.read(file: "p.yaml", bytes: Array(text.utf8))
        #expect(
            refused.problems.map(\.message) == [
                "logo[0] names a file, and no files are read here", "image names a file, and no files are read here",
            ])
        #expect(refused.profile.files.isEmpty)
    }

    @Test(arguments: [
        ("logo.png", "\u{89}PNG", false), ("page.png", "<!doctype html><svg>", false),
        ("key", "-----BEGIN OPENSSH PRIVATE KEY-----", false),
        ("a.svg", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", true), ("a.gif", "GIF89a....", true),
        ("e.png", "", false),
    ])
    func `Nothing but pictures is ever uploaded`(name: String, content: String, isTaken: Bool) {
        let file = try? UploadFile(path: name, bytes: Array(content.utf8))
        #expect((file != nil) == isTaken)
    }

    @Test func `A name says what the content is, and an order keeps what is known of it`() throws {
        let file = try UploadFile(path: "C:\\pics\\logo.jpg", bytes: Self.mark + [1, 2])
        #expect(file.name == "logo.jpg.png" && file.type == "image/png" && file.size == 10)
        #expect(throws: UploadFile.Refusal.self) {
            try UploadFile(path: "a.png", bytes: Self.mark + Array(repeating: 0, count: UploadFile.mostBytes))
        }
        let order = OnboardingOrder(profile([file]))
        let kept = try #require(OnboardingStore.decode(OnboardingOrder.self, try OnboardingStore.encode(order)))
        var business = kept.business
        #expect(business.files[.logo]?.first?.isWhole == false)
        business.fill([file.digest: Self.mark + [9, 9]])
        #expect(business.files[.logo]?.first?.isWhole == false)
        business.fill([file.digest: file.bytes])
        #expect(business.files[.logo] == [file])
    }
}
