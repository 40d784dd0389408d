package import Settings

/// Why a pipeline could not be read, started or run: a stable code, what happened, and what can be done about it.
package struct PipelineError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        /// There is no pipeline of that name.
        case unknownPipeline = "unknown_pipeline"
        case unknownRun = "unknown_run"
        /// The document has mistakes.
        case document
        /// The input cannot be read.
        case input
        /// The input is not what it was when the run began.
        case changed
        /// An output cannot be written.
        case output
        /// Another process has the output in its hands.
        case busy
        /// The disk of an output is full, or mounted read-only.
        case disk
        /// A record at which the error policy ends the run.
        case record
        /// More errors than the document allows.
        case tooManyErrors = "too_many_errors"
        /// The run is in a state in which this cannot be done.
        case state
        /// Another worker has the run now.
        case fenced
        /// A server or file that an output goes to, and that does not take it.
        case refused
        /// A service that an output or stage needs.
        case service
    }

    package var code: Code
    /// What happened, in one sentence.
    package var message: String
    /// What can be done about it, in one sentence.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// Whether another attempt may end otherwise without anybody doing anything.
    var mayPass: Bool {
        switch code {
        case .output, .busy, .disk, .service: true
        default: false
        }
    }
}

extension PipelineError: CustomStringConvertible {
    package var description: String { "\(message) \(remedy)" }
}

/// All that is wrong with a pipeline's document, each mistake with its line and column.
package struct DocumentErrors: Error, Sendable, CustomStringConvertible {
    package let file: String
    package let problems: [SettingProblem]

    package var message: String {
        problems.count == 1 ? "The pipeline \(file) has one mistake" : "The pipeline \(file) has \(problems.count) mistakes"
    }
    package var description: String { problems.map(\.text).joined(separator: "\n\n") }
}
