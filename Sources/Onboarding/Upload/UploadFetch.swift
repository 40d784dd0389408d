import HTML
import Web

/// Gets the pictures that a profile names by address, where a form has a control for them. They are the business's own: one request each.
struct UploadFetch {
    let prober: Prober
    /// Pictures of one key that are got.
    private static let most = 6

    /// The profile with what the form's controls for files take; where one cannot be had, with why.
    func attach(to profile: Profile, for page: MappedPage, form: Int, sayings: FormSayings) async -> Profile {
        let terms = TermMap(page, form: form, sayings: sayings)
        var wanted: Set<ProfileKey> = []
        for ordinal in page.page.forms[form].controls where page.page.controls[ordinal].state == "file" {
            if let key = terms[ordinal]?.term.flatMap({ ProfileKey(rawValue: $0) }), key.kind == .files { wanted.insert(key) }
        }
        var profile = profile
        for key in wanted.sorted() where profile.files[key] == nil {
            for address in profile.all(key).prefix(Self.most) {
                switch await get(address) {
                case .success(let file): profile.add(file, for: key)
                case .failure(let refusal): profile.missed[key] = "\(address) \(refusal.words)"
                }
            }
        }
        return profile
    }

    private func get(_ address: String) async -> Result<UploadFile, UploadFile.Refusal> {
        guard let url = WebURL(address) else { return .failure(.init("is no address")) }
        let result = await prober.probe(ProbeRequest(url: url, body: .upTo(UploadFile.mostBytes + 1), redirects: 4))
        if let failure = result.failure { return .failure(.init("cannot be had: \(failure.message)")) }
        guard result.status == 200 else { return .failure(.init("was answered with \(result.status ?? 0)")) }
        do throws(UploadFile.Refusal) { return .success(try UploadFile(path: url.path, bytes: result.body)) } catch {
            return .failure(error)
        }
    }
}
