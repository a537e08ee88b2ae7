"""Two records of one person become one, with their history; for a week that can be undone."""
