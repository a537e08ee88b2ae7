"""Who signs in, with what, and who read whose data. What a role may, each route says for itself."""
