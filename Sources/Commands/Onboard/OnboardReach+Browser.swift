import Browser
import Foundation
import HTML
import Onboarding

extension OnboardReach {
    /// The form of a trial's first step, on the directory's own page, with the values in it; nil where the trial came to no form.
    func picture(of report: TrialReport) async throws(CommandFailure) -> FormShot? {
        guard let step = report.steps.first else { return nil }
        // No script may choose a file.
        let entries = step.plan.fields.filter(\.files.isEmpty).map { field in
            // A control without name and id has a key that only people read.
            FieldEntry(ordinal: field.ordinal, key: field.control.text.hasPrefix("label:") ? nil : field.control.text, values: field.values)
        }
        do throws(BrowserError) {
            let picture = try await browser.picture(of: step.url, filling: entries)
            return FormShot(png: picture.png, filled: picture.filled.count, of: entries.count)
        } catch {
            throw CommandFailure("no picture of \(step.url.href) can be taken: \(error.message)", remedy: error.remedy)
        }
    }
}

/// A picture of a filled form.
struct FormShot {
    var png: [UInt8]
    /// Controls that took their value, of those that were to get one.
    var filled: Int
    var of: Int

    /// - Throws: ``CommandFailure`` where the file cannot be written.
    func write(to file: String, _ terminal: Terminal) throws(CommandFailure) {
        do { try Data(png).write(to: URL(filePath: file), options: .atomic) } catch {
            throw CommandFailure("the picture cannot be written to '\(file)'", remedy: "name a file in a folder you may write to")
        }
        terminal.note("the picture is \(file), with \(filled) of \(of) fields filled")
    }
}
