import Database
import Entities
import Foundation
package import Hummingbird
import JobQueue
import Onboarding
import Pipelines
import Rolls

/// An error as RFC 9457 has it: `application/problem+json` with a stable type, a status, and what to do about it.
package struct Problem: Error, HTTPResponseError, Sendable {
    package let status: HTTPResponse.Status
    /// A stable code: the last part of the `type` URI.
    package let code: String
    package let title: String
    package let detail: String
    /// The query parameter or field at fault.
    package let field: String?
    package var headers: HTTPFields = [:]
    /// Whether the log tells of it already, however many are answered so.
    package var isLogged = false

    package init(_ status: HTTPResponse.Status, _ code: String, title: String, detail: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.field = field
    }

    /// 404 for a thing that has no such name.
    package static func notFound(_ noun: String, _ name: String) -> Problem {
        Problem(.notFound, "not-found", title: "No such \(noun)", detail: "There is no \(noun) “\(name)”.")
    }

    /// 400 for a query parameter that cannot be used.
    package static func invalid(_ field: String, _ detail: String) -> Problem {
        Problem(.badRequest, "invalid-parameter", title: "Invalid parameter", detail: detail, field: field)
    }

    /// Whatever went wrong, as a problem. What is not meant for strangers is left out: the caller logs it.
    package static func of(_ error: any Error, path: String) -> Problem {
        if let problem = error as? Problem { return problem }
        if let error = error as? any HTTPResponseError {
            if error.status == .notFound {
                return Problem(.notFound, "not-found", title: "Not found", detail: "There is nothing at “\(path.prefix(200))”.")
            }
            return Problem(error.status, "refused", title: error.status.reasonPhrase, detail: "The request was refused.")
        }
        if let error = error as? JobQueueError { return of(error) }
        if let error = error as? PipelineError { return of(error) }
        if let error = error as? OnboardingError { return of(error) }
        if let error = error as? RollsError { return of(error) }
        if let error = error as? EntitiesError { return of(error) }
        if let error = error as? DocumentErrors {
            return Problem(.unprocessableContent, "unusable", title: "The pipeline has mistakes", detail: error.description)
        }
        if let error = error as? DatabaseError, error.code == .silent {
            var problem = Problem(
                .serviceUnavailable, "database", title: "The database does not answer", detail: error.description)
            problem.headers[.retryAfter] = "5"
            problem.isLogged = true
            return problem
        }
        if error is DatabaseError {
            return Problem(
                .serviceUnavailable, "database", title: "Database unavailable",
                detail: "The database did not answer; /readyz and the log say why.")
        }
        return Problem(
            .internalServerError, "internal", title: "Internal error", detail: "Something went wrong here; the log says what.")
    }

    private static func of(_ error: JobQueueError) -> Problem {
        switch error.code {
        case .unknownJob, .unknownQueue, .unknownKind: refusal(.notFound, error.message, error.remedy)
        case .state, .unique, .cycle, .dependency: refusal(.conflict, error.message, error.remedy)
        case .full: refusal(.serviceUnavailable, error.message, error.remedy)
        case .payload, .value, .schedule: refusal(.unprocessableContent, error.message, error.remedy)
        }
    }

    private static func of(_ error: PipelineError) -> Problem {
        switch error.code {
        case .unknownPipeline, .unknownRun: refusal(.notFound, error.message, error.remedy)
        case .service, .disk: refusal(.serviceUnavailable, error.message, error.remedy)
        case .document, .input, .changed, .output, .record, .tooManyErrors, .refused:
            refusal(.unprocessableContent, error.message, error.remedy)
        case .state, .busy, .fenced: refusal(.conflict, error.message, error.remedy)
        }
    }

    private static func of(_ error: OnboardingError) -> Problem {
        switch error.code {
        case .unknown: refusal(.notFound, error.message, error.remedy)
        case .state: refusal(.conflict, error.message, error.remedy)
        case .value: refusal(.unprocessableContent, error.message, error.remedy)
        }
    }

    private static func of(_ error: RollsError) -> Problem {
        switch error.code {
        case .unknown: refusal(.notFound, error.message, error.remedy)
        case .busy, .lost, .answered: refusal(.conflict, error.message, error.remedy)
        case .wait: refusal(.serviceUnavailable, error.message, error.remedy)
        case .value, .output: refusal(.unprocessableContent, error.message, error.remedy)
        }
    }

    private static func of(_ error: EntitiesError) -> Problem {
        switch error.code {
        case .unknown: refusal(.notFound, error.message, error.remedy)
        case .value: refusal(.unprocessableContent, error.message, error.remedy)
        case .busy: refusal(.serviceUnavailable, error.message, error.remedy)
        case .unbuilt: refusal(.conflict, error.message, error.remedy)
        }
    }

    /// What a store would not do, in its own words.
    private static func refusal(_ status: HTTPResponse.Status, _ message: String, _ remedy: String) -> Problem {
        let (code, title) =
            switch status {
            case .notFound: ("not-found", "There is none")
            case .conflict: ("conflict", "Not as it stands")
            case .serviceUnavailable: ("busy", "Not now")
            default: ("unusable", "It cannot be used")
            }
        return Problem(status, code, title: title, detail: "\(message) \(remedy)")
    }

    private struct Body: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let field: String?
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = Body(type: "urn:rollcall:problem:\(code)", title: title, status: status.code, detail: detail, field: field)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(body))))
    }
}
