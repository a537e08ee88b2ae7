"""Reads address, neighbourhood and phone, and whose card it is; it must not look anything up."""

import re

from buurtservice.cards.reading.messages import Assume, UnreadableError, say
from buurtservice.cards.reading.text import clean, fold, key, with_capitals
from buurtservice.i18n import N_

MAX_ADDRESS = 200
MAX_NEIGHBOURHOOD = 80
MAX_PHONE = 40

_NOTHING = frozenset(
    {"", "-", "--", "?", "x", "geen", "onbekend", "nvt", "n.v.t.", "n.v.t", "niet bekend", "geheim"}
)
_POSTCODE = re.compile(r"[\s,]+[1-9][0-9]{3}\s?[a-z]{2}(?:[\s,].*)?$")
_STREET = re.compile(r"str\b\.?")


def read_address(text: str) -> str | None:
    """Return the address as it is shown; None where the card has none."""
    return _short_enough(text, MAX_ADDRESS, N_("Het adres is langer dan %(longest)s letters. Kort het in."))


def read_neighbourhood(text: str) -> str | None:
    """Return the neighbourhood's name; None where the card has none."""
    return _short_enough(
        text, MAX_NEIGHBOURHOOD, N_("De buurt is langer dan %(longest)s letters. Kort hem in.")
    )


def _short_enough(text: str, longest: int, sentence: str) -> str | None:
    written = clean(text)
    if len(written) > longest:
        raise UnreadableError("long_field", sentence, longest=longest)
    return None if fold(written) in _NOTHING else with_capitals(written)


def read_phone(text: str, assume: Assume) -> str | None:
    """Return "0647948729" for "06-47948729" and "+31 6 47948729", and "+32…" for abroad.

    Anything else is kept as written, and said; None where the card has no number.
    """
    written = clean(text)
    if fold(written) in _NOTHING:
        return None
    if len(written) > MAX_PHONE:
        raise UnreadableError(
            "long_phone",
            N_("Het telefoonnummer is langer dan %(longest)s tekens. Laat er één nummer staan."),
            longest=MAX_PHONE,
        )
    phone = _normal_number(written)
    if phone is None:
        assume(
            say(
                "odd_phone",
                N_("Het telefoonnummer '%(value)s' lijkt niet te kloppen. Het is zo bewaard."),
                value=written,
            )
        )
    return phone or written


def _normal_number(written: str) -> str | None:
    if not re.fullmatch(r"[0-9+()/. –-]+", written):
        return None
    digits = re.sub(r"[^0-9+]", "", written.replace("(0)", ""))
    digits = re.sub(r"^(?:\+31|0031)0?", "0", digits)
    digits = re.sub(r"^00(?=[1-9])", "+", digits)
    return digits if re.fullmatch(r"0[1-9][0-9]{8}|\+(?!31)[1-9][0-9]{7,13}", digits) else None


def person_key(name: str, address: str | None, phone: str | None) -> tuple[str, ...]:
    """Return what all cards of one resident have in common: the name with the address, else with the phone.

    Raises UnreadableError where the card has neither, for then nobody knows whose it is.
    """
    if address and key(address):
        return (key(name), "address", _address_key(address))
    if phone and any(character.isdigit() for character in phone):
        return (key(name), "phone", key(phone))
    raise UnreadableError(
        "nobody_known",
        N_("Er staat geen adres en geen telefoonnummer op de kaart. Vul er één in, dan weten we wie het is."),
    )


def _address_key(address: str) -> str:
    without_postcode = _POSTCODE.sub("", fold(address))
    return key(_STREET.sub("straat ", without_postcode))
