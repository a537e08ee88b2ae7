"""Reads card boxes of a few rows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from box_rows import TODAY, box_bytes

from buurtservice.cards.reading import DEFAULT_SPELLINGS, Card, CardBox, Message, read_card_box

ReadBytes = Callable[[bytes], CardBox]
ReadRows = Callable[..., CardBox]


@pytest.fixture
def read_bytes(tmp_path: Path) -> ReadBytes:
    def read(content: bytes) -> CardBox:
        path = tmp_path / "kaarten.csv"
        path.write_bytes(content)
        return read_card_box(path, categories=DEFAULT_SPELLINGS, today=TODAY)

    return read


@pytest.fixture
def read_rows(read_bytes: ReadBytes) -> ReadRows:
    return lambda *rows, encoding="utf-8": read_bytes(box_bytes(*rows, encoding=encoding))


@pytest.fixture
def taken_in(read_rows: ReadRows) -> Callable[[dict[str, str]], Card]:
    """Read one row that must become a card."""

    def read(row: dict[str, str]) -> Card:
        box = read_rows(row)
        assert [str(problem.message) for problem in box.problems] == []
        return box.cards[0]

    return read


@pytest.fixture
def refused(read_rows: ReadRows) -> Callable[[dict[str, str]], Message]:
    """Read one row that must be reported."""

    def read(row: dict[str, str]) -> Message:
        box = read_rows(row)
        assert (len(box.cards), len(box.problems)) == (0, 1)
        return box.problems[0].message

    return read


@pytest.fixture
def assumed(read_rows: ReadRows) -> Callable[[dict[str, str]], list[str]]:
    """Read one row that must become a card; return the codes of what was assumed."""

    def read(row: dict[str, str]) -> list[str]:
        box = read_rows(row)
        assert len(box.cards) == 1
        return [assumption.message.code for assumption in box.assumptions]

    return read
