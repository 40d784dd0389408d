package import JobQueue
package import Model

extension WaitReason {
    /// The reason as a sentence, alike on the command line and in the console.
    package func sentence(at now: Timestamp) -> String {
        switch self {
        case .running(let node, let since): return "It runs on \(node), for \((now - since).words)."
        case .finished(let state, let time, let error):
            return "It is \(state.name), since \(time)\(error.map { ": \($0)" } ?? "")"
                + (error?.hasSuffix(".") == true ? "" : ".") + (state == .dead ? " `rollcall jobs retry` works it once more." : "")
        case .dependencies(let jobs):
            let names = jobs.sorted { $0.key < $1.key }.prefix(5).map { "#\($0.key) (\($0.value?.name ?? "gone"))" }
            let rest = jobs.count > 5 ? " and \(jobs.count - 5) more" : ""
            let stuck = jobs.values.contains { $0 == .dead || $0 == .cancelled }
            return "It waits for \(names.joined(separator: ", "))\(rest)."
                + (stuck ? " Retry the dead one with `rollcall jobs retry`." : "")
        case .until(let time, let error):
            return "It is not to run before \(time), in \((time - now).words)"
                + (error.map { "; the attempt before failed: \($0)" } ?? "") + "."
        case .key(let key, let limit, let holders):
            let names = holders.prefix(5).map { "#\($0)" }.joined(separator: ", ")
            return "At most \(limit) with the key \"\(key)\" may run, and \(names) \(holders.count == 1 ? "does" : "do")."
        case .snoozed(let time):
            return "It is snoozed until \(time), for \((time - now).words); `rollcall jobs retry` lets it go at once."
        case .paused(let queue): return "The queue \(queue) is paused; `rollcall jobs resume \(queue)` lets it go on."
        case .concurrency(let queue, let limit, let running): return "The queue \(queue) may run \(limit) at a time and runs \(running)."
        case .rate(let queue, let next):
            return "The rate limit of the queue \(queue) is used up; a token comes in \((next - now).words)."
        case .noWorker(let queue): return "No living worker serves the queue \(queue); is `rollcall serve` running?"
        case .resource(let what): return "No node has what it needs: \(what)."
        case .inUse(let what, let users):
            let names = users.prefix(5).map { "#\($0)" }.joined(separator: ", ")
            return "Others use what it needs: \(what)\(names.isEmpty ? "" : "; \(names) \(users.count == 1 ? "has" : "have") it")."
        case .deadline(let time): return "It is given up where it has not ended by \(time), in \((time - now).words)."
        case .turn(let ahead):
            return ahead == 0 ? "It is its turn." : ahead == 1 ? "One other is before it." : "\(ahead) others are before it."
        }
    }

    /// The reason's name for machines.
    package var name: String {
        switch self {
        case .running: "running"
        case .finished: "finished"
        case .dependencies: "dependencies"
        case .until: "run_at"
        case .key: "key"
        case .paused: "paused"
        case .concurrency: "concurrency"
        case .rate: "rate"
        case .noWorker: "no_worker"
        case .resource: "resource"
        case .snoozed: "snoozed"
        case .inUse: "resource_in_use"
        case .deadline: "deadline"
        case .turn: "turn"
        }
    }
}
