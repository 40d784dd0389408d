import Foundation
import HTML
package import Web

/// Asks an OpenAI-compatible endpoint what controls mean of which the model is not sure. Through the prober, and so by its rules of where a connection may go; without
/// redirects, so that a key goes nowhere else. Thread-safe.
package struct SecondOpinion: Sendable {
    private let configuration: OpinionConfiguration
    private let prober: Prober
    /// The API key by the settings; asked for each time, so that it can be changed.
    private let key: @Sendable () throws(OnboardingError) -> String?

    package init(_ configuration: OpinionConfiguration, prober: Prober, environment: [String: String] = ProcessInfo.processInfo.environment)
    {
        self.configuration = configuration
        self.prober = prober
        key = { () throws(OnboardingError) in try Self.key(configuration, environment) }
    }

    /// What came of asking.
    package enum Outcome: Sendable, Hashable {
        case answered([ControlKey: Opinion])
        /// Nothing is in question.
        case nothingAsked
        /// In words; never with anything of the key.
        case failed(String)
    }

    /// - Parameter open: Ordinals of the controls in question.
    package func ask(_ page: MappedPage, form: Int, open: [Int]) async -> Outcome {
        let (url, allowsPrivate) = (configuration.url, prober.configuration.allowPrivate)
        guard url.scheme == "https" || allowsPrivate else {
            return .failed("onboarding.opinion.url is not https, and web.allow_private is off")
        }
        guard
            let request = try? OpinionRequest(page, form: form, open: open, model: configuration.model, mostAsked: configuration.fields)
        else { return .nothingAsked }
        var headers = [(name: "content-type", value: "application/json"), (name: "accept", value: "application/json")]
        do throws(OnboardingError) {
            if let key = try key() { headers.append((name: "authorization", value: "Bearer \(key)")) }
        } catch { return .failed(error.message) }
        guard request.body.count <= ProbeRequest.mostContent else { return .failed("the form is too large to be asked about") }
        let time = configuration.time
        let result = await prober.probe(
            ProbeRequest(
                url: url, method: "POST", headers: headers, content: request.body, body: .upTo(OpinionReply.mostBytes), redirects: 0,
                timeouts: ProbeTimeouts(firstByte: time, transfer: time, total: time)))
        if let failure = result.failure { return .failed(failure.message) }
        guard result.status == 200 else { return .failed("the endpoint answered with \(result.status ?? 0)") }
        guard let opinions = OpinionReply.read(result.body, asked: request.asked) else {
            return .failed("the endpoint's answer is no JSON as was asked for")
        }
        return .answered(opinions)
    }

    /// Bytes of a key, at most.
    private static let mostKey = 4_096

    private static func key(_ configuration: OpinionConfiguration, _ environment: [String: String]) throws(OnboardingError) -> String? {
        let text: String
        if let file = configuration.keyFile {
            guard let read = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw OnboardingError(.value, "onboarding.opinion.key_file cannot be read", remedy: "Check the path and who may read it.")
            }
            text = read
        } else if let variable = configuration.keyVariable {
            guard let value = environment[variable] else {
                throw OnboardingError(
                    .value, "the environment variable of onboarding.opinion.key_variable is not set",
                    remedy: "Set it where Rollcall is started.")
            }
            text = value
        } else {
            return nil
        }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty, key.utf8.count <= mostKey, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw OnboardingError(.value, "the API key is empty or no key", remedy: "Put nothing but the key there.")
        }
        return key
    }
}
