// The front door of Console.
