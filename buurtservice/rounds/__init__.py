"""Runs the matcher. problem.py and outcome.py are the only bridge between the database and `matching`."""
