/// The command line. One file per verb, in a folder per noun; `Program` holds what all verbs share, `Terminal` how they speak.
package enum CommandLineProgram {
    /// Runs the command that the process was started with and ends the process where it fails.
    package static func main() async { await RollcallCommand.start() }
}
