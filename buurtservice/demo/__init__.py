"""The demonstration: a card box of fictional people, from the first card to the four figures."""
