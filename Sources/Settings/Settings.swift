// The front door of Settings.
