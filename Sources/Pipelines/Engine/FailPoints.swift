import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Where a process dies when the crash harness tells it to: `PIPELINES_FAIL_POINT=output:3` ends it (SIGKILL) at the third passage of `output`.
/// Unset, which is always but under the harness, a passage is one look at a constant.
package enum FailPoints {
    /// The points that every run passes.
    package static let names = [
        "output", "before-checkpoint", "after-checkpoint", "before-rename", "after-rename", "before-finish", "after-finish",
    ]
    /// Those that a dropped file passes on its way from the watched folder to its last place.
    package static let folderNames = ["after-taking", "after-admitting", "after-putting-away"]

    private static let wanted: (name: String, count: Int)? = {
        guard let text = ProcessInfo.processInfo.environment["PIPELINES_FAIL_POINT"] else { return nil }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let count = Int(parts[1]) else { return nil }
        return (String(parts[0]), count)
    }()
    private static let passed = Mutex(0)

    static func pass(_ name: String) {
        guard let wanted, wanted.name == name else { return }
        let count = passed.withLock { count in
            count += 1
            return count
        }
        if count == wanted.count { kill(getpid(), SIGKILL) }
    }
}
