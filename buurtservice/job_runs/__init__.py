"""Which job had its effect for which period: once, by the database's word."""
