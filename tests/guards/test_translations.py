"""Every sentence that people read is there in English too, says the same, and is really shown."""

import ast
import html
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import buurtservice
import dev
from buurtservice import labels
from buurtservice.app import create_app
from buurtservice.demo.story import play
from buurtservice.demo.views import demo_pages
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.settings import Settings

PLACE_TO_FILL = re.compile(r"%\(\w+\)[sd]")
MARKS = {"N_", "gettext", "ngettext"}
# What is the same in both languages: names, and sentences of which only the words filled in differ.
SAME_IN_BOTH = {
    "%(name)s %(days)s",
    "%(names)s in %(place)s",
    "Cookies",
    "E-mail",
    "Later",
    "Match %(id)s",
    "Match",
    "Matches",
    "Match %(id)s: %(kind)s, %(asker)s <- %(helper)s (%(numbers)s): %(state)s",
    "account",
    "match",
    "matches",
    "open",
    "Pilot 2014",
    "pilot 2014",
    "Postcode",
    "postcodes",
}
DUTCH = re.compile(
    r"\b(?:de|het|een|en|van|niet|naar|voor|geen|nog|bij|wie|waarom|wordt|zijn|wij|vraag)\b", re.I
)
QUOTED = re.compile(r"'[^'\n]*'|\([^()\n]*\)")


@pytest.fixture(scope="module")
def said(root, tmp_path_factory) -> Catalog:
    """Return the sentences that the code and the templates say now."""
    template = tmp_path_factory.mktemp("said") / "messages.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    subprocess.run([*babel, *dev.EXTRACT, "-o", str(template), "."], cwd=root, check=True)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def source(root) -> Path:
    return root / "buurtservice" / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module")
def english(source) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def translations(english) -> list[Message]:
    return sentences(english)


def sentences(catalogue: Catalog) -> list[Message]:
    """Return all entries but the header, which has no words."""
    return [message for message in catalogue if message.id]


def test_every_sentence_is_in_the_english_catalogue(said, english):
    missing = [message.id for message in sentences(said) if message.id not in english]

    assert missing == [], "run: python3 dev.py translate"


def test_the_catalogue_holds_no_sentence_that_nobody_says_any_more(said, english, translations):
    left_over = [message.id for message in translations if message.id not in said]

    assert left_over == [], "run: python3 dev.py translate"
    assert not english.obsolete


def test_every_sentence_is_translated_and_none_is_a_guess(translations):
    unfinished = [message.id for message in translations if message.fuzzy or not all(forms(message.string))]

    assert unfinished == [], "write their msgstr in buurtservice/translations/en/LC_MESSAGES/messages.po"


def test_a_translation_fills_in_the_same_words(translations):
    differing = [
        (dutch, english)
        for message in translations
        for dutch, english in zip(forms(message.id), forms(message.string), strict=True)
        if set(PLACE_TO_FILL.findall(dutch)) != set(PLACE_TO_FILL.findall(english))
    ]

    assert differing == []


def test_only_what_is_the_same_in_both_languages_is_the_same(translations):
    same = {message.id for message in translations if message.id == message.string}

    assert same == SAME_IN_BOTH


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return the one form of a sentence, or its singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def test_no_sentence_is_marked_inside_an_f_string(root):
    """Before Python 3.12 the extractor does not see such a sentence, and it would stay Dutch."""
    hidden = [
        f"{path.relative_to(root)}:{call.lineno}"
        for package in ("buurtservice", "jobs")
        for path in (root / package).rglob("*.py")
        for call in marked_inside_f_strings(path)
    ]

    assert hidden == []


def marked_inside_f_strings(path: Path) -> Iterator[ast.Call]:
    for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for part in ast.walk(text) if isinstance(text, ast.JoinedStr) else ():
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in MARKS:
                yield part


def test_every_refusal_can_be_read_in_english(english):
    for module in pkgutil.walk_packages(buurtservice.__path__, "buurtservice."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    refusals = [kind for kind in kinds_of(BuurtserviceError) if kind.__module__.startswith("buurtservice.")]

    assert len(refusals) > 20
    assert [refusal.__name__ for refusal in refusals if refusal.text not in english] == []


def kinds_of(error: type[BuurtserviceError]) -> Iterator[type[BuurtserviceError]]:
    """Return this error and all that derive from it."""
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def test_every_label_can_be_read_in_english(english):
    words = [
        word
        for name, table in vars(labels).items()
        if isinstance(table, dict | tuple) and name.isupper()
        for word in (table.values() if isinstance(table, dict) else table)
    ]

    assert len(words) > 50
    assert [word for word in words if word not in english] == []


@pytest.fixture
def in_english(source, tmp_path):
    """Return how to run a command for an English reader, on a database of its own."""
    assert not dev.is_stale(source), "run: python3 dev.py translate"
    ours = {name for name in os.environ if name.startswith("BUURTSERVICE_")}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"BUURTSERVICE_LANGUAGE": "en", "BUURTSERVICE_INSTANCE": str(tmp_path)}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-W", "error", "-m", "buurtservice", *arguments]
        done = subprocess.run(
            command,
            cwd=source.parents[4],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_figures_have_english_names(in_english, translations):
    printed = in_english("figures", "--from", "2014-06-01", "--to", "2014-12-31")

    names = [
        message
        for message in translations
        if "buurtservice/figure_words.py" in dict(message.locations) and "%" not in message.id
    ]
    assert "Figures from 1 Jun 2014 to 31 Dec 2014" in printed
    assert len(names) > 10
    assert [message.string for message in names if message.string not in printed] == []
    assert [message.id for message in names if message.id in printed] == []


def test_the_demonstration_prints_no_dutch(in_english):
    printed = in_english("demo", "--no-serve")

    assert "The four figures from June to December 2014" in printed
    assert lines_in_dutch(printed) == []


def test_the_page_of_the_demonstration_shows_no_dutch(source, sqlite_template, tmp_path):
    assert not dev.is_stale(source), "run: python3 dev.py translate"
    database = shutil.copyfile(sqlite_template, tmp_path / "demo.sqlite")
    app = create_app(Settings(database_url=f"sqlite:///{database}", instance=tmp_path, demo=True))
    app.register_blueprint(demo_pages)
    with app.app_context():
        app.extensions["buurtservice_demo"] = play(app.config["BUURTSERVICE"])

        answer = app.test_client().get("/demo?lang=en")

        db.session.remove()
        db.engine.dispose()
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<html lang="en" dir="ltr">' in page
    assert lines_in_dutch(words_of(page)) == []


def words_of(page: str) -> str:
    """Return what a page says to eyes and ears: its text and the names of its parts."""
    spoken = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', page)
    return html.unescape("\n".join([re.sub(r"<[^>]+>", "\n", page), *spoken]))


def lines_in_dutch(text: str) -> list[str]:
    """Return lines with a Dutch word; the words of a card, in quotation marks or brackets, may be Dutch."""
    return [line for line in QUOTED.sub("", text).splitlines() if DUTCH.search(line)]


def test_a_dutch_line_is_noticed_and_a_quoted_word_is_not():
    assert lines_in_dutch("Er is geen voorstel.\nWrite 'hond geen probleem' (een hond).\nNo dog.") == [
        "Er is geen voorstel."
    ]
