"""Plays a card box day by day, and prints the figures beside those of the pilot."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import format_date, gettext

from buurtservice.app import current_settings
from buurtservice.cli.figures_text import beside_table, four_figures_table
from buurtservice.cli.root import in_app, json_option, main, parse_day, print_json
from buurtservice.cli.tables import table
from buurtservice.demo.numbers import PILOT
from buurtservice.demo.replay import Replayed, replay
from buurtservice.figure_words import four_labels


@main.command("replay")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--until",
    metavar="YYYY-MM-DD",
    callback=parse_day,
    help="The last day (default: the end of the year of the last card).",
)
@json_option
@in_app
def replay_command(path: Path, *, until: date | None, as_json: bool) -> None:
    """Play the half year of a card box day by day, in an EMPTY database. It is a simulation."""
    played = replay(path, until=until, solver_seconds=current_settings().solver_seconds)
    if as_json:
        print_json(replayed_dict(played))
    else:
        click.echo(replayed_text(played))


def replayed_dict(played: Replayed) -> dict[str, Any]:
    """Return what came of it, for programs."""
    return {
        "simulation": True,
        "from": played.start,
        "to": played.end,
        "cards": {
            "requests": played.cards.requests,
            "offers": played.cards.offers,
            "residents": played.cards.residents,
            "problems": len(played.cards.problems),
        },
        "rounds": played.rounds,
        "done": played.done,
        "pilot": PILOT,
        "figures": asdict(played.figures),
    }


def replayed_text(played: Replayed) -> str:
    """Return what came of it, for people: that it is a simulation stands first."""
    days = {"start": format_date(played.start), "end": format_date(played.end)}
    rows = [(label, getattr(played.figures, name), PILOT[name]) for name, label in four_labels().items()]
    return "\n\n".join(
        [
            gettext("Nagespeeld van %(start)s tot en met %(end)s. DIT IS EEN SIMULATIE.", **days)
            + "\n"
            + gettext(
                "De kaarten zijn verzonnen, en wie ja of nee zegt volgt uit vaste regels (docs/replay.md). "
                "Het laat zien dat het werkt, niet wat een buurt zou doen."
            ),
            gettext(
                "Kaarten: %(requests)s vragen en %(offers)s keer aanbod van %(residents)s bewoners; "
                "%(rounds)s matchrondes.",
                requests=played.cards.requests,
                offers=played.cards.offers,
                residents=played.cards.residents,
                rounds=played.rounds,
            ),
            table(["", gettext("nagespeeld"), gettext("pilot 2014")], rows, right=(1, 2)),
            four_figures_table(played.figures, played.months),
            beside_table(played.figures),
        ]
    )
