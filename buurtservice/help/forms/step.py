"""One question of a row of questions: it is kept as it was typed, and read again when it is shown."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from buurtservice.web.forms import BuurtForm

Typed = Mapping[str, list[str]]
NOT_KEPT = ("csrf_token", "once")


class StepForm(BuurtForm):
    """Base of a step. `prepare` sets choices by what was answered before; `check` adds refusals."""

    def __init__(self, *args: Any, before: Mapping[str, "StepForm"] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(before or {})

    def prepare(self, before: Mapping[str, "StepForm"]) -> None:
        """Set the choices and words that depend on what is there, or was answered before."""

    def check(self) -> None:
        """Refuse what only shows when several fields are looked at together."""

    def leave_out(self) -> Collection[str]:
        """Return the fields that do not count after another answer; what stands in them does no harm."""
        return ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether everything can be used, the fields by themselves first."""
        super().validate(extra_validators)
        return self._judge()

    @classmethod
    def read(cls, typed: Typed, before: Mapping[str, "StepForm"], *, guarded: bool = False) -> Self:
        """Return the form as it was filled in earlier, with what is wrong with it today.

        `guarded` is for one that is shown, with its guard against forgery.
        """
        values = MultiDict((name, one) for name, many in typed.items() for one in many)
        form = cls(formdata=values, before=before, meta={"csrf": guarded})
        super(BuurtForm, form).validate()  # As it was sent before: its token was for another day.
        form._judge()
        return form

    def _judge(self) -> bool:
        for name in self.leave_out():
            self[name].errors = ()
        if not self.problems:
            self.check()
        return not self.problems

    def typed_values(self) -> dict[str, list[str]]:
        """Return what was typed, to be kept; a field that shows nothing is an empty list."""
        return {field.name: _texts(field) for field in self if field.name not in NOT_KEPT}


def _texts(field: Any) -> list[str]:
    return [str(one) for one in field.raw_data or ()]
