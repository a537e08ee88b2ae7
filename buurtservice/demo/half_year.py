"""The half year as the demonstration's data: played once, kept beside it, and copied at each start.

What is kept is named after all that it follows from: the program, its words and the card box. When one of
these changed it is played anew, and what was kept is thrown away.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

from flask import Flask

from buurtservice.app import PACKAGE, template_folder
from buurtservice.clock import local_today
from buurtservice.demo.clock import in_time_of_demo
from buurtservice.demo.half_year_page import EXTENSION, HalfYear
from buurtservice.demo.life import add_life
from buurtservice.demo.numbers import PILOT
from buurtservice.demo.replay import Replayed, Tell, live_through_night, replay
from buurtservice.demo.replay_days import Done
from buurtservice.demo.site import make_demo_app
from buurtservice.demo.story import CARD_BOX, LAST_CARD
from buurtservice.extensions import db
from buurtservice.operator.backups import BackupFailed, write_backup
from buurtservice.settings import Settings

STAFF_UNTIL = date(2014, 10, 12)  # Then they are on leave, so that on the last day there is work to show.
_KEPT = "half-year-{}.sqlite"


def make_half_year_app(settings: Settings) -> Flask:
    """Return the demonstration's application on the half year that was kept, else on an empty database.

    `play_half_year` is to be called in its context, once the tables are there. Raises as make_demo_app.
    """
    app = make_demo_app(settings)
    kept = _kept(app)
    with suppress(OSError, ValueError, TypeError):  # What cannot be read is played anew.
        played = HalfYear(**json.loads(kept.with_suffix(".json").read_text()))
        copyfile(kept, _database(app))
        app.extensions[EXTENSION] = played
    return app


def play_half_year(app: Flask, *, tell: Tell) -> HalfYear:
    """Live through the half year until the demonstration's own day and keep it; or return what was kept.

    `tell` hears each day, as replay says. Where the folder cannot be written, nothing is kept.
    """
    if EXTENSION not in app.extensions:
        app.extensions[EXTENSION] = _play(app, tell)
        with suppress(OSError, BackupFailed):
            _keep(app)
    played: HalfYear = app.extensions[EXTENSION]
    return played


def _play(app: Flask, tell: Tell) -> HalfYear:
    seconds = app.config["BUURTSERVICE"].solver_seconds
    played = replay(CARD_BOX, until=LAST_CARD, staff_until=STAFF_UNTIL, solver_seconds=seconds, tell=tell)
    with in_time_of_demo():
        live_through_night(local_today(), solver_seconds=seconds, done=Done())
        add_life()
    return _sum_up(played)


def _sum_up(played: Replayed) -> HalfYear:
    return HalfYear(
        start=played.start.isoformat(),
        end=played.end.isoformat(),
        rounds=played.rounds,
        done=played.done,
        four={name: getattr(played.figures, name) for name in PILOT},
    )


def _keep(app: Flask) -> None:
    """Put a copy beside the demonstration's database; it counts once its words are there, which come last."""
    kept = _kept(app)
    for older in kept.parent.glob(_KEPT.format("*").replace(".sqlite", ".*")):
        older.unlink()
    db.session.remove()
    write_backup(db.engine.url, kept)
    kept.with_suffix(".json").write_text(json.dumps(asdict(app.extensions[EXTENSION])))


def _kept(app: Flask) -> Path:
    return Path(app.instance_path) / _KEPT.format(_what_it_follows_from(app))


def _database(app: Flask) -> Path:
    return Path(app.instance_path) / "demo.sqlite"


def _what_it_follows_from(app: Flask) -> str:
    """Return a short hash of the program, its words and the card box, and of the language."""
    found = sha256(str(app.config["BUURTSERVICE"].language).encode())
    places = ((PACKAGE, "*.py"), (PACKAGE.parent / "matching", "*.py"), (PACKAGE / "demo", "*.csv"))
    for folder, kind in (*places, (template_folder() / "emails", "*.txt")):
        for file in sorted(folder.rglob(kind)):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]
