// The front door of API.
