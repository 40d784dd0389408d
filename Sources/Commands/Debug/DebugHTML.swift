import ArgumentParser
import HTML

/// `rollcall debug html`
struct DebugHTML: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "html", abstract: "Show what the parser made of a page.",
        discussion: """
            Reads a file, or standard input for '-'. Without a view it tells of the page in a few lines.

              rollcall debug html page.html --text
              curl -s https://example.com | rollcall debug html - --select 'a[href]' --json
            """)

    @Argument(help: ArgumentHelp("The page, or - for standard input.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "The tree, in the format of html5lib's tests.")
    var tree = false

    @Flag(help: "The text that a reader sees.")
    var text = false

    @Option(help: ArgumentHelp("The elements that a CSS selector matches.", valueName: "css"))
    var select: String?

    @Flag(help: "The forms with their controls, labels and constraints.")
    var forms = false

    @Flag(help: "The links, resolved against the page's base.")
    var links = false

    @Flag(help: "The tables, as grids.")
    var tables = false

    @Option(help: ArgumentHelp("Where the page came from: resolves its links.", valueName: "url"))
    var base: String?

    @Option(help: ArgumentHelp("The encoding that the transport named, such as windows-1252.", valueName: "label"))
    var encoding: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        let views = [tree, text, select != nil, forms, links, tables].count { $0 }
        guard views <= 1 else { throw ValidationError("Ask for one of --tree, --text, --select, --forms, --links and --tables at a time.") }
    }

    func run() throws {
        let view = try view()
        var url: WebURL?
        if let base {
            guard let parsed = WebURL(base) else {
                throw CommandFailure("'\(base)' is not an absolute URL", remedy: "write it in full: --base https://example.com/page")
            }
            url = parsed
        }
        let report = PageReport(Document.parse(try SavedPage.bytes(file), transportEncoding: encoding), url: url)
        Terminal.current().say(output.json ? report.value(view).json : report.text(view))
    }

    private func view() throws -> PageReport.View {
        if let select {
            do {
                return .select(try Selector(select))
            } catch {
                throw CommandFailure(
                    "\(error.message) at column \(error.column)\n  \(error.excerpt.split(separator: "\n").joined(separator: "\n  "))",
                    remedy: error.remedy)
            }
        }
        return tree ? .tree : text ? .text : forms ? .forms : links ? .links : tables ? .tables : .summary
    }
}
