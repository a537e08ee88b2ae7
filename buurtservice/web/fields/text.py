"""Fields for words: one line, several lines, a password, a code."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.web.fields.base import LINE_LENGTH, TEXT_LENGTH, OurField, check_length, check_readable

# A hint for every free text: we do not want to know what ails somebody.
NO_HEALTH = _("Schrijf niet op wat iemand mankeert, en geen nummers van een pas of een rekening.")


class TextLine(OurField):
    """One line of text, such as a name. Gives str, "" when left empty."""

    def __init__(self, label: Any = None, *, longest: int = LINE_LENGTH, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.longest = longest

    def clean(self, text: str) -> str:
        """Return the text on one line, without blanks at its ends."""
        return check_length(" ".join(check_readable(text.strip()).split()), self.longest)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent; nothing is the empty text."""
        super().process_formdata(valuelist)
        self.data = self.data or ""


class FreeText(TextLine):
    """Several lines in somebody's own words. Gives str. About a person it asks to leave health out."""

    kind = "lines"

    def __init__(
        self,
        label: Any = None,
        *,
        longest: int = TEXT_LENGTH,
        rows: int = 4,
        about_person: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, longest=longest, **kwargs)
        self.rows = rows
        self.warning = NO_HEALTH if about_person else ""

    def clean(self, text: str) -> str:
        """Return the text with its lines, without blanks at its ends."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        return check_length(check_readable(lines), self.longest)


class Password(OurField):
    """A password: taken as it is, never shown again."""

    input_type = "password"
    secret = True

    def clean(self, text: str) -> str:
        """Return the password untouched. Raises ValueError when it cannot be one."""
        return check_length(text, 1000)


class OneTimeCode(OurField):
    """A code of digits, from a mail or a telephone; blanks and dashes in it do no harm. Gives str."""

    secret = True

    def __init__(self, label: Any = None, *, digits: int = 6, **kwargs: Any) -> None:
        super().__init__(label, **{"autocomplete": "one-time-code", "inputmode": "numeric", **kwargs})
        self.digits = digits

    def read(self, text: str) -> str:
        """Return the digits. Raises ValueError when there are more or fewer."""
        code = "".join(text.replace("-", " ").split())
        if not (code.isascii() and code.isdigit() and len(code) == self.digits):
            raise ValueError(gettext("De code heeft %(digits)s cijfers. Kijk nog eens.", digits=self.digits))
        return code
