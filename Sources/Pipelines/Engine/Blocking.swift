import Dispatch

/// Runs what waits in the operating system (files) on threads that may wait, never on the cooperative pool.
package enum Blocking {
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
