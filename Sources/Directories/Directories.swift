// The front door of Directories.
