"""Every text is as it was read and approved, in both languages, and says something to somebody by name.

After a change that is meant: BUURTSERVICE_TEST_SNAPSHOTS=write, run this file, and read the difference.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buurtservice.clock import moved_clock, utc_now
from buurtservice.messages.kinds import KINDS, SECRET_KINDS, MessageKind
from buurtservice.messages.models import Channel
from buurtservice.messages.writing import write

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "messages"
WRITES = os.environ.get("BUURTSERVICE_TEST_SNAPSHOTS") == "write"
WORDS = {
    "nl": {"help": "strijken", "title": "Samen koken"},
    "en": {"help": "ironing", "title": "Cooking together"},
}
VALUES = {
    "reference": "K7M-24P",
    "other": "Sjef",
    "reach": "Sjef Smeets\n043 555 01 02",
    "starts_at": "2026-03-05T13:30:00+00:00",
    "place": "Buurthuis De Poort",
    "page": "/mijn/pagina",
    "expires_on": "2026-03-20",
    "planned_on": "2026-03-06",
    "daypart": "1",
    "helper": "Sjef",
    "takes_over_on": "2026-03-09",
    "takes_place_on": "2026-03-10",
    "begins_time": "14:30",
    "ends_time": "16:00",
    "note": "De kok is ziek.",
    "count": "2",
    "month_on": "2026-02-01",
    "site": "Uitleenpunt Malberg",
    "ends_at": "2026-03-06T16:00:00+00:00",
    "held_until_at": "2026-03-04T13:00:00+00:00",
    "due_at": "2026-03-04T11:30:00+00:00",
    "series_times": "2026-03-12T13:30:00+00:00\tSK-2345\n2026-03-19T13:30:00+00:00\tSM-6789",
    "options_times": "2026-03-05T11:30:00+00:00\tWijksteunpunt\n2026-03-06T13:30:00+00:00\tMalberg",
    "late": "1",
    "scooter": "Blauwvoet",
    "later": "2",
    "ends_on": "2026-03-28",
    "goes_on": "2026-03-05",
}
WRITTEN_HERE = [kind for kind in KINDS.values() if kind.code not in SECRET_KINDS]

# Texts are the same on both databases.
pytestmark = [
    pytest.mark.usefixtures("in_march"),
    pytest.mark.parametrize("bare_app", ["sqlite"], indirect=True),
]


@pytest.fixture
def in_march(bare_app):
    with bare_app.app_context(), moved_clock(datetime(2026, 3, 4, 9, tzinfo=UTC) - utc_now()):
        yield


def values_of(kind: MessageKind, language: str) -> dict[str, str]:
    every = VALUES | WORDS[language]
    return {name: every[name] for name in kind.needs | kind.may_have}


def shown(kind: MessageKind) -> str:
    """Return the texts of a kind: mail in both languages, and on paper where it may go so."""
    parts = []
    for language, channel in (("nl", Channel.MAIL), ("en", Channel.MAIL), ("nl", Channel.LETTER)):
        if channel in kind.ways:
            text = write(
                kind, values_of(kind, language), name="Mia Hermans", language=language, channel=channel
            )
            parts.append(f"--- {language}, {channel.value} ---\n{text.subject}\n\n{text.body}")
    return "\n".join(parts)


def test_every_text_is_the_one_that_was_approved():
    for kind in WRITTEN_HERE:
        path = SNAPSHOTS / f"{kind.code}.txt"
        text = shown(kind)
        if WRITES:
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"the text of {kind.code} is not the approved one"
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == {kind.code for kind in WRITTEN_HERE}


def test_every_text_is_short_and_says_how_to_reach_us():
    for kind in WRITTEN_HERE:
        text = write(kind, values_of(kind, "nl"), name="Mia", language="nl", channel=Channel.MAIL)
        assert len(text.body.split()) < 80, kind.code
        assert len(text.subject) < 60, kind.code
        assert "043 000 00 00" in text.body, kind.code
        assert ("/mijn/berichten" in text.body) == kind.optional, kind.code


def test_a_text_without_its_words_is_refused_as_is_one_with_words_of_another_kind():
    kind = KINDS["team_planned"]

    with pytest.raises(ValueError, match="needs daypart, planned_on"):
        write(kind, {"help": "strijken", "daypart": " "}, name="Mia", language="nl", channel=Channel.MAIL)
    with pytest.raises(ValueError, match="has no diagnosis"):
        write(
            kind,
            values_of(kind, "nl") | {"diagnosis": "x"},
            name="Mia",
            language="nl",
            channel=Channel.MAIL,
        )


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Mia\r\nBcc: iedereen@buurt.example", "Dag Mia,"),
        ("🌻 Zonnebloem", "Dag 🌻,"),
        ("{{ 7 * 7 }} %(x)s", "Dag {{,"),
        (None, "Dag,"),
    ],
)
def test_an_odd_name_stays_a_name(name, greeting):
    kind = KINDS["activity_invited"]
    odd = {"title": "Soep\nBcc: kwaad@elders.example % {{ x }} 🍲"}

    text = write(kind, odd, name=name, language="xx", channel=Channel.MAIL)

    assert text.body.startswith(f"{greeting}\n\n")
    assert "\n" not in text.subject
    assert text.subject.endswith("Soep Bcc: kwaad@elders.example % {{ x }} 🍲")
