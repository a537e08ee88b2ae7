"""Reads a desk's card box."""

from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from buurtservice.cards.reading import Assumption, RowProblem
from buurtservice.cards.services import Imported, import_card_box
from buurtservice.cli.root import in_app, json_option, main, print_json
from buurtservice.clock import local_today


@main.command("import-cards")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@json_option
@in_app
def import_cards(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take in FILE, a card box exported from a spreadsheet as CSV with semicolons."""
    imported = import_card_box(file, today=local_today(), dry_run=dry_run)
    if as_json:
        print_json(_report(imported))
    else:
        _tell(imported, dry_run=dry_run)


def _report(imported: Imported) -> dict[str, Any]:
    return {
        "rows": imported.rows,
        "residents": imported.residents,
        "requests": imported.requests,
        "offers": imported.offers,
        "already_known": imported.already_known,
        "problems": [
            {"row": problem.row, "card": problem.card, "problem": _sentence(problem)}
            for problem in imported.problems
        ],
        "assumptions": [
            {"row": assumption.row, "card": assumption.card, "assumption": _sentence(assumption)}
            for assumption in imported.assumptions
        ],
    }


def _tell(imported: Imported, *, dry_run: bool) -> None:
    if dry_run:
        click.echo(gettext("Proef: er is niets bewaard."))
    click.echo(
        gettext(
            "%(rows)s kaarten gelezen: %(residents)s nieuwe bewoners, %(requests)s nieuwe vragen, "
            "%(offers)s nieuw aanbod, %(known)s kaarten waren al bekend.",
            rows=imported.rows,
            residents=imported.residents,
            requests=imported.requests,
            offers=imported.offers,
            known=imported.already_known,
        )
    )
    for title, lines in (
        (gettext("Niet ingelezen:"), imported.problems),
        (gettext("Wel ingelezen, kijk dit nog na:"), imported.assumptions),
    ):
        if lines:
            click.echo(f"\n{title}")
        for line in lines:
            where = gettext("rij %(row)s, kaart %(card)s", row=line.row, card=line.card or "?")
            click.echo(f"  {where}: {_sentence(line)}")


def _sentence(line: RowProblem | Assumption) -> str:
    return line.message.in_words(gettext)
