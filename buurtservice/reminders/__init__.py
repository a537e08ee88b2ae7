"""What people hear without asking: how did it go, see you tomorrow, does it still stand."""
