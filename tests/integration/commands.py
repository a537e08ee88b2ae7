"""Runs the real command line inside the test's process, and keeps what it said.

A command makes an application of its own, whose engine compiles every statement anew. Where that would be the
same as the test's, it gets the test's; `python -m buurtservice` as a process is tried by others.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner
from flask import Flask, has_app_context

from buurtservice.app import create_app
from buurtservice.cli import main, root
from buurtservice.extensions import db
from buurtservice.settings import Settings, read_settings


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        """Return the JSON it printed."""
        assert self.status == 0, self.err
        return json.loads(self.out)


class Desk:
    """A terminal with one database."""

    def __init__(self, app: Flask, settings: dict[str, str]) -> None:
        self.app, self.settings = app, settings

    def run(self, *words: object) -> Said:
        """Run `buurtservice WORDS`."""
        if has_app_context():
            db.session.rollback()  # The command closes the connections; the test's must not be in use.
        with self.app.app_context():
            db.session.remove()
            with patch.object(root, "create_app", _sharing(self.app)):
                result = CliRunner(env=self.settings).invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(status=result.exit_code, out=result.stdout, err=result.stderr)

    def ask(self, *words: object) -> Any:
        """Run the command with --json; return its report."""
        return self.run(*words, "--json").report

    def refused(self, *words: object) -> str:
        """Run the command; return its one line of refusal."""
        said = self.run(*words)
        assert (said.status, said.out, said.err.count("\n")) == (2, "", 1), said
        return said.err.strip()


def _sharing(app: Flask) -> Callable[..., Flask]:
    """Return what makes an application, and gives this one where it would be no different."""

    def make(settings: Settings | None = None, *, pages: bool = True) -> Flask:
        wanted = settings or read_settings()
        here: Settings = app.config["BUURTSERVICE"]
        return app if replace(wanted, instance=here.instance) == here else create_app(wanted, pages=pages)

    return make
