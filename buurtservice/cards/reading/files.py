"""Turns the file of a card box into text; it must not know what a card is, and not load what is too large."""

import codecs
import re
from pathlib import Path

from buurtservice.cards.reading.messages import CardBoxError
from buurtservice.i18n import N_

MAX_BYTES = 10_000_000

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8_LETTER = re.compile(rb"[\xc2-\xc5][\x80-\xbf]")


def read_text(path: Path) -> str:
    """Return the text of the file; raises CardBoxError where it is no readable text."""
    content = _read_bytes(path)
    if not content.strip():
        raise CardBoxError(
            "empty_file", N_("Het bestand %(file)s is leeg. Kies een ander bestand."), file=path.name
        )
    _refuse_other_kinds(content)
    text = _decode(content)
    if not text.strip("\ufeff \t\r\n"):
        raise CardBoxError(
            "empty_file", N_("Het bestand %(file)s is leeg. Kies een ander bestand."), file=path.name
        )
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise CardBoxError("directory", N_("%(file)s is een map. Kies een CSV-bestand."), file=path.name)
        if not path.exists():
            raise CardBoxError(
                "not_found", N_("Het bestand %(file)s bestaat niet. Controleer de naam."), file=path.name
            )
        if not path.is_file():
            raise CardBoxError(
                "no_file", N_("%(file)s is geen gewoon bestand. Kies een CSV-bestand."), file=path.name
            )
        _refuse_large(path.stat().st_size)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        raise CardBoxError(
            "not_opened",
            N_("Het bestand %(file)s kan niet worden geopend. Mag u het lezen, en is het niet in gebruik?"),
            file=path.name,
        ) from fault
    _refuse_large(len(content))
    return content


def _refuse_large(size: int) -> None:
    if size > MAX_BYTES:
        raise CardBoxError(
            "too_large",
            N_(
                "Het bestand is groter dan %(megabytes)s MB. "
                "Een kaartenbak is kleiner: kies een ander bestand."
            ),
            megabytes=MAX_BYTES // 1_000_000,
        )


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith((_ZIP, _OLE)):
        raise CardBoxError(
            "spreadsheet_file",
            N_(
                "Dit is een bestand van Excel of LibreOffice, of een zip-bestand. "
                "Open het daarin en bewaar het als CSV (met puntkomma's)."
            ),
        )
    if content.startswith(_PDF) or (b"\0" in content and not content.startswith(_UTF_16)):
        raise CardBoxError(
            "binary",
            N_("Dit bestand bevat geen leesbare tekst. Bewaar de kaartenbak als CSV (met puntkomma's)."),
        )


def _decode(content: bytes) -> str:
    """UTF-16 and UTF-8 by their mark, else UTF-8 if it is, else Windows-1252."""
    if content.startswith(_UTF_16):
        return _decode_as("utf-16", content)
    if content.startswith(codecs.BOM_UTF8):
        return _decode_as("utf-8-sig", content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        # Windows-1252 reads nearly everything: half a UTF-8 letter at the end, or a file pasted together from
        # two, would come through as "JosÃ©" and make a second resident of somebody.
        if _UTF_8_LETTER.search(content):
            raise _not_text("UTF-8", content, fault) from fault
    return _decode_as("cp1252", content)


def _decode_as(encoding: str, content: bytes) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _not_text("Windows-1252" if encoding == "cp1252" else "Unicode", content, fault) from fault


def _not_text(encoding: str, content: bytes, fault: UnicodeDecodeError) -> CardBoxError:
    return CardBoxError(
        "not_text",
        N_(
            "Regel %(line)s bevat tekens die niet te lezen zijn (%(encoding)s). "
            "Bewaar de kaartenbak opnieuw als CSV in UTF-8."
        ),
        line=content.count(b"\n", 0, fault.start) + 1,
        encoding=encoding,
    )
