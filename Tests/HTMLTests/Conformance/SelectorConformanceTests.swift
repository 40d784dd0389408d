import Foundation
import HTML
import Testing

/// The selector pages of web-platform-tests, as far as they can be read without running their scripts.
@Suite(
    "Selector pages of web-platform-tests",
    .enabled(if: SharedData.url("css-selectors-wpt") != nil, "unpack css-selectors-wpt and set ROLLCALL_DATA"))
struct SelectorConformanceTests {
    private static let folder = "css-selectors-wpt/selectors/"

    /// A call in a script: its name and its arguments as written, strings unquoted.
    private struct Call {
        let name: String
        let arguments: [String]
    }

    /// The calls of the named functions whose first arguments are literals or plain names.
    private static func calls(_ names: Set<String>, in script: String) -> [Call] {
        var calls: [Call] = []
        for line in script.split(separator: "\n") {
            let text = line.drop { $0 == " " || $0 == "\t" }
            guard let parenthesis = text.firstIndex(of: "("), names.contains(String(text[..<parenthesis])) else { continue }
            if let arguments = arguments(text[text.index(after: parenthesis)...]) {
                calls.append(Call(name: String(text[..<parenthesis]), arguments: arguments))
            }
        }
        return calls
    }

    private static func arguments(_ text: Substring) -> [String]? {
        var arguments: [String] = []
        var current = ""
        var quote: Character?
        var depth = 0
        var isEscaped = false
        for character in text {
            if let open = quote {
                if isEscaped {
                    current.append(character == "n" ? "\n" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                } else {
                    current.append(character)
                }
                continue
            }
            switch character {
            case "'", "\"": quote = character
            case "+", "$", "`": return nil
            case "[", "(", "{":
                depth += 1
                current.append(character)
            case ")" where depth == 0:
                arguments.append(current)
                return arguments
            case "]", ")", "}":
                depth -= 1
                current.append(character)
            case "," where depth == 0:
                arguments.append(current)
                current = ""
            case " " where depth == 0: break
            default: current.append(character)
            }
        }
        // A call that goes on on the next line still has its first argument here.
        return arguments.isEmpty ? nil : arguments
    }

    private static func source(_ path: String) throws -> String { String(decoding: try SharedData.bytes(folder + path), as: UTF8.self) }

    private static func pages(in subfolder: String) -> [String] {
        guard let url = SharedData.url(folder + subfolder) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.filter { $0.hasSuffix(".html") && !$0.contains(".tentative.") }.sorted().map { subfolder + $0 }
    }

    @Test func `selectors are valid or invalid as the pages say`() throws {
        let names: Set<String> = [
            "test_valid_selector", "test_invalid_selector", "test_valid_forgiving_selector", "assert_valid", "assert_invalid_selector",
            "assert_valid_selector",
        ]
        var (passed, failures): (Int, [String]) = (0, [])
        for path in Self.pages(in: "parsing/") + Self.pages(in: "") {
            for call in Self.calls(names, in: try Self.source(path)) {
                guard let css = call.arguments.first else { continue }
                // Shadow trees: ':host()' takes no combinators at any depth, which matters to nothing here.
                if css == ":host(:not(.a .b))" { continue }
                let shouldCompile = !call.name.contains("invalid")
                let compiles = (try? Selector(css)) != nil
                if compiles == shouldCompile {
                    passed += 1
                } else {
                    failures.append("\(path): \(css.debugDescription) \(compiles ? "compiles" : "does not")")
                }
            }
        }
        print("selector syntax: \(passed) of \(passed + failures.count)")
        #expect(failures == [])
        #expect(passed > 200)
    }

    @Test(
        "selectors find what the pages say",
        arguments: [
            "is-where-basic.html", "is-where-not.html", "not-complex.html", "has-basic.html", "has-relative-argument.html",
            "has-argument-with-explicit-scope.html",
        ])
    func finding(path: String) throws {
        let source = try Self.source(path)
        let tree = page(source)
        var (passed, failures): (Int, [String]) = (0, [])
        func ids(_ list: String) -> [String] {
            list.split { "[], ".contains($0) }.map(String.init).sorted()
        }
        for call in Self.calls(["test_selector", "test_selector_all", "test_closest", "test_matches"], in: source)
        where call.arguments.count > 1 {
            var arguments = call.arguments
            guard arguments[0] != "selector", arguments[1] != "selector" else { continue }
            let found: [String]
            let wanted: [String]
            switch call.name {
            case "test_closest":
                found =
                    tree.closest(try tree.element(arguments[0]), try Selector(arguments[1])).flatMap { tree.attribute(.id, of: $0) }.map {
                        [$0]
                    } ?? []
                wanted = ids(arguments[2])
            case "test_matches":
                found = [String(tree.matches(try tree.element(arguments[0]), try Selector(arguments[1])))]
                wanted = [arguments[2]]
            default:
                let scope = arguments.count > 2 ? arguments.removeFirst() : "main"
                found = tree.ids(arguments[0], in: try tree.element(scope)).sorted()
                wanted = arguments[1].hasPrefix("[") ? ids(arguments[1]) : [arguments[1]]
            }
            let isRight = call.name == "test_selector" && !arguments[1].hasPrefix("[") ? found.first == wanted.first : found == wanted
            if isRight { passed += 1 } else { failures.append("\(arguments): \(found)") }
        }
        print("\(path): \(passed) of \(passed + failures.count)")
        #expect(failures == [])
        #expect(passed > 5)
    }

    @Test(
        "marked elements match where the pages expect it",
        arguments: [
            ("first-child.html", ":first-child"), ("last-child.html", ":last-child"), ("only-child.html", ":only-child"),
            ("first-of-type.html", "div:first-of-type"), ("last-of-type.html", "div:last-of-type"),
        ])
    func targets(path: String, css: String) throws {
        let tree = page(try Self.source(path))
        let selector = try Selector(css)
        let targets = tree.select(try Selector("[id^=target]"))
        #expect(targets.count >= 4)
        for target in targets {
            let isExpected = !tree.matches(target, try Selector("[data-expected=false]"))
            #expect(tree.matches(target, selector) == isExpected, "\(tree.outerHTML(of: target))")
        }
    }

    @Test(
        "directions are as the pages say",
        arguments: ["dir-selector-auto.html", "dir-pseudo-on-bdi-element.html", "dir-pseudo-on-input-element.html"])
    func directions(path: String) throws {
        let source = try Self.source(path)
        let tree = page(source)
        for call in Self.calls(["test_directionality"], in: source) where call.arguments.first == "Initial" {
            let element = try tree.element(call.arguments[1])
            #expect(tree.matches(element, try Selector(":dir(\(call.arguments[2]))")), "\(call.arguments)")
        }
    }

    @Test func `enabled and disabled controls are told apart`() throws {
        let tree = page(try Self.source("pseudo-enabled-disabled.html"))
        #expect(tree.ids("#container :enabled").allSatisfy { $0.hasSuffix("_enabled") })
        #expect(tree.ids("#container :disabled").allSatisfy { $0.hasSuffix("_disabled") })
        #expect(tree.ids("#container :enabled").count == 4 && tree.ids("#container :disabled").count == 4)
    }
}
