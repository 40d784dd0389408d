import Foundation
import Onboarding

/// The pictures of a trial's filled forms, one of each step, for whoever asked for them.
struct FormShots {
    let pictures: [StepPicture]

    /// What is said of one.
    private func words(_ picture: StepPicture) -> String {
        let place = pictures.count > 1 ? " of step \(picture.step)" : ""
        switch picture.result {
        case .taken(_, let filled, let fields): return "the picture\(place) has \(filled) of \(fields) fields filled"
        case .missing(let why): return "no picture\(place): \(why)"
        }
    }

    /// Writes each beside the file that was named: `form.png`, `form-2.png` …
    /// - Throws: ``CommandFailure`` where there is none at all, or a file cannot be written.
    func write(to file: String, _ terminal: Terminal) throws(CommandFailure) {
        guard !pictures.isEmpty else {
            throw CommandFailure("there is no form to take a picture of", remedy: "the report says why")
        }
        // Names as they were given: what is told is where somebody looks.
        let dot = file.lastIndex(of: ".").flatMap { dot in file[dot...].contains("/") ? nil : dot } ?? file.endIndex
        for picture in pictures {
            guard case .taken(let png, _, _) = picture.result else {
                guard pictures.count > 1 else {
                    throw CommandFailure("no picture of \(picture.url) can be taken", remedy: words(picture))
                }
                terminal.note(words(picture))
                continue
            }
            let target = picture.step == 1 ? file : "\(file[..<dot])-\(picture.step)\(file[dot...])"
            do { try Data(png).write(to: URL(filePath: target), options: .atomic) } catch {
                throw CommandFailure("the picture cannot be written to '\(target)'", remedy: "name a file in a folder you may write to")
            }
            terminal.note("\(words(picture)): \(target)")
        }
    }

    /// The files of a report.
    var files: [(name: String, png: [UInt8])] {
        pictures.compactMap { picture in
            guard case .taken(let png, _, _) = picture.result else { return nil }
            return (FormShots.name(of: picture.step), png)
        }
    }

    static func name(of step: Int) -> String { "step-\(step).png" }
}
