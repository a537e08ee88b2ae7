"""Fields for how somebody can be reached: telephone, e-mail, postcode."""

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext

from buurtservice.web.fields.base import OurField

PHONE_NOISE = re.compile(r"[\s().\-/]")
POSTCODE = re.compile(r"^([1-9][0-9]{3})\s*([A-Za-z]{2})?$")


class Phone(OurField):
    """A telephone number. Gives its digits ("0612345678", "+32470123456"), or None when left empty."""

    input_type = "tel"

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "tel", **kwargs})

    def read(self, text: str) -> str:
        """Return the number. Raises ValueError for what nobody can dial."""
        number = PHONE_NOISE.sub("", text)
        number = re.sub(r"^(?:\+31|0031)0?", "0", number)
        number = re.sub(r"^00", "+", number)
        if not re.fullmatch(r"0[1-9][0-9]{8}|\+[1-9][0-9]{7,14}", number):
            raise ValueError(
                gettext("Dit is geen telefoonnummer. Een nummer heeft tien cijfers, zoals 06 12 34 56 78.")
            )
        return number


class EmailAddress(OurField):
    """An e-mail address. Gives it in small letters, or None when left empty."""

    input_type = "email"

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "email", **kwargs})

    def read(self, text: str) -> str:
        """Return the address. Raises ValueError for what is none."""
        try:
            return validate_email(text, check_deliverability=False).normalized.lower()
        except EmailNotValidError:
            raise ValueError(gettext("Dit is geen e-mailadres. Schrijf het als naam@voorbeeld.nl.")) from None


class Postcode(OurField):
    """A postcode, "6217 AB" or only "6217". Gives it as it is stored, "6217AB", or None when left empty."""

    kind = "short"

    def read(self, text: str) -> str:
        """Return the postcode. Raises ValueError for what is none."""
        found = POSTCODE.match(text)
        if not found:
            raise ValueError(gettext("Dit is geen postcode. Een postcode ziet eruit als 6217 AB."))
        return found[1] + (found[2] or "").upper()

    def in_words(self, value: Any) -> str:
        """Return the postcode as people write it."""
        return f"{value[:4]} {value[4:]}".strip() if value else ""
