"""Places where people can walk in: desks, and sites that lend scooters."""
