"""Kinds of help: which there are, and a new one."""

import click
from flask_babel import gettext

from buurtservice.cli.root import in_app, json_option, main, print_json
from buurtservice.cli.words import kind_words
from buurtservice.help.categories import add_category
from buurtservice.help.models import Category
from buurtservice.help.queries import list_categories


@main.group()
def category() -> None:
    """Kinds of help."""


@category.command("list")
@json_option
@in_app
def list_(*, as_json: bool) -> None:
    """List the kinds of help that a card may name."""
    _show(list_categories(), as_json=as_json)


@category.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--english", metavar="NAME", help="Its English name (default: NAME).")
@click.option(
    "--word", "words", multiple=True, metavar="WORD", help="Another word for it on a card; may be repeated."
)
@click.option("--screening", is_flag=True, help="Only helpers who were screened (VOG).")
@click.option("--not-team", is_flag=True, help="The paid team does not do this.")
@json_option
@in_app
def add(
    code: str,
    name: str,
    *,
    english: str | None,
    words: tuple[str, ...],
    screening: bool,
    not_team: bool,
    as_json: bool,
) -> None:
    """Add a kind of help: CODE for programs (small letters), NAME as it stands on a card."""
    added = add_category(
        code=code,
        name_nl=name,
        name_en=english or name,
        spellings=words,
        requires_screening=screening,
        team_may_do=not not_team,
    )
    _show([added], as_json=as_json)


def _show(categories: list[Category], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "category": one.code,
                    "name_nl": one.name_nl,
                    "name_en": one.name_en,
                    "words": one.spellings,
                    "requires_screening": one.requires_screening,
                    "team_may_do": one.team_may_do,
                    "route_after_days": one.route_after_days,
                }
                for one in categories
            ]
        )
        return
    for one in categories:
        click.echo(
            gettext(
                "%(code)s: %(kind)s, na %(days)s dagen naar het team",
                code=one.code,
                kind=kind_words(one),
                days=one.route_after_days,
            )
            if one.team_may_do
            else gettext("%(code)s: %(kind)s, niet door het team", code=one.code, kind=kind_words(one))
        )
