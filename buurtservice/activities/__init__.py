"""Collective activities: something that several residents do together."""
