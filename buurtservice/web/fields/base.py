"""What all our fields share: a label that is a sentence, a hint, and what to say when it is left empty."""

import unicodedata
from typing import Any

from flask_babel import format_decimal, gettext
from wtforms import Field
from wtforms.validators import StopValidation

LINE_LENGTH = 200
TEXT_LENGTH = 1000
# Marks that turn the direction of the text around them; a name with one in it reads as another name.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class OurField(Field):
    """A field with a label; `required` is the sentence for who leaves it empty, None when it may be empty.

    `kind` chooses the macro that draws it (templates/components/field.html). What was typed stands in
    `typed`, also when it is no value, so that it can be shown again. A `secret` one is never shown again, nor
    put away.
    """

    kind = "line"
    input_type = "text"
    secret = False
    warning: Any = ""  # A second hint, that stands at every field of this kind.
    many = False  # Whether it is drawn as several inputs, so that its name is a legend and not a label.

    def __init__(
        self,
        label: Any = None,
        *,
        required: Any = None,
        hint: Any = "",
        autocomplete: str = "off",
        inputmode: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, description=hint, **kwargs)
        self.required = required
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.typed: Any = ""

    @property
    def hint(self) -> Any:
        """Return what stands beneath the label."""
        return self.description

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was given."""
        return self.data is None or self.data == ""

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty field that is required; after a value that could not be read, say only that."""
        if self.process_errors:
            raise StopValidation
        if self.required and self.is_empty:
            raise StopValidation(self.required)

    def first_id(self) -> str:
        """Return the id to which the summary of errors leads."""
        return str(self.id)

    def process_data(self, value: Any) -> None:
        """Take the value that the record has now."""
        self.data = value
        self.typed = self.in_words(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent: clean it, keep it to be shown again, read it."""
        text = str(valuelist[0]) if valuelist else ""
        self.typed = "" if self.secret else text
        cleaned = self.clean(text)
        self.typed = "" if self.secret else cleaned
        self.data = self.read(cleaned) if cleaned else None

    def clean(self, text: str) -> str:
        """Return the text without blanks at its ends. Raises ValueError for unreadable ones."""
        return check_readable(text.strip())

    def read(self, text: str) -> Any:
        """Return the value of a text that is not empty. Raises ValueError with a sentence."""
        return text

    def in_words(self, value: Any) -> Any:
        """Return a value as somebody would have typed it."""
        return "" if value is None else str(value)


def check_readable(text: str) -> str:
    """Return the text. Raises ValueError when there are control characters in it."""
    if any(
        (unicodedata.category(one) == "Cc" and one not in "\n\t") or one in DIRECTION_MARKS for one in text
    ):
        raise ValueError(gettext("Hier staan tekens in die wij niet kunnen lezen. Typ het opnieuw."))
    return text


def check_length(text: str, longest: int) -> str:
    """Return the text. Raises ValueError when it is too long, with the count."""
    if len(text) > longest:
        raise ValueError(
            gettext(
                "Dit zijn %(count)s tekens. Er passen er %(longest)s in. Maak het korter.",
                count=format_decimal(len(text)),
                longest=format_decimal(longest),
            )
        )
    return text
