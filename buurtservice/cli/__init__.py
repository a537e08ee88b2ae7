"""The command `buurtservice`: a module per group. Each reads words, calls one service, prints."""

from buurtservice.cli import (
    activities,
    calls,
    cards,
    categories,
    database,
    demo,
    figures,
    matches,
    requests,
    rounds,
    team,
)
from buurtservice.cli.root import main

__all__ = [
    "activities",
    "calls",
    "cards",
    "categories",
    "database",
    "demo",
    "figures",
    "main",
    "matches",
    "requests",
    "rounds",
    "team",
]
