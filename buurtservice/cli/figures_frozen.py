"""The months that were frozen: the list, one with what changed in it, and whether the hashes agree."""

from typing import Any

import click
from flask_babel import format_date, gettext

from buurtservice.cli.root import REFUSED, print_json
from buurtservice.cli.tables import table
from buurtservice.errors import NotFound
from buurtservice.figures.models import MonthFigures
from buurtservice.figures.months import list_latest_months, list_revisions
from buurtservice.figures.periods import month_of, read_period
from buurtservice.figures.verifying import verify_months
from buurtservice.i18n import N_


def show_frozen(month: str | None, *, as_json: bool) -> None:
    """Print the latest revision of every frozen month, or all revisions of one (YYYY-MM)."""
    if month is None:
        found = list_latest_months()
    else:
        found = list_revisions(read_period(month).last_month)
        if not found:
            raise NotFound(what=N_("Vastgestelde maand"), id=month)
    if as_json:
        print_json([_as_dict(one) for one in found])
        return
    header = [gettext("Maand"), gettext("Herziening"), gettext("Vastgesteld"), gettext("Hash van de cijfers")]
    rows = [
        [f"{one.month:%Y-%m}", one.revision, format_date(one.frozen_at), one.figures_hash[:16]]
        for one in found
    ]
    click.echo(table(header, rows, right=(1,)))
    for one in found if month is not None else ():
        for period, changes in one.changes.items():
            for name, (before, after) in changes.items():
                click.echo(f"  {one.revision}: {period} {name}: {before} → {after}")


def show_verified(*, as_json: bool) -> None:
    """Count every frozen month again; end with status 2 when a hash differs."""
    found = verify_months()
    if as_json:
        print_json([{**vars(one), "month": f"{one.month:%Y-%m}", "agrees": one.agrees} for one in found])
    else:
        rows = [[f"{one.month:%Y-%m}", one.revision, one.code_version, _words(one.agrees)] for one in found]
        header = [gettext("Maand"), gettext("Herziening"), gettext("Versie"), gettext("Opnieuw geteld")]
        click.echo(table(header, rows, right=(1,)))
    if not all(one.agrees for one in found):
        raise click.exceptions.Exit(REFUSED)


def _words(agrees: bool) -> str:
    return gettext("hetzelfde") if agrees else gettext("VERSCHILT")


def _as_dict(one: MonthFigures) -> dict[str, Any]:
    parts = one.figures["periods"][month_of(one.month).key]
    return {
        "month": f"{one.month:%Y-%m}",
        "revision": one.revision,
        "frozen_at": one.frozen_at.isoformat(),
        "code_version": one.code_version,
        "last_fact_id": one.last_fact_id,
        "facts": one.figures["facts"],
        "facts_hash": one.facts_hash,
        "figures_hash": one.figures_hash,
        "figures": parts["figures"],
        "changes": one.changes,
    }
