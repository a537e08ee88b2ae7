"""Fields that only the operator's forms have."""

import re
from typing import Any

from flask_babel import gettext

from buurtservice.web.fields.base import OurField

DEGREES = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,12})?", re.ASCII)


class Degrees(OurField):
    """A latitude or a longitude, with a point or a comma. Gives float, or None when left empty."""

    kind = "short"

    def __init__(self, label: Any = None, *, most: int, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "decimal", **kwargs})
        self.most = most

    def read(self, text: str) -> float:
        """Return the degrees. Raises ValueError for what is none."""
        if DEGREES.fullmatch(text) and abs(float(text.replace(",", "."))) <= self.most:
            return float(text.replace(",", "."))
        raise ValueError(gettext("Schrijf de plek als een getal, zoals 50,8621."))

    def in_words(self, value: Any) -> str:
        """Return the degrees as somebody would have typed them."""
        return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
