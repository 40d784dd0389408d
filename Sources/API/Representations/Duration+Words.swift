import Model

extension Duration {
    /// How long it is, for people: `45 s`, `12 min`, `3 h 20 min`, `5 d 2 h`. What is negative reads as nothing.
    package var words: String {
        let seconds = max(0, components.seconds)
        switch seconds {
        case ..<1: return "\(max(0, wholeMilliseconds)) ms"
        case ..<90: return "\(seconds) s"
        case ..<5_400: return "\(seconds / 60) min"
        case ..<129_600:
            let minutes = seconds % 3_600 / 60
            return minutes == 0 ? "\(seconds / 3_600) h" : "\(seconds / 3_600) h \(minutes) min"
        default:
            let hours = seconds % 86_400 / 3_600
            return hours == 0 ? "\(seconds / 86_400) d" : "\(seconds / 86_400) d \(hours) h"
        }
    }
}
