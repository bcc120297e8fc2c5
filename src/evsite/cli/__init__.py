"""The command line: one module a command, and nothing computed here."""
