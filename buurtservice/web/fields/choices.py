"""Fields to choose from: one, several, yes or no, a single tick."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from buurtservice.web.fields.base import OurField


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `value` is what is sent, as text."""

    value: str
    text: Any
    hint: Any = ""
    pictogram: str | None = None


class _FromChoices(OurField):
    kind = "picks"
    many = True

    def __init__(
        self,
        label: Any = None,
        *,
        choices: Iterable[Choice | tuple[Any, Any]] = (),
        look: str = "picks",
        coerce: Callable[[str], Any] = str,
        **kwargs: Any,
    ) -> None:
        """Take the choices, or none yet: a view may set `choices`. `look` is "picks", "tiles" or "select"."""
        super().__init__(label, **kwargs)
        self.kind = look
        self.coerce = coerce
        self.choices = [*choices]
        self.many = look != "select"

    @property
    def listed(self) -> list[Choice]:
        """Return the choices, whichever way they were given."""
        return [one if isinstance(one, Choice) else Choice(str(one[0]), one[1]) for one in self.choices]

    def first_id(self) -> str:
        """Return the id of the first choice."""
        return f"{self.id}-0" if self.many else str(self.id)

    def check_offered(self, values: Sequence[str]) -> None:
        """Refuse what is not, or no longer, among the choices."""
        if not set(values) <= {one.value for one in self.listed}:
            raise ValidationError(gettext("Deze keuze is er niet meer. Kies opnieuw."))

    def pre_validate(self, form: Any) -> None:
        """Look whether what was chosen is offered: the view sets the choices after the form was made."""
        super().pre_validate(form)
        chosen = self.typed if isinstance(self.typed, tuple) else (self.typed,)
        self.check_offered([one for one in chosen if one])


class OneChoice(_FromChoices):
    """One of several. Gives what `coerce` makes of its value, or None when nothing was chosen."""

    input_type = "radio"

    def is_chosen(self, choice: Choice) -> bool:
        """Tell whether this one is chosen now."""
        return bool(choice.value == self.typed)

    def read(self, text: str) -> Any:
        """Return the value."""
        try:
            return self.coerce(text)
        except (ValueError, KeyError):
            raise ValueError(gettext("Deze keuze is er niet meer. Kies opnieuw.")) from None


class YesNo(OneChoice):
    """Yes or no. Gives bool, or None when neither was chosen."""

    def __init__(self, label: Any = None, *, yes: Any = None, no: Any = None, **kwargs: Any) -> None:
        choices = [
            Choice("ja", yes or _("Ja")),
            Choice("nee", no or _("Nee")),
        ]
        super().__init__(label, choices=choices, coerce={"ja": True, "nee": False}.__getitem__, **kwargs)

    def in_words(self, value: Any) -> str:
        """Return what was chosen."""
        return "" if value is None else "ja" if value else "nee"


class Choices(_FromChoices):
    """Any number of several. Gives a tuple of what `coerce` makes of them."""

    input_type = "checkbox"

    def is_chosen(self, choice: Choice) -> bool:
        """Tell whether this one is among what is chosen now."""
        return choice.value in self.typed

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was chosen."""
        return not self.data

    def process_data(self, value: Any) -> None:
        """Take what is chosen now."""
        self.data = tuple(value or ())
        self.typed = tuple(str(one) for one in self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was chosen."""
        self.typed = tuple(dict.fromkeys(str(one) for one in valuelist))
        self.data = ()
        try:
            self.data = tuple(self.coerce(one) for one in self.typed)
        except (ValueError, KeyError):
            raise ValueError(gettext("Deze keuze is er niet meer. Kies opnieuw.")) from None


class Tick(OurField):
    """A single box: agreed or not. Gives bool; `required` refuses what is not ticked."""

    kind = "tick"
    input_type = "checkbox"

    @property
    def is_empty(self) -> bool:
        """Tell whether the box is empty."""
        return not self.data

    def process_data(self, value: Any) -> None:
        """Take how it stands now."""
        self.data = self.typed = bool(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take how it was sent."""
        self.data = self.typed = bool(valuelist) and valuelist[0] not in ("", "0", "nee")
