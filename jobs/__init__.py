"""Work that happens by the clock. Each job calls one service; the rules live there, not here."""
