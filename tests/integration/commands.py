"""Runs the real command line inside the test's process, and keeps what it said."""

import json
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner
from flask import Flask

from buurtservice.cli import main
from buurtservice.extensions import db


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
        with self.app.app_context():
            db.session.remove()
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
