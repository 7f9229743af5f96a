"""Files to statements: a reader for each kind of file."""
