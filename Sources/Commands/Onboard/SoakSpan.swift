import ArgumentParser
import Model
import Settings

/// How long something new is watched before it goes on, written as all durations are: `30m`, `2h`, `0s` for not at all.
struct SoakSpan: ExpressibleByArgument, Sendable, Hashable {
    let seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    /// Nil for what is no duration in whole seconds of a year at the most.
    init?(argument: String) {
        guard let span = DurationText.parse(argument), span.wholeMilliseconds % 1000 == 0, span <= .seconds(365 * 86_400) else {
            return nil
        }
        seconds = Int(span.wholeMilliseconds / 1000)
    }

    var defaultValueDescription: String { DurationText.text(.seconds(seconds)) }
}
