"""A desk's card box: reading it, and taking its cards in."""
