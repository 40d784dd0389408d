// The front door of DatabaseSQLite.
