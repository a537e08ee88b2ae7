"""Walks through pages that follow one another; `look` is called in every state, for axe or for a picture."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.serving import settle

Look = Callable[[str], None]


def look_away(_name: str) -> None:
    """Only walk."""


def following(page: Page) -> None:
    """Press the button of a question."""
    page.click("main form.asks-more .btn")
    settle(page)


def send(page: Page) -> None:
    """Press the button that sends all answers."""
    page.click("main form.far .btn")
    settle(page)


def agree(page: Page) -> None:
    """Tick both boxes of the last page."""
    page.check("#age")
    page.check("#agree")


def walk_asking(page: Page, look: Look = look_away) -> None:
    """Ask for help from the first question to the slip, with a mistake on each page."""
    look("voor-wie")
    page.check("input[value=other]")
    look("voor-een-ander")
    following(page)
    look("voor-een-ander-fout")
    page.check("input[value=self]")
    following(page)
    look("soort")
    following(page)
    look("soort-fout")
    page.check("input[value=ironing]")
    following(page)
    look("wanneer")
    page.check("input[value=day]")
    look("op-een-dag")
    following(page)
    look("op-een-dag-fout")
    page.check("input[value=weekly]")
    page.check("input[name=dayparts][value='3']", force=True)
    following(page)
    look("taak")
    page.fill("#note", "a" * 501)
    following(page)
    look("taak-fout")
    page.fill("#note", "Een mand")
    following(page)
    look("waar")
    following(page)
    look("waar-fout")
    page.select_option("#neighbourhood", index=1)
    following(page)
    look("contact")
    following(page)
    look("contact-fout")
    page.check("input[value=phone]")
    page.fill("#name", "Mia Peters-van der Allerlangstenachternaam op den Bovenhof")
    page.fill("#phone", "0612345678")
    following(page)
    look("controle")
    send(page)
    look("controle-fout")
    agree(page)
    send(page)
    look("klaar")


def walk_asking_without_name(page: Page) -> None:
    """Ask for help without a name, up to the last page, by the shortest way."""
    following(page)
    page.check("input[value=ironing]")
    following(page)
    page.check("input[value=altijd]")
    following(page)
    following(page)
    page.select_option("#neighbourhood", index=1)
    following(page)
    page.check("input[value=noname]")
    assert not page.locator("#name").is_visible()
    following(page)


def walk_offering(page: Page, look: Look = look_away) -> None:
    """Offer help from the first question to the thanks, and ask for something with one tap."""
    look("soort")
    following(page)
    look("soort-fout")
    page.check("input[value=garden]")
    following(page)
    look("wanneer")
    page.check("input[name=dayparts][value='15']", force=True)
    following(page)
    look("nog-meer")
    following(page)
    look("hoe-ver")
    following(page)
    look("hoe-ver-fout")
    page.select_option("#neighbourhood", index=1)
    following(page)
    look("hoe")
    following(page)
    look("contact")
    page.check("input[value=email]")
    page.fill("#name", "Sjef")
    page.fill("#email", "sjef@voorbeeld.nl")
    following(page)
    look("controle")
    agree(page)
    send(page)
    look("klaar")
    page.click("button[name=kind][value=cooking]")
    look("vraagt-meteen")
