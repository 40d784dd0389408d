import Foundation

/// `make accuracy`: what Rollcall says against what is true.
@main
struct AccuracyEvaluation {
    static func main() async {
        let suite = CommandLine.arguments.dropFirst().first ?? "all"
        do {
            var pass = true
            switch suite {
            case "all":
                pass = try await FarmRun().evaluate()
                pass = try await PagesRun().evaluate() && pass
            case "farm": pass = try await FarmRun().evaluate()
            case "pages": pass = try await PagesRun().evaluate()
            default:
                note("accuracy: there is no suite '\(suite)'; use all, farm or pages")
                exit(2)
            }
            exit(pass ? 0 : 1)
        } catch {
            note("accuracy: \(error)")
            exit(2)
        }
    }

    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
