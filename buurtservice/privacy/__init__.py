"""What somebody may ask of us about their own data: to see it, to take it along, and to leave."""
