// The front door of SimulatedWeb.
