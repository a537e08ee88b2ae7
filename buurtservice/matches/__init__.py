"""The life of a match: proposed, approved, agreed, active, completed; or ended on the way."""
