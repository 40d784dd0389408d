#if canImport(Glibc)
    import Glibc
#endif

/// One measured figure, against a goal and, where there is one, against a peer measured in the same run.
package struct Figure {
    /// On which side of the goal a good value lies.
    package enum Goal {
        case atMost(Double)
        case atLeast(Double)
    }

    package var name: String
    package var value: Double
    package var unit: String
    package var peer: String?
    package var peerValue: Double?
    /// What the goal is about: the ratio to the peer where there is one, else the value.
    package var goal: Goal?

    package init(_ name: String, _ value: Double, _ unit: String, peer: String? = nil, peerValue: Double? = nil, goal: Goal? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.peer = peer
        self.peerValue = peerValue
        self.goal = goal
    }

    package var ratio: Double? { peerValue.map { $0 == 0 ? .infinity : value / $0 } }

    /// Whether the goal is met; true where there is none.
    package var pass: Bool {
        let judged = ratio ?? value
        return switch goal {
        case .atMost(let limit): judged <= limit
        case .atLeast(let limit): judged >= limit
        case nil: true
        }
    }

    /// The line for machines, as `JSON=1` asks for.
    package var json: String {
        let limit: Double? =
            switch goal {
            case .atMost(let limit), .atLeast(let limit): limit
            case nil: nil
            }
        return "{\"figure\":\(Self.quoted(name)),\"value\":\(Self.number(value)),\"unit\":\(Self.quoted(unit)),"
            + "\"peer\":\(peer.map(Self.quoted) ?? "null"),\"peer_value\":\(peerValue.map(Self.number) ?? "null"),"
            + "\"ratio\":\(ratio.map(Self.number) ?? "null"),\"goal\":\(limit.map(Self.number) ?? "null"),\"pass\":\(pass)}"
    }

    /// The line for people, in columns: whether the goal is met, name, value, goal, peer.
    package var text: String {
        let of = ratio == nil ? "" : "× "
        let aim =
            switch goal {
            case .atMost(let limit): "≤ \(of)\(Self.number(limit))"
            case .atLeast(let limit): "≥ \(of)\(Self.number(limit))"
            case nil: ""
            }
        var line = goal == nil ? "      " : pass ? "pass  " : "FAIL  "
        line += Self.padded(name, 50) + Self.padded("\(Self.number(value)) \(unit)", 22) + Self.padded(aim, 12)
        if let peer, let peerValue { line += "\(peer): \(Self.number(peerValue)) \(unit)" }
        if let ratio { line += ", ratio \(Self.number(ratio))" }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Prints the line in the form that the caller's environment asks for.
    package func show() { print(getenv("JSON") == nil ? text : json) }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let scale = abs(value) < 1 ? 1e5 : 1e3
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : String(rounded)
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
    }
}

/// What the operating system says of this process: for benchmarks in CPU-seconds, which travel between machines better than wall time.
package enum ProcessCost {
    /// User and system CPU time of this process, in seconds.
    package static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The greatest resident set so far, in bytes.
    package static func peakBytes() -> Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_maxrss * 1024
    }
}
