"""What the commands refuse: exit status 2, and one line on standard error that says what is wrong."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from buurtservice.cli import main
from buurtservice.clock import local_today
from buurtservice.extensions import db
from tests import factories
from tests.integration.commands import Desk

HEADER = (
    "Kaartnr;Datum;Naam;Adres;Buurt;Telefoon;V/A;Soort hulp;Wanneer;Afstand;Bijzonderheden;Breedte;Lengte\n"
)
CARD = "1;02-03-2026;Mia Peters;Botsaartstraat 1;Caberg;;V;strijken;di ochtend;;;50,86;5,66\n"
TOMORROW = (local_today() + timedelta(days=2)).isoformat()


def refused(words: list[str], **environment: str) -> str:
    """Run a command that never gets as far as a database; return its one line."""
    said = CliRunner(env=environment).invoke(main, words)
    assert isinstance(said.exception, SystemExit), said.exception
    assert (said.exit_code, said.stdout, said.stderr.count("\n")) == (2, "", 1), said.stderr
    return said.stderr


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("nothing", "nothing"),
        ("match nothing", "nothing"),
        ("match show", "ID"),
        ("match show abc", "ID"),
        ("match show -1", "-1"),
        ("match show -- -1", "ID"),
        ("match show 1.5", "ID"),
        (f"match show {10**30}", "ID"),
        (f"match show {2**31}", "ID"),
        (f"match create {10**30} 1", "REQUEST"),
        (f"match create 1 {10**30}", "OFFER"),
        (f"team done {10**30}", "ID"),
        (f"activity held {10**30}", "ID"),
        (f"offer pause {10**30}", "ID"),
        (f"request withdraw {10**30}", "ID"),
        ("match list --state lost", "--state"),
        ("match agree 1", "--side"),
        ("match agree 1 --side both", "--side"),
        ("match complete 1", "--hours"),
        ("match decline 1", "--reason"),
        ("match stop 1", "--reason"),
        ("match postpone 1", "--until"),
        ("match approve 1 --on 2014-13-01", "--on"),
        ("match approve 1 --on 2014-02-29", "--on"),
        ("match approve 1 --on 2014-W47-2", "--on"),
        ("match approve 1 --on 20141118", "--on"),
        ("match approve 1 --on yesterday", "--on"),
        ("round --as-of 18-11-2014", "--as-of"),
        ("figures", "--from"),
        ("figures --from 2014-06-01", "--to"),
        ("figures --from 2014-06-01 --to 2014-06-31", "--to"),
        ("activity held 1 --people many", "--people"),
        ("import-cards", "FILE"),
        ("demo --port 0", "--port"),
        ("demo --port 70000", "--port"),
    ],
)
def test_words_that_make_no_command_are_refused_by_name(words, names):
    assert names in refused(words.split())


@pytest.fixture
def proposed(bare_app: Flask) -> None:
    """Propose that Sjef helps Mia."""
    with bare_app.app_context():
        factories.pair()


@pytest.mark.usefixtures("proposed")
def test_steps_that_cannot_be_are_refused_by_what_is_wrong(desk: Desk):
    for words, says in (
        ("match show 0", "Match 0 bestaat niet"),
        ("match approve 99", "Match 99 bestaat niet"),
        ("match create 99 1", "Vraag 99 bestaat niet"),
        ("team done 99", "Teamtaak 99 bestaat niet"),
        ("activity held 99", "Activiteit 99 bestaat niet"),
        ("match start 1", "'voorgesteld'"),
        ("match complete 1 --hours 1", "'voorgesteld'"),
        ("match complete 1 --hours nan", "NaN"),
        ("match complete 1 --hours inf", "Infinity"),
        ("match complete 1 --hours -1", "-1"),
        ("match complete 1 --hours 1e9", "1E+9"),
        ("match complete 1 --hours much", "much"),
        (f"match approve 1 --on {TOMORROW}", "toekomst"),
        ("match approve 1 --on 2026-03-03", "2026-03-04"),
        (f"round --as-of {TOMORROW}", "toekomst"),
        ("activity add x --category stars", "stars"),
        ("activity held 99 --people -1", "--people"),
        ("figures --from 2014-12-31 --to 2014-06-01", "--from"),
        ("figures --from 1990-01-01 --to 9999-12-31", "50 jaar"),
        ("figures --from 0001-01-01 --to 2014-12-31", "vanaf 1990"),
        ("activity add \udcff", "leesbare tekst"),
        ("match decline 1 --reason \udcff", "leesbare tekst"),
    ):
        assert says in desk.refused(*words.split(" ")), words

    assert desk.ask("match", "show", 1)["state"] == "proposed"


def test_a_card_box_that_cannot_be_read_is_refused_and_changes_nothing(desk: Desk, tmp_path: Path):
    sparse = tmp_path / "sparse.csv"
    with sparse.open("wb") as file:
        file.truncate(200 * 2**20)
    boxes = {
        "missing": tmp_path / "missing.csv",
        "folder": tmp_path,
        "200 MB": sparse,
        "empty": _file(tmp_path / "empty.csv", b""),
        "binary": _file(tmp_path / "binary.csv", bytes(range(256)) * 9),
        "wrong delimiter": _file(tmp_path / "tabs.csv", (HEADER + CARD).replace(";", "\t").encode()),
        "no columns": _file(tmp_path / "no.csv", b"a;b\n1;2\n"),
        "half a line": _file(tmp_path / "half.csv", (HEADER + CARD + "2;03-03-2026;Half ee").encode()),
    }
    for what, path in boxes.items():
        assert desk.refused("import-cards", path), what

    assert (desk.ask("request", "list"), desk.ask("offer", "list")) == ([], [])


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://x/y",
        "postgresql://postgres@127.0.0.1:port/x",
        "postgresql://postgres@127.0.0.1:99999/x",
        "postgresql://postgres@127.0.0.1:1/x",
        "postgresql://postgres@127.0.0.1/x?bogus=1",
        "sqlite:////nowhere/at/all.sqlite",
        "sqlite:////proc/unwritable.sqlite",
        "sqlite:////tmp",
        f"sqlite:///{__file__}",
    ],
)
def test_a_database_that_cannot_be_used_is_refused_in_one_line(url):
    for words in (["match", "list"], ["db", "upgrade"]):
        assert refused(words, BUURTSERVICE_DATABASE_URL=url)


def test_an_instance_folder_that_cannot_be_made_is_named():
    assert "BUURTSERVICE_INSTANCE" in refused(
        ["match", "list"], BUURTSERVICE_DATABASE_URL="", BUURTSERVICE_INSTANCE="/dev/null/x"
    )


@pytest.mark.parametrize(
    ("variable", "value"), [("LANGUAGE", "xx"), ("SOLVER_SECONDS", "nan"), ("SOLVER_SECONDS", "-1")]
)
def test_a_setting_that_cannot_be_used_is_named(variable, value):
    assert f"BUURTSERVICE_{variable}" in refused(["match", "list"], **{f"BUURTSERVICE_{variable}": value})


def test_a_database_of_another_version_is_refused(desk: Desk, bare_app: Flask):
    with version(bare_app, "9999"):
        assert "nieuwere versie" in desk.refused("match", "list")
        assert "nieuwere versie" in desk.refused("db", "upgrade")


def test_postgresql_that_may_lose_what_it_acknowledged_is_refused(postgresql_database: str):
    url = postgresql_database + "?options=-csynchronous_commit%3Doff"

    assert "synchronous_commit" in refused(["match", "list"], BUURTSERVICE_DATABASE_URL=url)


def test_a_refusal_shows_no_traceback_in_a_real_process(tmp_path):
    environment = {**os.environ, "BUURTSERVICE_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite'}"}
    said = subprocess.run(
        [sys.executable, "-m", "buurtservice", "match", "show", str(10**30)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )

    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)


@contextmanager
def version(app: Flask, number: str) -> Iterator[None]:
    """Let the database say that it is of this version; other tests share it, so put that back."""

    def change(to: str) -> str:
        with app.app_context(), db.engine.begin() as connection:
            was = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": to})
        return str(was)

    was = change(number)
    try:
        yield
    finally:
        change(was)
