import Foundation
import Model

/// The text forms of what is stored in one column.
enum JobText {
    /// Tags with a space around each, so that one is found by ` tag `; nil for none.
    static func join(_ tags: [String]) -> String? { tags.isEmpty ? nil : " " + tags.joined(separator: " ") + " " }

    static func split(_ tags: String?) -> [String] { tags?.split(separator: " ").map(String.init) ?? [] }

    static func details(_ details: JobDetails) -> String? {
        guard details != JobDetails() else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(details)).map { String(decoding: $0, as: UTF8.self) }
    }

    static func details(_ text: String?) -> JobDetails {
        guard let text else { return JobDetails() }
        return (try? JSONDecoder().decode(JobDetails.self, from: Data(text.utf8))) ?? JobDetails()
    }

    /// What the jobs of a lane need; nothing for most lanes. Equal needs are equal texts.
    static func needs(_ profile: ResourceProfile) -> String { profile.isEmpty ? "" : profile.text }

    static func profile(_ profile: ResourceProfile) -> String {
        (try? JSONEncoder().encode(profile)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// What a worker offers, or the jobs of a lane need.
    static func profile(_ text: String) -> ResourceProfile {
        if text.isEmpty { return ResourceProfile() }
        if let needs = ResourceProfile(text: text) { return needs }
        return (try? JSONDecoder().decode(ResourceProfile.self, from: Data(text.utf8))) ?? ResourceProfile()
    }

    /// The key that stays with a job for life.
    static func idempotencyKey(_ id: Int64, nonce: Int64) -> String {
        let digits = String(UInt64(bitPattern: nonce), radix: 16)
        return "\(String(repeating: "0", count: 16 - digits.utf8.count))\(digits)-\(id)"
    }
}
