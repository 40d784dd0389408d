import API
import ArgumentParser
import Model
import Rolls
import Settings

/// From when on something is meant: a span until now, the end of a roll, or a moment.
enum SinceOption: ExpressibleByArgument, Sendable, Hashable {
    case span(Duration)
    case roll(Int64)
    case moment(Timestamp)

    init?(argument: String) {
        if let roll = Int64(argument) {
            guard roll > 0 else { return nil }
            self = .roll(roll)
        } else if let span = DurationText.parse(argument) {
            self = .span(span)
        } else {
            // A day begins at midnight UTC.
            let text = argument.utf8.count == 10 ? argument + "T00:00:00Z" : argument
            guard let moment = Moment(text: text) else { return nil }
            self = .moment(moment.timestamp)
        }
    }

    /// The moment that is meant; behind the end of a roll, so that what that roll changed is not meant.
    /// - Throws: ``CommandFailure`` where there is no such roll, or it has not ended.
    func resolved(_ store: ListingStore, now: Timestamp) async throws -> Timestamp {
        switch self {
        case .span(let span): return now - span
        case .moment(let moment): return moment
        case .roll(let number):
            guard let end = try await store.end(ofRoll: number) else {
                throw CommandFailure(
                    "There is no roll \(number) that has ended.", remedy: "`rollcall roll DIRECTORY --json` tells the number of a roll")
            }
            return end + .milliseconds(1)
        }
    }
}
