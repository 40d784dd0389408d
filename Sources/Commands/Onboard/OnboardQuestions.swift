import API
import ArgumentParser
import JobQueue
import Onboarding

/// `rollcall onboard questions`
struct OnboardQuestions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "questions", abstract: "Show what people are asked, the question first whose answer lets most directories go on.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let questions = try await context.withOnboardings { try await $0.questions() }
        if output.json { return terminal.say(try JSON.line(questions.map(OnboardingQuestionItem.init))) }
        for question in questions {
            terminal.say(terminal.styled("#\(question.id)", .bold) + "  \(Table.clean(question.message))")
            let step = question.step.map { ", step \($0)" } ?? ""
            let control = (question.control.isEmpty ? "the form as a whole" : "control \(Table.clean(question.control))") + step
            terminal.say("      \(Table.clean(question.url)), \(control)")
            if !question.suggestions.isEmpty {
                let shown = question.suggestions.prefix(8).map { suggestion in
                    suggestion.text + (suggestion.confidence.map { " (\(Int(($0 * 100).rounded())) %)" } ?? "")
                }
                terminal.say("      perhaps: \(Table.clean(shown.joined(separator: ", ")))")
            }
            if question.others > 0 {
                terminal.say(
                    "      --everywhere answers it for \(question.others) more\(question.platform.map { " on \(Table.clean($0))" } ?? "") too"
                )
            }
        }
        if questions.isEmpty { terminal.note("Nothing is asked.") }
    }
}

/// `rollcall onboard answer`
struct OnboardAnswer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer a question; what waited for it goes on.",
        discussion: """
              rollcall onboard answer 12 --term hasCredential
              rollcall onboard answer 14 --value "Plumbing & Heating" --everywhere

            What goes on is worked by a running server, or by the next `rollcall onboard`. Where the whole form is in question (a captcha), --leave says that \
            a person sends it: it is mapped and watched all the same.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The question's number.", valueName: "number"))
    var question: Int64

    @Option(help: ArgumentHelp("What the control takes of the profile.", valueName: "key"))
    var term: String?

    @Option(help: ArgumentHelp("The value that the control takes.", valueName: "text"))
    var value: String?

    @Flag(help: "Leave the control as it is.")
    var leave = false

    @Flag(help: "For all directories alike: on the same platform, or with the very same form.")
    var everywhere = false

    @Option(help: ArgumentHelp("Who says so, for the record.", valueName: "name"))
    var by = "command line"

    func validate() throws {
        guard [term != nil, value != nil, leave].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --term, --value and --leave.")
        }
    }

    func run() async throws {
        let answer: Answer = term.map { .term($0) } ?? value.map { .value($0) } ?? .leave
        let context = try CommandContext(global)
        let answered = try await context.withOnboardings {
            try await $0.answer(question, answer, everywhere: everywhere, who: by)
        }
        if output.json { return context.terminal.say(try JSON.line(OnboardingAnsweredItem(answered))) }
        context.terminal.say(
            "answered for \(answered.settled) \(answered.settled == 1 ? "directory" : "directories"); \(answered.freed) of them "
                + (answered.freed == 1 ? "goes on" : "go on"))
    }
}
