"""The pages of what people tell and bring away: the list, one message, and letters to print."""

from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.messages.by_hand import mark_all_done, mark_done, undo_done
from buurtservice.messages.models import Channel, MessageState
from buurtservice.messages.past import KEPT_TO_TELL, is_over
from buurtservice.messages.queries import count_by_hand
from buurtservice.permissions import permission
from buurtservice.reminders.waiting import (
    MOST_LETTERS,
    ByHand,
    get_by_hand,
    list_done_lately,
    list_let_go,
    list_letters,
    page_of_waiting,
)
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

messages_pages = Blueprint("messages", __name__)
LETTERS = "brieven"


class ButtonForm(BuurtForm):
    """A step of one button."""


@messages_pages.get("/berichten")
@permission("desk", "worker")
def messages() -> Answer:
    """List what waits to be told, or the letters that wait."""
    return _list_page()


@messages_pages.get("/berichten/<int:message_id>")
@permission("desk", "worker")
def message(message_id: int) -> Answer:
    """Show one message: its words, and how to reach whom it is for."""
    return _message_page(message_id)


@messages_pages.post("/berichten/<int:message_id>/gedaan")
@permission("desk", "worker")
def done(message_id: int) -> Answer:
    """Note that it was told or brought away."""
    form, shown = ButtonForm(), get_by_hand(message_id)
    if form.validate_on_submit():
        with form.sending() as sending:
            mark_done(message_id, by_id=current_visitor().staff_id or 0, now=utc_now())
            record_access("message.done", f"message:{message_id}", shown.resident.id)
            sending.location = _list_url(shown.message.channel)
        if form.was_sent:
            flash(gettext("Genoteerd. Was het een vergissing? Onderaan neemt u het terug."))
            return redirect(form.location, 303)
    return _message_page(message_id, form)


@messages_pages.post("/berichten/<int:message_id>/terug")
@permission("desk", "worker")
def undo(message_id: int) -> Answer:
    """Take back that it was done."""
    form, shown = ButtonForm(), get_by_hand(message_id)
    if form.validate_on_submit():
        with form.sending() as sending:
            undo_done(message_id, now=utc_now())
            record_access("message.undone", f"message:{message_id}", shown.resident.id)
            sending.location = _list_url(shown.message.channel)
        if form.was_sent:
            flash(gettext("Teruggenomen. Het staat weer op de lijst."))
            return redirect(form.location, 303)
    return _message_page(message_id, form)


@messages_pages.get("/berichten/brieven")
@permission("desk", "worker")
def letters() -> Answer:
    """Show the chosen letters, or all that wait, as they come from the printer."""
    return _letters_page()


@messages_pages.post("/berichten/brieven/gedaan")
@permission("desk", "worker")
def letters_done() -> Answer:
    """Note that these letters are on their way."""
    form, chosen = ButtonForm(), _chosen(request.form.getlist("id"))
    if form.validate_on_submit():
        with form.sending() as sending:
            people = [one.resident.id for one in list_letters(chosen, now=utc_now())] if chosen else []
            new = mark_all_done(chosen, by_id=current_visitor().staff_id or 0, now=utc_now())
            record_access("message.done", None, people)
            sending.location = _list_url(Channel.LETTER)
        if form.was_sent:
            flash(ngettext("%(num)d brief is weg.", "%(num)d brieven zijn weg.", new))
            return redirect(form.location, 303)
    return _letters_page(form)


def _list_page() -> Answer:
    now = utc_now()
    letters_chosen = request.args.get("soort") == LETTERS
    channel = Channel.LETTER if letters_chosen else Channel.CALL
    rows, total = page_of_waiting(channel, now=now, offset=page_offset(), limit=ROWS)
    lately = list_done_lately(now=now)
    let_go = list_let_go(now=now)
    record_access("message.list", None, {one.resident.id for one in (*rows, *lately, *let_go)})
    return render_template(
        "messages/messages.html",
        form=ButtonForm(),
        page=Page(rows=rows, number=asked_page(), size=ROWS, total=total),
        letters=letters_chosen,
        counts={channel.value: count for channel, count in count_by_hand(now=now).items()},
        lately=lately,
        let_go=[(one, let_go_words(one, now=now)) for one in let_go],
        mail_is_on=mail_is_on(),
        whole_names=current_visitor().may("worker"),
        most=MOST_LETTERS,
    )


def _message_page(message_id: int, form: BuurtForm | None = None) -> Answer:
    shown = get_by_hand(message_id)
    record_access("message.read", f"message:{message_id}", shown.resident.id)
    shown = get_by_hand(message_id)
    page = render_template(
        "messages/message.html",
        form=form or ButtonForm(),
        one=shown,
        waits=shown.message.state == MessageState.WAITING,
        let_go=let_go_words(shown, now=utc_now()),
        mail_is_on=mail_is_on(),
        by_letter=shown.message.channel == Channel.LETTER,
        back=_list_url(shown.message.channel),
    )
    return (page, form.status) if form is not None else page


def let_go_words(one: ByHand, *, now: datetime) -> str:
    """Return why nobody needs to tell this any more."""
    if is_over(one.message, now):
        return str(gettext("De dag is voorbij."))
    return str(gettext("Het lag hier langer dan %(days)s dagen.", days=KEPT_TO_TELL.days))


def mail_is_on() -> bool:
    """Tell whether this installation sends mail; the demonstration says that it does."""
    settings = current_app.config["BUURTSERVICE"]
    return bool(settings.smtp_url or settings.demo)


def _letters_page(form: BuurtForm | None = None) -> Answer:
    chosen = _chosen(request.values.getlist("id"))
    found: list[ByHand] = list_letters(chosen, now=utc_now())
    record_access("message.letters", None, {one.resident.id for one in found})
    found = list_letters(chosen, now=utc_now())
    page = render_template(
        "messages/letters.html", form=form or ButtonForm(), letters=found, back=_list_url(Channel.LETTER)
    )
    return (page, form.status) if form is not None else page


def _chosen(values: list[str]) -> list[int]:
    """Return the ids that were ticked; what is no number is none of ours."""
    return [int(one) for one in values[:MOST_LETTERS] if one.isascii() and one.isdigit() and len(one) < 10]


def _list_url(channel: Channel) -> str:
    return url_for("messages.messages", soort=LETTERS if channel == Channel.LETTER else None)
