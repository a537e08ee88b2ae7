"""What is asked and offered: kinds of help, requests, offers, and which request is being answered by what."""
