package import Resilience

/// What stages and outputs get from the program.
package struct PipelineServices: Sendable {
    package var clock: any WallClock

    package init(clock: any WallClock) { self.clock = clock }
}
