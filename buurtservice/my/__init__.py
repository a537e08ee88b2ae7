"""The resident's own page: what they asked and offer, how it stands, their appointments and their data."""
