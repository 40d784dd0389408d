// The front door of Watch.
