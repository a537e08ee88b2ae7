"""Fields for numbers: a whole one, and hours as people say them."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal, gettext

from buurtservice.web.fields.base import OurField


class WholeNumber(OurField):
    """A whole number from `least` to `most`. Gives int, or None when left empty."""

    kind = "short"

    def __init__(self, label: Any = None, *, least: int = 0, most: int = 100, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "numeric", **kwargs})
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        """Return the number. Raises ValueError outside its bounds."""
        digits = text.replace(".", "").replace(" ", "")
        if re.fullmatch(r"-?[0-9]{1,9}", digits) and self.least <= int(digits) <= self.most:
            return int(digits)
        raise ValueError(
            gettext(
                "Vul een heel getal in van %(least)s tot en met %(most)s.",
                least=format_decimal(self.least),
                most=format_decimal(self.most),
            )
        )


class Hours(OurField):
    """Hours, in quarters: "1,5", "1.5" or "1:30". Gives Decimal, or None when left empty."""

    kind = "short"

    def __init__(self, label: Any = None, *, most: int = 24, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "decimal", **kwargs})
        self.most = most

    def read(self, text: str) -> Decimal:
        """Return the hours. Raises ValueError for what is no number of hours."""
        words = re.sub(r"\s*(uur|u|h)$", "", text.casefold()).replace(",", ".").replace("½", ".5")
        if clock := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", words):
            words = str(Decimal(int(clock[1])) + Decimal(int(clock[2])) / 60)
        if re.fullmatch(r"[0-9]{0,3}(\.[0-9]*)?", words) and any(one.isdigit() for one in words):
            hours = round(Decimal(words) * 4) / Decimal(4)
            if 0 < hours <= self.most:
                return hours
        raise ValueError(gettext("Vul de uren in als 1 of 1,5, met een kwartier als kleinste stap."))

    def in_words(self, value: Any) -> str:
        """Return the hours as people write them."""
        return "" if value is None else str(format_decimal(value))
