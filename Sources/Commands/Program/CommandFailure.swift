/// Why a command could not do its work, and what to do about it. Ends the process with ``exitCode``.
package struct CommandFailure: Error, CustomStringConvertible {
    package let message: String
    /// What the reader can do; nil only where nothing can be said.
    package let remedy: String?
    package let exitCode: Int32

    /// - Parameter exitCode: 2 "could not run" unless said otherwise.
    package init(_ message: String, remedy: String? = nil, exitCode: Int32 = 2) {
        self.message = message
        self.remedy = remedy
        self.exitCode = exitCode
    }

    package var description: String { remedy.map { "\(message)\n  \($0)" } ?? message }
}
