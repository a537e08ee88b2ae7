"""To and from others (GP, Sociaal Team, parish, …), and signals that cannot wait."""
