"""Makes the text of a message from its template, in the reader's language. The first line is the subject."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from flask_babel import force_locale, format_date

from buurtservice.messages.kinds import MessageKind
from buurtservice.messages.models import Channel
from buurtservice.settings import LANGUAGES, LOCALES
from buurtservice.wording import first_name

PAIR = "\t"  # Between a moment and the words about it, in a value that ends in `_times`.
OPT_OUT_PATH = "/mijn/berichten"


@dataclass(frozen=True, kw_only=True)
class Text:
    """The words of a message."""

    subject: str
    body: str


def write(
    kind: MessageKind, values: Mapping[str, str], *, name: str | None, language: str, channel: Channel
) -> Text:
    """Return the words. Raises ValueError for a missing or unknown value: it must say something."""
    given = {key for key, value in values.items() if value.strip()}
    if missing := kind.needs - given:
        raise ValueError(f"a message of kind {kind.code} needs {', '.join(sorted(missing))}")
    if unknown := given - kind.needs - kind.may_have:
        raise ValueError(f"a message of kind {kind.code} has no {', '.join(sorted(unknown))}")
    address = current_app.config["BUURTSERVICE"].address
    with force_locale(LOCALES[language if language in LANGUAGES else LANGUAGES[0]]):
        rendered = current_app.jinja_env.get_template(kind.template).render(
            dict.fromkeys(kind.may_have),
            **{key: _typed(key, values[key]) for key in given},
            format_date=format_date,
            name=first_name(name),
            online=channel in (Channel.MAIL, Channel.SMS),
            channel=channel.value,
            address=address,
            opt_out=address + OPT_OUT_PATH if kind.optional and channel == Channel.MAIL else None,
        )
    subject, _, body = rendered.strip().partition("\n")
    return Text(subject=" ".join(subject.split()), body=re.sub(r"\n{3,}", "\n\n", body).strip() + "\n")


def _typed(key: str, value: str) -> Any:
    if key.endswith("_on"):
        return date.fromisoformat(value)
    if key.endswith("_at"):
        return datetime.fromisoformat(value)
    if key.endswith("_time"):
        return time.fromisoformat(value)
    if key.endswith("_times"):
        return [_moment_and_words(line) for line in value.splitlines()]
    if key == "daypart":
        return int(value)
    # Lines of their own only where we make them: a name with a line end in it must not look like our words.
    return value if key == "reach" else " ".join(value.split())


def _moment_and_words(line: str) -> tuple[datetime, str]:
    moment, _, words = line.partition(PAIR)
    return datetime.fromisoformat(moment), " ".join(words.split())
