import BenchmarkKit
import Foundation
import Onboarding

/// Evaluates the mapping of forms, or only what it costs, or trains its model, or takes the simulated web's directories along: `OnboardingEvaluation
/// forms`, `OnboardingEvaluation mapping`, `OnboardingEvaluation train FILE`, `OnboardingEvaluation farm`.
@main
struct OnboardingEvaluation {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "farm" {
            let bound = ProcessInfo.processInfo.environment["ROLLCALL_FARM"].flatMap { Int($0) } ?? 500
            if try await !FarmOnboarding.run(directories: max(1, bound)) { exit(1) }
            return
        }
        guard let folder = ProcessInfo.processInfo.environment["ROLLCALL_DATA"],
            FileManager.default.fileExists(atPath: "\(folder)/forms-firefox/truth.jsonl")
        else {
            FileHandle.standardError.write(
                Data("forms: skipped, ROLLCALL_DATA does not name a folder that holds forms-firefox and forms-formasaurus\n".utf8))
            if arguments.first == "train" { exit(2) }
            return
        }
        let corpus = try await FormCorpus(folder: folder)
        if arguments.first == "train", let path = arguments.dropFirst().first {
            let model = await ModelTraining(corpus: corpus).model()
            try Data(model.bytes).write(to: URL(fileURLWithPath: path))
            print("\(path): \(model.bytes.count) bytes")
            return
        }
        var evaluation = FormsEvaluation(corpus)
        if arguments.first == "mapping" {
            for figure in evaluation.speedFigures() { figure.show() }
            return
        }
        await evaluation.run()
        for figure in evaluation.figures() { figure.show() }
        if ProcessInfo.processInfo.environment["MISTAKES"] != nil {
            for line in evaluation.mistakes() { print(line) }
            for answer in evaluation.answers where answer.truth != answer.token {
                FileHandle.standardError.write(
                    Data("E \(answer.place) truth \(answer.truth ?? "-") got \(answer.token ?? "-") \(answer.confidence)\n".utf8))
            }
            for form in evaluation.forms where form.truth != form.type {
                FileHandle.standardError.write(Data("F \(form.truth) \(form.type)\n".utf8))
            }
        }
    }
}
