import HTML

/// The signs of captchas that a page's markup shows.
struct CaptchaSigns {
    private(set) var names: [String] = []

    /// Parts of `class`, `id`, `name`, `src` and `alt`, and the captcha that each tells of; the first that is found counts.
    private static let marks: [(mark: [UInt8], captcha: String, isImageOnly: Bool)] = [
        ("recaptcha", "reCAPTCHA", false), ("hcaptcha", "hCaptcha", false), ("h-captcha", "hCaptcha", false),
        ("turnstile", "Turnstile", false),
        ("funcaptcha", "FunCaptcha", false), ("arkoselabs", "FunCaptcha", false), ("geetest", "GeeTest", false),
        ("friendlycaptcha", "Friendly Captcha", false), ("frc-captcha", "Friendly Captcha", false), ("mtcaptcha", "MTCaptcha", false),
        ("smartcaptcha", "SmartCaptcha", false), ("smart-captcha", "SmartCaptcha", false), ("altcha", "ALTCHA", false),
        ("keycaptcha", "KeyCAPTCHA", false), ("solvemedia", "Solve Media", false), ("adcopy", "Solve Media", false),
        ("captcha", "captcha", false),
        ("securimage", "captcha", false), ("kaptcha", "captcha", false), ("turing", "captcha", true), ("verifycode", "captcha", true),
        ("verification_code", "captcha", true), ("securitycode", "captcha", true), ("security_code", "captcha", true),
        ("vimage", "captcha", true),
    ].map { (Array($0.0.utf8), $0.1, $0.2) }

    /// By the marks' first bytes, which of them to compare.
    private static let byFirst: [UInt8: [Int]] = Dictionary(grouping: marks.indices) { marks[$0].mark[0] }

    private static let attributes: [Atom] = [.class, .id, .name, .src, .alt]

    /// The captcha that an element's attributes tell of; nil for none.
    static func captcha(at node: NodeID, name: String, in document: Document) -> String? {
        switch name {
        case "a", "link", "meta", "body", "html", "option", "p", "br", "li", "ul": return nil
        default: break
        }
        for atom in attributes {
            guard let value = document.attribute(atom, of: node), value.utf8.count > 5 else { continue }
            let bytes = value.utf8.prefix(300).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            var best: Int?
            for start in bytes.indices {
                for candidate in byFirst[bytes[start]] ?? []
                where candidate < best ?? .max && bytes[start...].starts(with: marks[candidate].mark) {
                    // Of any other element these may be the name of a card's code, or of nothing at all.
                    if !marks[candidate].isImageOnly || name == "img" { best = candidate }
                }
            }
            if let best { return marks[best].captcha }
        }
        return nil
    }

    mutating func add(_ captcha: String) { if !names.contains(captcha) { names.append(captcha) } }
}
