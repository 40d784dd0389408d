import HTML
import Testing

/// Document types in every spelling, and how far each asks for the rules of old browsers.
@Suite struct DoctypeRuleTests {
    @Test(
        "the parts of a document type",
        arguments: [
            ("<!DOCTYPE html>", "<!html>"), ("<!doctype HTML>", "<!html>"), ("<!DOCTYPEhtml>", "<!html>"),
            ("<!DOCTYPE \n html\t>", "<!html>"),
            ("<!DOCTYPE>", "<!>"), ("<!DOCTYPE", "<!>"), ("<!DOCTYPE html", "<!html>"), ("<!DOCTYPE \0x>", "<!\u{FFFD}x>"),
            ("<!DOCTYPE html PUBLIC \"a\" \"b\">", "<!html P=a S=b>"), ("<!DOCTYPE html public 'a''b'>", "<!html P=a S=b>"),
            ("<!DOCTYPE html PUBLIC 'a'>", "<!html P=a>"), ("<!DOCTYPE html SYSTEM 'b'>", "<!html S=b>"),
            ("<!DOCTYPE html system\"b\" c>", "<!html S=b>"), ("<!DOCTYPE html PUBLIC>", "<!html>"), ("<!DOCTYPE html SYSTEM>", "<!html>"),
            ("<!DOCTYPE html PUBLIC 'a", "<!html P=a>"), ("<!DOCTYPE html PUBLIC 'a>b'>", "<!html P=a>"),
            ("<!DOCTYPE html SYSTEM 'b>c'>", "<!html S=b>"), ("<!DOCTYPE html PUBLIC a 'b'>", "<!html>"),
            ("<!DOCTYPE html x y>", "<!html>"),
            ("<!DOCTYPE html PUBLIC '' ''>", "<!html P= S=>"), ("<!DOCTYPE svg:svg>", "<!svg:svg>"),
        ])
    func parts(markup: String, expected: String) {
        let outline = Outline.page(markup)
        #expect(outline.hasPrefix(expected + " ") && outline.contains("html(head body"), "\(outline)")
    }

    @Test func `only the first counts, and only in front`() {
        #expect(Outline.page("<!DOCTYPE a><!DOCTYPE b>1<!DOCTYPE c>") == "<!a> html(head body('1'))")
        #expect(Outline.page("1<!DOCTYPE html>") == "html(head body('1'))")
        #expect(Outline.page("<!--1--> <!DOCTYPE html>") == "<!--1--> <!html> html(head body)")
    }

    @Test(
        "the mode that a document type asks for",
        arguments: [
            ("", .quirks), ("<p>", .quirks), ("<!DOCTYPE html>", .noQuirks), ("<!DOCTYPE x>", .quirks), ("<!DOCTYPE>", .quirks),
            ("<!DOCTYPE html", .quirks), ("<!DOCTYPE html SYSTEM 'about:legacy-compat'>", .noQuirks),
            ("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01//EN' 'http://www.w3.org/TR/html4/strict.dtd'>", .noQuirks),
            ("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN'>", .quirks),
            (
                "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN' 'http://www.w3.org/TR/html4/loose.dtd'>", .limitedQuirks
            ),
            ("<!DOCTYPE html PUBLIC '-//w3c//dtd html 4.01 frameset//en' 'x'>", .limitedQuirks),
            ("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN'>", .limitedQuirks),
            ("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Frameset//EN' 'x'>", .limitedQuirks),
            ("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>", .noQuirks),
            ("<!DOCTYPE html PUBLIC '-//IETF//DTD HTML 2.0//EN'>", .quirks), ("<!DOCTYPE html PUBLIC 'HTML'>", .quirks),
            ("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 3.2 Final//EN'>", .quirks),
            ("<!DOCTYPE html SYSTEM 'http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd'>", .quirks),
            ("<!DOCTYPE html PUBLIC>", .quirks), ("<!DOCTYPE html x>", .quirks),
        ] as [(String, Document.Quirks)])
    func modes(markup: String, mode: Document.Quirks) {
        #expect(Document(markup).quirks == mode)
        // What stands in an iframe's srcdoc has no quirks, whatever it says.
        #expect(Document.parse(utf8: Array(markup.utf8), isFrameDocument: true).quirks == .noQuirks)
    }

    @Test func `in srcdoc a table ends a paragraph without a document type, too`() {
        #expect(Outline.page("<p><table>", isFrameDocument: true) == "html(head body(p table))")
    }
}
