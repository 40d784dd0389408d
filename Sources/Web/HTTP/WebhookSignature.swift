import Crypto
import Foundation

/// How messages to other people's services are signed: Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
///
/// Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md. The identifier is the same at every attempt.
package enum WebhookSignature {
    /// The key of a secret as it is handed around: `whsec_` and base64 of 24 to 64 bytes. Nil for what is not.
    package static func secret(_ text: String) -> [UInt8]? {
        let encoded = text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]
        guard let data = Data(base64Encoded: String(encoded)), (24...64).contains(data.count) else { return nil }
        return Array(data)
    }

    /// `v1,` and the base64 of HMAC-SHA256 over identifier, time and body.
    package static func signature(id: String, seconds: Int64, body: [UInt8], secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(seconds).".utf8) + body, using: SymmetricKey(data: secret))
        return "v1," + Data(code).base64EncodedString()
    }
}
