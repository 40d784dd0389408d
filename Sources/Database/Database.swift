// The front door of Database.
