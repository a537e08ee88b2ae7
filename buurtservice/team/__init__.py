"""The paid team: it does what found no neighbour in time, so that nothing is left lying."""
