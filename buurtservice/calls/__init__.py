"""Conversations that a worker should have: now, about requests that found nobody and the team may not do."""
