"""When somebody can, in Dutch words."""

import pytest
from box_rows import MIA

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WORKDAYS, WEEKEND, ALL = range(5), (SAT, SUN), range(7)
MORNING, AFTERNOON, EVENING = range(3)


def slots(days, *parts) -> frozenset[int]:
    return frozenset(3 * day + part for day in days for part in parts)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("di ochtend", slots([TUE], MORNING)),
        ("Di. Ochtend.", slots([TUE], MORNING)),
        ("di (ochtend)", slots([TUE], MORNING)),
        ("dinsdagochtend", slots([TUE], MORNING)),
        ("dinsdag-ochtend", slots([TUE], MORNING)),
        ("di-ochtend", slots([TUE], MORNING)),
        ("op dinsdag in de ochtend", slots([TUE], MORNING)),
        ("dinsdag 's ochtends", slots([TUE], MORNING)),
        ("'s maandags 's avonds", slots([MON], EVENING)),
        ("ma avond, ma ochtend", slots([MON], MORNING, EVENING)),
        ("ma avond; wo ochtend", slots([MON], EVENING) | slots([WED], MORNING)),
        ("ma avond\nwo ochtend", slots([MON], EVENING) | slots([WED], MORNING)),
        ("ma avond en wo ochtend", slots([MON], EVENING) | slots([WED], MORNING)),
        ("ma avond wo ochtend", slots([MON], EVENING) | slots([WED], MORNING)),
        ("ma en wo ochtend", slots([MON, WED], MORNING)),
        ("ma/wo/vr ochtend", slots([MON, WED, FRI], MORNING)),
        ("di ochtend en middag", slots([TUE], MORNING, AFTERNOON)),
        ("di ochtend/middag", slots([TUE], MORNING, AFTERNOON)),
        ("di ochtend of middag", slots([TUE], MORNING, AFTERNOON)),
        ("ma t/m vr ochtend", slots(WORKDAYS, MORNING)),
        ("ma tm vr ochtend", slots(WORKDAYS, MORNING)),
        ("maandag tot en met vrijdag ochtend", slots(WORKDAYS, MORNING)),
        ("ma t/m vrijdagochtend", slots(WORKDAYS, MORNING)),
        ("ma-vr ochtend", slots(WORKDAYS, MORNING)),
        ("ma – vr ochtend", slots(WORKDAYS, MORNING)),
        ("vr t/m ma avond", slots([FRI, SAT, SUN, MON], EVENING)),
        ("ma t/m wo en vr ochtend", slots([MON, TUE, WED, FRI], MORNING)),
        ("elke middag", slots(WORKDAYS, AFTERNOON)),
        ("elke ochtend en avond", slots(WORKDAYS, MORNING, EVENING)),
        ("elke ochtend, ma middag", slots(WORKDAYS, MORNING) | slots([MON], AFTERNOON)),
        ("elke maandag ochtend", slots([MON], MORNING)),
        ("elke dinsdagmiddag", slots([TUE], AFTERNOON)),
        ("doordeweeks middag", slots(WORKDAYS, AFTERNOON)),
        ("doordeweekse middagen", slots(WORKDAYS, AFTERNOON)),
        ("door de week 's middags", slots(WORKDAYS, AFTERNOON)),
        ("werkdagen avond", slots(WORKDAYS, EVENING)),
        ("weekend ochtend", slots(WEEKEND, MORNING)),
        ("in het weekend overdag", slots(WEEKEND, MORNING, AFTERNOON)),
        ("elke dag ochtend", slots(ALL, MORNING)),
        ("dagelijks 's avonds", slots(ALL, EVENING)),
        ("ma hele dag", slots([MON], MORNING, AFTERNOON, EVENING)),
        ("ma de hele dag, di avond", slots([MON], MORNING, AFTERNOON, EVENING) | slots([TUE], EVENING)),
        ("zo middag", slots([SUN], AFTERNOON)),
    ],
)
def test_words_name_the_dayparts(written, expected, read_rows) -> None:
    box = read_rows(MIA | {"Wanneer": written})
    assert [card.dayparts for card in box.cards] == [expected]
    assert box.assumptions == ()


@pytest.mark.parametrize(
    ("written", "expected", "code"),
    [
        ("", None, "any_daypart"),
        ("-", None, "any_daypart"),
        ("ma, wo ochtend", slots([MON, WED], MORNING), "when_shared"),
        ("ma ochtend, middag", slots([MON], MORNING, AFTERNOON), "when_shared"),
        ("di ochtent", slots([TUE], MORNING), "when_typo"),
    ],
)
def test_what_the_words_leave_open_is_said(written, expected, code, read_rows) -> None:
    box = read_rows(MIA | {"Wanneer": written})
    assert [card.dayparts for card in box.cards] == [expected]
    assert [assumption.message.code for assumption in box.assumptions] == [code]


@pytest.mark.parametrize("written", ["altijd", "Maakt niet uit.", "alle dagdelen"])
def test_always_means_any_daypart(written, taken_in) -> None:
    assert taken_in(MIA | {"Wanneer": written}).dayparts is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ma", "no_part"),
        ("ma t/m vr", "no_part"),
        ("elke dag", "no_part"),
        ("alle dagen", "no_part"),
        ("ma ochtend, di", "no_part"),
        ("elke", "no_part"),
        (",", "no_part"),
        ("ochtend", "no_day"),
        ("'s ochtends", "no_day"),
        ("ochtend ma", "no_day"),
        ("hele dag", "no_day"),
        ("in overleg", "unknown_when"),
        ("ma ochtend behalve vakantie", "unknown_when"),
        ("niet ma ochtend", "unknown_when"),
        ("ma-wo-vr ochtend", "unknown_when"),
        ("di ochtend-avond", "unknown_when"),
        ("di nacht", "unknown_when"),
        ("ma ochtend om de week", "unknown_when"),
        ("di 9-12 uur", "unknown_when"),
        ("di ochtend " * 100, "long_when"),
    ],
)
def test_words_that_do_not_name_a_daypart_are_reported(written, code, refused) -> None:
    assert refused(MIA | {"Wanneer": written}).code == code
