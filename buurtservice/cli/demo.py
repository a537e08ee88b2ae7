"""The demonstration: one command from a card box to the four figures, on the terminal and on a page."""

import socket

import click
from flask import Flask
from flask_babel import gettext
from waitress import serve

from buurtservice.app import create_app
from buurtservice.cli.figures_text import beside_table, four_figures_table
from buurtservice.cli.half_year import half_year_text, tell_day
from buurtservice.cli.jobs_beside import jobs_beside
from buurtservice.cli.root import main, refusals_in_one_line, refuse, upgrade_database
from buurtservice.cli.round_text import round_text
from buurtservice.cli.tables import table
from buurtservice.demo.clock import BEGIN
from buurtservice.demo.half_year import make_half_year_app, play_half_year
from buurtservice.demo.site import make_demo_app
from buurtservice.demo.story import Story, play
from buurtservice.settings import read_settings

HOST = "127.0.0.1"
DEFAULT_PORT = 8014


@main.command()
@click.option(
    "--half-year",
    is_flag=True,
    help="Live through the half year first; the first time takes about half a minute.",
)
@click.option("--no-serve", is_flag=True, help="Stop after printing; serve no page.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Where the page is.",
)
def demo(*, half_year: bool, no_serve: bool, port: int) -> None:
    """Show everything with the card box of a pilot of 2014. All people in it are invented."""
    settings = read_settings()
    if not no_serve:
        with create_app(settings).app_context():
            _check_port(port)
    app = make_half_year_app(settings) if half_year else make_demo_app(settings)
    with app.app_context():
        with refusals_in_one_line():
            upgrade_database()
            said = _live_half_year(app) if half_year else _play_story(app)
        click.echo(said)
        if no_serve:
            return
        click.echo(
            "\n"
            + gettext(
                "De pagina's staan op http://%(host)s:%(port)s/ (stoppen met Ctrl-C)", host=HOST, port=port
            )
        )
    with jobs_beside("--from", BEGIN.isoformat(), "--database", app.config["SQLALCHEMY_DATABASE_URI"]):
        serve(app, host=HOST, port=port, threads=4, _quiet=True)


def _play_story(app: Flask) -> str:
    story = play(app.config["BUURTSERVICE"])
    app.extensions["buurtservice_demo"] = story
    return story_text(story)


def _live_half_year(app: Flask) -> str:
    return half_year_text(play_half_year(app, tell=tell_day))


def story_text(story: Story) -> str:
    """Return all that the demonstration prints."""
    cards = (story.request_cards, story.offer_cards)
    return "\n\n".join(
        [
            _imported_text(story),
            round_text(story.report, story.category_names, cards),
            _routed_text(story),
            gettext("De vier cijfers van juni tot en met december 2014, zoals ze er nu staan"),
            four_figures_table(story.figures, story.months),
            gettext("En als ieder voorstel wordt afgesproken"),
            four_figures_table(story.figures_if_agreed, story.months_if_agreed),
            beside_table(story.figures_if_agreed),
        ]
    )


def _imported_text(story: Story) -> str:
    imported = story.imported
    lines = [
        gettext(
            "Kaartenbak gelezen: %(requests)s vragen en %(offers)s keer aanbod van %(residents)s bewoners. "
            "%(problems)s kaarten konden niet mee:",
            requests=imported.requests,
            offers=imported.offers,
            residents=imported.residents,
            problems=len(imported.problems),
        )
    ]
    for problem in imported.problems:
        where = gettext("rij %(row)s, kaart %(card)s", row=problem.row, card=problem.card or "?")
        lines.append(f"  {where}: {problem.message.in_words(gettext)}")
    return "\n".join(lines)


def _routed_text(story: Story) -> str:
    names = story.category_names
    rows = [
        [
            gettext("buurtteam"),
            task.help_request_id,
            names[task.request.category.code],
            task.request.resident.name,
        ]
        for task in story.tasks
    ]
    rows += [
        [
            gettext("belletje"),
            request.id,
            names[request.category.code],
            request.resident.name,
        ]
        for request in story.calls
    ]
    header = [gettext("naar"), gettext("vraag"), gettext("soort hulp"), gettext("wie vraagt")]
    title = gettext(
        "Niets blijft liggen: %(tasks)s vragen gaan naar het buurtteam, over %(calls)s belt de buurtwerker "
        "(een maatje doet het team niet)",
        tasks=len(story.tasks),
        calls=len(story.calls),
    )
    return f"{title}\n{table(header, rows, right=(1,))}"


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            refuse(
                gettext(
                    "Poort %(port)s is bezet. Kies een andere met --port, bijvoorbeeld --port %(other)s.",
                    port=port,
                    other=port + 1,
                )
            )
