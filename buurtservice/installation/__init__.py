"""What this installation calls itself, says of itself, and holds important: texts and weights."""
