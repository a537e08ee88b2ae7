"""The community worker's day: what waits, whom to phone, what came of it. Pages over services."""
