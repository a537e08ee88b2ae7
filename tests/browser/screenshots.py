"""Pictures of every page, to look at.

usage: python -m tests.browser.screenshots [FOLDER]     (by default ./screenshots)
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import FAULT_PATH, find_browser, launch, make_demo, serving

PAGES = {"overzicht": "/", "niet-gevonden": "/bestaat-niet", "fout": FAULT_PATH}
WIDTHS = {"phone": 390, "desktop": 1280}
SCHEMES = ("light", "dark")
LANGUAGES = ("nl", "en")


def main(arguments: list[str]) -> int:
    """Write the pictures; return the exit status."""
    path = find_browser()
    if path is None:
        click.echo("There is no browser here. Install Chromium, as in: sudo apt install chromium", err=True)
        return 2
    folder = Path(arguments[0] if arguments else "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as instance,
        serving(make_demo(Path(instance))) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, path)
        for picture in take_pictures(browser, address, folder):
            click.echo(picture)
        browser.close()
    return 0


def take_pictures(browser: Browser, address: str, folder: Path) -> Iterator[Path]:
    """Take one picture of each page in each form, the whole length of the page."""
    for (name, path), (device, width), scheme, language in product(
        PAGES.items(), WIDTHS.items(), SCHEMES, LANGUAGES
    ):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{address}{path}?lang={language}")
        picture = folder / f"{name}-{device}-{scheme}-{language}.png"
        page.screenshot(path=picture, full_page=True)
        context.close()
        yield picture


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
