"""Whatever stands in a file, no row is lost and nothing but a CardBoxError is raised."""

import contextlib
import re
import tempfile
from pathlib import Path

from box_rows import MIA, TODAY, box_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtservice.cards.reading import DEFAULT_SPELLINGS, CardBox, CardBoxError, read_card_box

WORDS = [
    "", "ma", "ochtend", "t/m", "-", "elke", "hele dag", ",", "en", ";", "\n", '"', "V", "A", "9", "-6-",
    "2014", "mrt", "mw.", "de heer", "van", "IJ", "'t", "boodschapen", "tuin", "hond", "geen probleem",
    "heeft", "km", "1,5", "50,8", "+31", "0", "/", "(", ")", "%", "=", "straat", "é", "İ", "ß", "🙂",
    "\u0301", "\u200b", "\x00", "²", "½",
]  # fmt: skip
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CELLS = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=6).map(" ".join)
A_ROW = st.fixed_dictionaries({column: CELLS | st.just(value) for column, value in MIA.items()})
ROWS = st.lists(A_ROW, max_size=5)


def read(content: bytes) -> CardBox | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kaarten.csv"
        path.write_bytes(content)
        with contextlib.suppress(CardBoxError):
            return read_card_box(path, categories=DEFAULT_SPELLINGS, today=TODAY)
    return None


def assert_whole(box: CardBox) -> None:
    rows = [card.row for card in box.cards] + [problem.row for problem in box.problems]
    assert box.rows == len(rows) == len(set(rows))
    for card in box.cards:
        assert card.fingerprint
        assert card.name
        assert card.person_key
        assert card.category in DEFAULT_SPELLINGS
        assert card.dayparts is None or set() < card.dayparts <= set(range(21))
    for found in (*box.problems, *box.assumptions):
        assert not CONTROL.search(found.message.dutch)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read(content)


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_among_good_rows_are_read_or_refused(content: bytes, place: int) -> None:
    good = box_bytes(MIA, MIA | {"Kaartnr": "2"})
    box = read(good[:place] + content + good[place:])
    if box:
        assert_whole(box)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_any_cells_become_cards_or_problems(rows: list[dict[str, str]]) -> None:
    box = read(box_bytes(MIA, *rows, MIA | {"Kaartnr": "last"}, encoding="utf-16"))
    assert box is not None
    assert_whole(box)
    blank = sum(not any(cell.strip() for cell in row.values()) for row in rows)
    assert box.rows == len(rows) + 2 - blank


@settings(deadline=None)
@given(ROWS, st.integers(1, 5_000))
def test_a_box_cut_off_anywhere_never_raises_anything_else(rows: list[dict[str, str]], length: int) -> None:
    box = read(box_bytes(MIA, *rows, encoding="utf-8")[:length])
    if box:
        assert_whole(box)
