"""The forms of asking and offering: one for each question, so that each is a page of its own."""
