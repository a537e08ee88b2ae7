"""Takes in a card box: each card becomes a request or an offer of its resident, once."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtservice.cards.errors import CardBoxNotRead, OtherImportRunning
from buurtservice.cards.models import ImportedCard
from buurtservice.cards.reading import (
    DEFAULT_SPELLINGS,
    Assumption,
    Card,
    CardBox,
    CardBoxError,
    Message,
    RowProblem,
    read_card_box,
)
from buurtservice.extensions import db
from buurtservice.help.default_categories import OTHER
from buurtservice.help.models import Category
from buurtservice.help.queries import list_categories
from buurtservice.help.services import Wish, add_offer, add_request
from buurtservice.i18n import N_
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_kept_resident, list_known_residents
from buurtservice.residents.services import add_resident, get_or_add_neighbourhood, keep_findable
from buurtservice.transactions import transaction


@dataclass(kw_only=True)
class Imported:
    """What an import did: how many were new, and what a coordinator should look at."""

    rows: int
    problems: list[RowProblem]
    assumptions: list[Assumption]
    residents: int = 0
    requests: int = 0
    offers: int = 0
    already_known: int = 0


class _NothingKept(Exception):
    """Undoes a dry run."""


@dataclass(kw_only=True)
class _Known:
    """What was there before, and grows as the cards are taken in."""

    categories: dict[str, Category]
    cards: dict[str, str]
    residents: dict[str, Resident] = field(default_factory=dict)


def import_card_box(path: Path, *, today: date, dry_run: bool = False) -> Imported:
    """Take in the card box at `path`; with `dry_run` only say what would happen.

    Raises CardBoxNotRead or OtherImportRunning; then nothing has changed.
    """
    return take_in_box(read_box(path, today=today), dry_run=dry_run)


def take_in_box(box: CardBox, *, dry_run: bool = False, received_on: date | None = None) -> Imported:
    """Take in the cards of a box that was read; with `received_on` only those of that day.

    Cards are taken in oldest first, so that facts know who offered help before they asked. A card that was
    taken in before is left alone; with other content it is reported, never changed.
    Raises OtherImportRunning; then nothing has changed.
    """
    imported = Imported(rows=box.rows, problems=list(box.problems), assumptions=list(box.assumptions))
    try:
        with transaction():
            known = _what_is_known()
            for card in sorted(box.cards, key=lambda card: (card.received_on, card.row)):
                if received_on in (None, card.received_on):
                    _take_in(card, known, imported)
            if dry_run:
                raise _NothingKept
    except _NothingKept:
        pass
    except IntegrityError:
        raise OtherImportRunning from None
    imported.problems.sort(key=lambda problem: problem.row)
    imported.assumptions.sort(key=lambda assumption: assumption.row)
    return imported


def read_box(path: Path, *, today: date) -> CardBox:
    """Read the card box at `path` and keep nothing; a card of a day after `today` is a problem.

    Raises CardBoxNotRead.
    """
    spellings = {
        category.code: {category.name_nl, *category.spellings, *DEFAULT_SPELLINGS.get(category.code, ())}
        for category in list_categories()
        if category.code != OTHER  # A card says which kind of help it is, or somebody looks at it.
    }
    db.session.rollback()  # Nothing is held while the file is read.
    try:
        return read_card_box(path, categories=spellings, today=today)
    except CardBoxError as fault:
        raise CardBoxNotRead(fault.message) from None


def _what_is_known() -> _Known:
    cards = db.session.execute(select(ImportedCard.number_key, ImportedCard.fingerprint))
    return _Known(
        categories={category.code: category for category in list_categories()},
        cards=dict(iter(cards)),
        residents={
            # A record that went up in another keeps its key, so that its cards lead to the one that was kept.
            person.person_key: get_kept_resident(person.id) if person.merged_into_id else person
            for person in list_known_residents()
            if person.person_key
        },
    )


def _take_in(card: Card, known: _Known, imported: Imported) -> None:
    fingerprint = known.cards.get(card.number.casefold())
    if fingerprint == card.fingerprint:
        imported.already_known += 1
        return
    person = known.residents.get(_person_key(card))
    refusal = _refusal(card, fingerprint, person)
    if refusal is not None:
        imported.problems.append(RowProblem(card.row, card.number, refusal))
        return
    if person is None:
        person = known.residents[_person_key(card)] = _add_resident(card)
        imported.residents += 1
    else:
        _complete(person, card, imported)
    _add_card(card, person, known.categories[card.category], imported)


def _refusal(card: Card, fingerprint: str | None, person: Resident | None) -> Message | None:
    if fingerprint is not None:
        sentence = N_(
            "Kaart %(number)s is al eerder ingelezen, met iets anders erop. "
            "Kijk welke van de twee klopt; er is niets veranderd."
        )
        return Message("card_changed", sentence, {"number": card.number})
    titles = {"mr", "mrs"}
    if person and {person.salutation, card.salutation} == titles:
        sentence = N_(
            "Op dit adres is al een %(name)s bekend, met een andere aanspreekvorm (Dhr. of Mw.). "
            "Is dit dezelfde persoon? Maak de aanspreekvorm gelijk, of schrijf de naam voluit."
        )
        return Message("other_salutation", sentence, {"name": card.name})
    return None


def _add_resident(card: Card) -> Resident:
    return add_resident(
        name=card.name,
        person_key=_person_key(card),
        address=card.address,
        phone=card.phone,
        salutation=card.salutation,
        neighbourhood=card.neighbourhood,
        place=_place(card),
    )


def _complete(person: Resident, card: Card, imported: Imported) -> None:
    """Fill in what an earlier card of this resident left open; what was known stays as it is."""
    if person.neighbourhood is None and card.neighbourhood:
        person.neighbourhood = get_or_add_neighbourhood(card.neighbourhood)
    if person.lat is None and card.lat is not None:
        person.lat, person.lon = card.lat, card.lon
    person.salutation = person.salutation or card.salutation
    person.phone = person.phone or card.phone
    keep_findable(person)
    if card.phone and person.phone != card.phone:
        sentence = N_(
            "Een ander telefoonnummer dan eerder bij deze bewoner: %(phone)s. Het eerdere is bewaard."
        )
        note = Message("other_phone", sentence, {"phone": card.phone})
        if not any(a.row == card.row and a.message.code == note.code for a in imported.assumptions):
            imported.assumptions.append(Assumption(card.row, card.number, note))


def _add_card(card: Card, person: Resident, category: Category, imported: Imported) -> None:
    wish = Wish(category=category, dayparts=card.dayparts, place=_place(card), note=card.note)
    row = ImportedCard(number_key=card.number.casefold(), number=card.number, fingerprint=card.fingerprint)
    if card.kind == "request":
        request = add_request(resident=person, wish=wish, received_on=card.received_on, needs=card.needs)
        row.help_request_id = request.id
        imported.requests += 1
    else:
        offer = add_offer(
            resident=person,
            wish=wish,
            received_on=card.received_on,
            radius_m=card.radius_m,
            can=card.can,
        )
        row.help_offer_id = offer.id
        imported.offers += 1
    db.session.add(row)
    db.session.flush()


def _person_key(card: Card) -> str:
    """Return a key of fixed length: folded names may be longer than the names they come from."""
    return hashlib.sha256("\n".join(card.person_key).encode()).hexdigest()


def _place(card: Card) -> tuple[float, float] | None:
    return None if card.lat is None or card.lon is None else (card.lat, card.lon)
