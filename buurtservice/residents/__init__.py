"""Who takes part: residents, households, neighbourhoods, and the pairs that must never be matched."""
