"""The base of every form: guarded against forgery and sending twice, errors in one list, nothing lost.

A view uses it like this:

    form = AnswerForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            answer_call(call_id, answer=form.answer.data, now=utc_now())
            sending.location = url_for(".calls")
        if form.was_sent:
            flash(gettext("Opgeslagen."))
            return redirect(form.location, 303)
    return render_template("today/call.html", form=form), form.status

What a service refuses inside `sending` lands in the summary of errors, and nothing has happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from buurtservice.errors import BuurtserviceError
from buurtservice.web.drafts import drop_put_away, find_put_away
from buurtservice.web.fields.base import OurField
from buurtservice.web.sent_once import Sending, find_result, new_token, read_token, sent_once
from buurtservice.web.sent_once import SentBeforeError as SentBefore
from buurtservice.web.words import refusal_words

SHOWN_ON_FORM = {409, 422}  # What else a service says (404, 403) has a page of its own.


class BuurtForm(FlaskForm):
    """Base of our forms. `once` makes that sending it twice has its effect once."""

    once = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        put_away = None
        if not args and "formdata" not in kwargs and request and request.method == "GET":
            put_away = self._put_away()
        if put_away is not None:
            kwargs["formdata"] = put_away
        super().__init__(*args, **kwargs)
        self.is_brought_back = put_away is not None
        self.was_sent = False
        self.location = ""
        self.refusals: list[str] = []
        if not self.is_submitted():
            self.once.data = new_token()

    @contextmanager
    def sending(self) -> Iterator[Sending]:
        """Do what the form asks, once, in one transaction. Afterwards `was_sent` tells whether it was done.

        A refusal (status 409 or 422) is added to the errors. Raises SentBeforeError when it was sent before.
        """
        token = read_token(self.once.data)
        if token is None:
            raise RuntimeError("validate the form first")
        try:
            with sent_once(token[0]) as sending:
                yield sending
                if sending.location is None:
                    raise RuntimeError("sending.location says where the form leads; it was not set")
        except BuurtserviceError as refused:
            if refused.status not in SHOWN_ON_FORM:
                raise
            self.refuse(refused)
            return
        self.was_sent = True
        self.location = sending.location or ""
        drop_put_away()

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether everything can be used. Raises SentBeforeError when the form was sent before."""
        token = read_token(self.once.data)
        if token is None:
            self.once.data = new_token()
            self.refusals.append(gettext("Dit formulier was te oud. Kijk het na en stuur het nog eens."))
        elif (location := find_result(token[0])) is not None:
            raise SentBefore(location)
        return bool(super().validate(extra_validators)) and not self.refusals

    def refuse(self, why: BuurtserviceError | str, field: str | None = None) -> None:
        """Add an error: a sentence or a refusal of a service, at the summary or at a field."""
        sentence = refusal_words(why) if isinstance(why, BuurtserviceError) else str(why)
        if field is None:
            self.refusals.append(sentence)
        else:
            self[field].errors = [*self[field].errors, sentence]

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Return every error as (id of the field, sentence), in the order of the form."""
        found: list[tuple[str | None, str]] = [(None, sentence) for sentence in self.refusals]
        for field in self:
            if isinstance(field, OurField):
                found += [(field.first_id(), str(sentence)) for sentence in field.errors]
        return found

    @property
    def status(self) -> int:
        """Return the status of the page that shows this form: 422 when something is wrong with it."""
        return 422 if self.problems else 200

    def _put_away(self) -> MultiDict[str, str] | None:
        answers = find_put_away()
        names = {name for name, _field in self._unbound_fields}
        if answers is None or not names & answers.keys():
            return None
        return MultiDict((name, one) for name, values in answers.items() for one in values)


class SeenForm(BuurtForm):
    """A form whose page told something that must still hold when it is sent: `seen` says what that was."""

    seen = HiddenField()


def secret_names(form: type[BuurtForm]) -> set[str]:
    """Return the names of the fields of a form that are never put away."""
    return {name for name, field in vars(form).items() if getattr(field.field_class, "secret", False)}
