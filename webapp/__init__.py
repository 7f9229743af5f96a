"""How do people see it? Pages, JSON and the command line over `search` and `corpus`."""
