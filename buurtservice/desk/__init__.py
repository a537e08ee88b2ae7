"""The desk: a volunteer, a tablet and a queue. Finds or registers a visitor, and prints a slip."""
