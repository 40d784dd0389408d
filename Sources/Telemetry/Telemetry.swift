// The front door of Telemetry.
