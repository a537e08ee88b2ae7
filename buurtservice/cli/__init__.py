"""The command `buurtservice`: a module per group. Each reads words, calls one service, prints."""

from buurtservice.cli import (
    activities,
    call_policy,
    calls,
    cards,
    categories,
    database,
    demo,
    figures,
    matches,
    replay,
    requests,
    rounds,
    serve,
    staff,
    team,
)
from buurtservice.cli.root import main

__all__ = [
    "activities",
    "call_policy",
    "calls",
    "cards",
    "categories",
    "database",
    "demo",
    "figures",
    "main",
    "matches",
    "replay",
    "requests",
    "rounds",
    "serve",
    "staff",
    "team",
]
