// The front door of Assembly.
