"""Pictures of every page, to look at.

usage: python -m tests.browser.screenshots [FOLDER] [--only WORD] [--all]

FOLDER is ./screenshots by default. Each page is taken at phone and desktop width in Dutch; `--all` adds dark
mode and English; `--only` takes the pages whose name has this word.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from itertools import count, product
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.serving import FAULT_PATH, find_browser, launch, make_demo, serving
from tests.browser.walks import Look, walk_asking, walk_offering

# Name of the picture, path, and as whom: a role of the demonstration, or "" for a stranger. Add your pages.
Shot = tuple[str, str, str]
Walk = Callable[[Page, Look], None]
PAGES: tuple[Shot, ...] = (
    # For everybody.
    ("begin", "/", ""),
    ("overzicht", "/demo", ""),
    ("demo-post", "/demo/post", ""),
    ("niet-gevonden", "/bestaat-niet", ""),
    ("fout", FAULT_PATH, ""),
    ("scootmobielen", "/scootmobielen", ""),
    ("scootmobielen-week", "/scootmobielen/week", ""),
    ("activiteiten", "/activiteiten", ""),
    ("activiteit", "/activiteiten/1", ""),
    ("toegankelijkheid", "/toegankelijkheid", ""),
    ("klacht", "/klacht", ""),
    ("uw-gegevens", "/uw-gegevens", ""),
    ("ik-zoek-hulp", "/ik-zoek-hulp", ""),
    ("ik-bied-hulp", "/ik-bied-hulp", ""),
    ("aanmelden", "/aanmelden", ""),
    ("personeel", "/personeel", ""),
    # The parts of pages, in every state.
    ("onderdelen", "/onderdelen", ""),
    ("onderdelen-fouten", "/onderdelen?fouten=1", ""),
    ("onderdelen-rtl", "/onderdelen?fouten=1&rtl=1", ""),
    ("onderdelen-medewerker", "/onderdelen/medewerker", "worker"),
    # The worker's day.
    ("vandaag", "/vandaag", "worker"),
    ("voorstellen", "/voorstellen", "worker"),
    ("voorstel", "/voorstellen/2", "worker"),
    ("voorstel-later", "/voorstellen/2/later", "worker"),
    ("voorstel-afwijzen", "/voorstellen/2/afwijzen", "worker"),
    ("voorstel-anders", "/voorstellen/2/anders", "worker"),
    ("kring", "/kringen/1", "worker"),
    ("kring-afwijzen", "/kringen/1/afwijzen", "worker"),
    ("rondes", "/rondes", "worker"),
    ("ronde", "/rondes/1", "worker"),
    ("match-maken", "/matches/nieuw", "worker"),
    ("nooit-samen", "/nooit-samen", "worker"),
    ("nooit-samen-nieuw", "/nooit-samen/nieuw", "worker"),
    ("matches", "/matches", "worker"),
    ("belletjes", "/belletjes", "worker"),
    ("belletjes-tekort", "/belletjes/tekort", "worker"),
    ("zonder-match", "/zonder-match", "worker"),
    ("samen", "/samen", "worker"),
    ("activiteiten-overzicht", "/activiteiten/overzicht", "worker"),
    ("activiteiten-nieuw", "/activiteiten/nieuw", "worker"),
    ("activiteit-mensen", "/activiteiten/1/mensen", "worker"),
    ("activiteit-wijzigen", "/activiteiten/1/wijzigen", "worker"),
    ("activiteit-aanmelden", "/activiteiten/1/aanmelden", "worker"),
    ("activiteit-wie-was-er", "/activiteiten/2/wie-was-er", "worker"),
    ("activiteit-papier", "/activiteiten/1/print", "worker"),
    ("activiteit-afzeggen", "/activiteiten/1/afzeggen", "worker"),
    ("berichten", "/berichten", "worker"),
    ("berichten-brieven", "/berichten?soort=brieven", "worker"),
    ("berichten-een", "/berichten/1", "worker"),
    ("berichten-printen", "/berichten/brieven", "worker"),
    ("helper-kan-ook", "/helpers/1/ook", "worker"),
    ("signalen", "/signalen", "worker"),
    ("doorverwijzingen", "/doorverwijzingen", "worker"),
    ("account", "/personeel/account", "worker"),
    ("apparaten", "/personeel/apparaten", "worker"),
    # The desk.
    ("balie", "/balie", "desk"),
    ("balie-dubbel", "/balie/dubbel", "desk"),
    ("balie-vraag", "/balie/vraag", "desk"),
    ("balie-aanbod", "/balie/aanbod", "desk"),
    ("balie-zonder-naam", "/balie/zonder-naam", "desk"),
    ("balie-alleen-een-vraag", "/balie/alleen-een-vraag", "desk"),
    ("balie-bezoeker", "/balie/bezoekers/1", "desk"),
    ("balie-gegevens", "/balie/bezoekers/1/gegevens", "desk"),
    ("balie-weggaan", "/balie/bezoekers/1/weggaan", "desk"),
    ("balie-samenvoegen", "/balie/samenvoegen/1/2", "desk"),
    ("balie-doorverwijzing", "/balie/bezoekers/1/doorverwijzing", "desk"),
    ("balie-briefje", "/balie/vragen/1/briefje", "desk"),
    ("signaal-nieuw", "/signalen/nieuw", "desk"),
    ("bezoeker", "/balie/bezoekers/3", "desk"),
    ("bezoeker-vraag", "/balie/bezoekers/3/vraag", "desk"),
    ("bezoeker-aanbod", "/balie/bezoekers/3/aanbod", "desk"),
    ("bezoeker-gegevens", "/balie/bezoekers/3/gegevens", "desk"),
    ("bezoeker-signaal", "/balie/bezoekers/3/signaal", "desk"),
    ("bezoeker-scootmobiel", "/balie/bezoekers/3/scootmobielen", "desk"),
    ("bezoeker-doorverwijzing", "/balie/bezoekers/3/doorverwijzing", "desk"),
    ("briefje", "/balie/vragen/3/briefje", "desk"),
    ("samenvoegen", "/balie/samenvoegen/3/4", "desk"),
    ("signaal-nieuw", "/signalen/nieuw", "desk"),
    # The resident: Mia of the demonstration, see demo/neighbour.py.
    ("mijn", "/mijn", "resident"),
    ("mijn-alles", "/mijn/alles", "resident"),
    ("mijn-vraag", "/mijn/vragen/44", "resident"),
    ("mijn-vraag-wijzigen", "/mijn/vragen/45/wijzigen", "resident"),
    ("mijn-vraag-intrekken", "/mijn/vragen/45/intrekken", "resident"),
    ("mijn-aanbod", "/mijn/aanbod/50", "resident"),
    ("mijn-aanbod-wijzigen", "/mijn/aanbod/50/wijzigen", "resident"),
    ("mijn-aanbod-intrekken", "/mijn/aanbod/50/intrekken", "resident"),
    ("mijn-hoe-ging-het", "/mijn/hulp/17/hoe-ging-het", "resident"),
    ("mijn-agenda", "/mijn/agenda", "resident"),
    ("mijn-berichten", "/mijn/berichten", "resident"),
    ("mijn-gegevens", "/mijn/gegevens", "resident"),
    ("mijn-gegevens-wijzigen", "/mijn/gegevens/wijzigen", "resident"),
    ("mijn-gegevens-wie-keek", "/mijn/gegevens/wie-keek", "resident"),
    ("mijn-weggaan", "/mijn/gegevens/weggaan", "resident"),
    ("mijn-scootmobiel", "/mijn/scootmobielen", "resident"),
    ("mijn-scootmobiel-wanneer", "/mijn/scootmobielen/reserveren", "resident"),
    ("mijn-scootmobiel-vrij", "/mijn/scootmobielen/vrij?dag=2014-11-24&dagdeel=0", "resident"),
    ("mijn-scootmobiel-vol", "/mijn/scootmobielen/vrij?dag=2014-11-19&dagdeel=1&plek=1", "resident"),
    ("mijn-scootmobiel-reservering", "/mijn/scootmobielen/17", "resident"),
    ("mijn-scootmobiel-afzeggen", "/mijn/scootmobielen/17/afzeggen", "resident"),
    # The resident.
    ("mijn", "/mijn", "resident"),
    ("mijn-alles", "/mijn/alles", "resident"),
    ("mijn-gegevens", "/mijn/gegevens", "resident"),
    ("mijn-gegevens-wijzigen", "/mijn/gegevens/wijzigen", "resident"),
    ("mijn-agenda", "/mijn/agenda", "resident"),
    ("wie-keek", "/mijn/gegevens/wie-keek", "resident"),
    ("weggaan", "/mijn/gegevens/weggaan", "resident"),
    # The others.
    ("team", "/team", "team"),
    ("team-kolom", "/team?kolom=nieuw", "team"),
    ("team-taak", "/team/taken/3", "team"),
    ("team-taak-collega", "/team/taken/5", "team"),
    ("team-plan", "/team/taken/9/plan", "team"),
    ("team-klaar", "/team/taken/2/klaar", "team"),
    ("team-teruggeven", "/team/taken/2/teruggeven", "team"),
    ("team-week", "/team/week", "team"),
    ("team-uren", "/team/uren", "worker"),
    ("team-uren-tom", "/team/uren/3", "worker"),
    ("morgen-naar-team", "/vandaag/morgen", "worker"),
    ("vasthouden", "/vandaag/morgen/45/vasthouden", "worker"),
    ("cijfers", "/cijfers?periode=2014-Q4", "policy"),
    ("cijfers-buurtwerker", "/cijfers?periode=2014-Q3", "worker"),
    ("cijfers-getal", "/cijfers/getal/requests?periode=2014-Q3", "worker"),
    ("cijfers-afdruk", "/cijfers/afdruk?periode=2014-Q3", "policy"),
    ("beheer", "/beheer", "operator"),
    ("medewerkers", "/beheer/medewerkers", "operator"),
    ("medewerker-nieuw", "/beheer/medewerkers/nieuw", "operator"),
    ("medewerker", "/beheer/medewerkers/1", "operator"),
    ("soorten", "/beheer/soorten", "operator"),
    ("soort-nieuw", "/beheer/soorten/nieuw", "operator"),
    ("soort", "/beheer/soorten/1", "operator"),
    ("buurten", "/beheer/buurten", "operator"),
    ("buurt", "/beheer/buurten/1", "operator"),
    ("postcodes", "/beheer/postcodes", "operator"),
    ("locaties", "/beheer/locaties", "operator"),
    ("locatie-nieuw", "/beheer/locaties/nieuw", "operator"),
    ("locatie", "/beheer/locaties/1", "operator"),
    ("locatie-openingstijden", "/beheer/locaties/1/openingstijden", "operator"),
    ("locatie-dicht", "/beheer/locaties/2/dicht", "operator"),
    # The host at the counter: see demo/scooters.py for who has which.
    ("uitgifte", "/uitgifte?plek=1", "host"),
    ("uitgifte-geraakt", "/uitgifte/geraakt?plek=2", "host"),
    ("uitgifte-reservering", "/uitgifte/15", "host"),
    ("uitgifte-mee", "/uitgifte/16/mee", "host"),
    ("uitgifte-kan-niet-mee", "/uitgifte/6/mee", "host"),
    ("uitgifte-terug", "/uitgifte/15/terug", "host"),
    ("uitgifte-langer", "/uitgifte/18/langer", "host"),
    ("uitgifte-inloop", "/uitgifte/inloop?plek=1", "host"),
    ("uitgifte-inloop-van", "/uitgifte/inloop/2?plek=1", "host"),
    ("proefrit", "/balie/bezoekers/1/rijcheck", "desk"),
    ("proefrit-nog-geen", "/balie/bezoekers/30/rijcheck", "host"),
    ("proefrit-stoppen", "/balie/bezoekers/1/rijcheck/stoppen", "desk"),
    ("scootmobielen-beheer", "/beheer/scootmobielen", "operator"),
    ("scootmobiel-nieuw", "/beheer/scootmobielen/nieuw", "operator"),
    ("scootmobiel", "/beheer/scootmobielen/5", "worker"),
    ("scootmobiel-wijzigen", "/beheer/scootmobielen/5/wijzigen", "operator"),
    ("scootmobiel-onderhoud", "/beheer/scootmobielen/2/onderhoud", "operator"),
    ("scootmobiel-locatie", "/beheer/scootmobielen/2/locatie", "operator"),
    ("scootmobiel-uit-gebruik", "/beheer/scootmobielen/2/uit-gebruik", "operator"),
    ("scootmobielen-regels", "/beheer/scootmobielen/regels", "operator"),
    ("teksten", "/beheer/teksten", "operator"),
    ("gewichten", "/beheer/gewichten", "operator"),
    ("gesprekken", "/beheer/gesprekken", "operator"),
    ("taken", "/beheer/taken", "operator"),
    ("logboek", "/beheer/logboek", "operator"),
)
# Pages that only come after others: the path at which a walk begins, and the walk.
WALKS: dict[str, tuple[str, Walk]] = {
    "zoek-hulp": ("/ik-zoek-hulp/voor-wie", walk_asking),
    "bied-hulp": ("/ik-bied-hulp/soort", walk_offering),
}
WIDTHS = {"phone": 390, "desktop": 1280}


def main(arguments: list[str]) -> int:
    """Write the pictures; return the exit status."""
    parser = ArgumentParser(prog="dev.py screenshots", description="Make pictures of the pages.")
    parser.add_argument("folder", nargs="?", default="screenshots", type=Path)
    parser.add_argument("--only", default="", help="the pages whose name has this word")
    parser.add_argument("--all", action="store_true", help="also dark mode and English")
    chosen = parser.parse_args(arguments)
    path = find_browser()
    if path is None:
        click.echo("There is no browser here. Install Chromium, as in: sudo apt install chromium", err=True)
        return 2
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as instance,
        serving(make_demo(Path(instance))) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, path)
        pages = [page for page in PAGES if chosen.only in page[0]]
        forms = [*product(("light", "dark"), ("nl", "en"))] if chosen.all else [("light", "nl")]
        for scheme, language in forms:
            for picture in take_pictures(browser, address, chosen.folder, pages, scheme, language):
                click.echo(picture)
            for name in (one for one in WALKS if chosen.only in one):
                take_walk(browser, address, chosen.folder, name, scheme, language)
        browser.close()
    return 0


def take_pictures(
    browser: Browser,
    address: str,
    folder: Path,
    pages: list[tuple[str, str, str]],
    scheme: str,
    language: str,
) -> Iterator[Path]:
    """Take one picture of each page at each width, the whole length of the page."""
    for device, width in WIDTHS.items():
        for role in sorted({role for _, _, role in pages}):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
            )
            sign_in(context, address, role, language)
            page = context.new_page()
            for name, path, _role in (one for one in pages if one[2] == role):
                page.goto(address + path)
                picture = folder / f"{name}-{device}-{scheme}-{language}.png"
                page.screenshot(path=picture, full_page=True)
                yield picture
            context.close()


def take_walk(browser: Browser, address: str, folder: Path, name: str, scheme: str, language: str) -> None:
    """Take a picture at each stop of a walk, as a stranger."""
    path, walk = WALKS[name]
    for device, width in WIDTHS.items():
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{address}{path}?lang={language}")
        stops = count(1)

        def look(stop: str) -> None:
            picture = folder / f"{name}-{next(stops):02}-{stop}-{device}-{scheme}-{language}.png"  # noqa: B023
            page.screenshot(path=picture, full_page=True)  # noqa: B023
            click.echo(picture)

        walk(page, look)
        context.close()


def sign_in(context: BrowserContext, address: str, role: str, language: str = "nl") -> None:
    """Choose the language, and sign in as the demonstration's person of this role; "" stays a stranger."""
    page = context.new_page()
    page.goto(f"{address}/?lang={language}")
    if role:
        page.locator(".demo summary").click()
        page.locator(f".demo button[value={role}]").click()
    page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
