"""The pages of signals and referrals: what waits, who took it up, and what came of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.permissions import permission
from buurtservice.referrals.forms import ButtonForm, CloseForm, RaiseForm
from buurtservice.referrals.models import ReferralState, SignalState
from buurtservice.referrals.queries import (
    count_referrals,
    count_signals,
    get_referral,
    get_signal,
    list_referrals,
    list_signals,
)
from buurtservice.referrals.services import close_referral, mark_arrived
from buurtservice.referrals.signals import close_signal, raise_signal, take_signal
from buurtservice.referrals.words import DIRECTIONS, PARTIES, REFERRAL_STATES
from buurtservice.web.answers import Answer
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

referrals_pages = Blueprint("referrals", __name__)


@referrals_pages.get("/signalen")
@permission("desk", "worker")
def signals() -> str:
    """List signals: for a worker all, for a volunteer at the desk those they raised themselves."""
    closed = request.args.get("toon") == "afgesloten"
    states = (SignalState.CLOSED,) if closed else (SignalState.OPEN, SignalState.TAKEN)
    visitor = current_visitor()
    mine = None if visitor.may("worker") else visitor.staff_id
    rows = list_signals(*states, raised_by_id=mine, limit=ROWS, offset=page_offset())
    total = count_signals(*states, raised_by_id=mine)
    record_access("signal.list", None, {one.signal.resident_id for one in rows} - {None})
    return render_template(
        "referrals/signals.html",
        page=Page(rows=rows, number=asked_page(), size=ROWS, total=total),
        closed=closed,
        may_take=visitor.may("worker"),
        button_form=ButtonForm(),
    )


@referrals_pages.route("/signalen/nieuw", methods=["GET", "POST"])
@permission("desk", "worker")
def new_signal() -> Answer:
    """Raise a signal about nobody in particular."""
    form = RaiseForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            raised = raise_signal(form.text.data, by_id=current_visitor().staff_id, now=utc_now())
            record_access("signal.raise", f"signal:{raised.id}")
            sending.location = url_for("referrals.signals")
        if form.was_sent:
            flash(gettext("De buurtwerker ziet het signaal nu bovenaan staan."))
            return redirect(form.location, 303)
    return render_template("referrals/new_signal.html", form=form), form.status


@referrals_pages.route("/signalen/<int:signal_id>", methods=["GET", "POST"])
@permission("worker")
def signal(signal_id: int) -> Answer:
    """Show one signal, and close it with what came of it."""
    one = get_signal(signal_id)
    record_access("signal.read", f"signal:{signal_id}", one.resident_id)
    form = CloseForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            close_signal(signal_id, outcome=form.outcome.data, now=utc_now())
            record_access("signal.close", f"signal:{signal_id}", one.resident_id)
            sending.location = url_for("referrals.signals")
        if form.was_sent:
            flash(gettext("Het signaal is afgesloten."))
            return redirect(form.location, 303)
    page = render_template("referrals/signal.html", form=form, signal=one, button_form=ButtonForm())
    return page, form.status


@referrals_pages.route("/signalen/<int:signal_id>/oppakken", methods=["GET", "POST"])
@permission("worker")
def take(signal_id: int) -> Answer:
    """Take up a signal; whoever comes second is told by whom and when."""
    one = get_signal(signal_id)
    record_access("signal.read", f"signal:{signal_id}", one.resident_id)
    form = ButtonForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            take_signal(signal_id, by_id=current_visitor().staff_id or 0, now=utc_now())
            record_access("signal.take", f"signal:{signal_id}", one.resident_id)
            sending.location = url_for("referrals.signal", signal_id=signal_id)
        if form.was_sent:
            flash(gettext("U hebt dit signaal opgepakt. Schrijf hier op wat u deed als het klaar is."))
            return redirect(form.location, 303)
        close_form = CloseForm(formdata=None)
        close_form.refusals = form.refusals
        page = render_template(
            "referrals/signal.html", form=close_form, signal=get_signal(signal_id), button_form=ButtonForm()
        )
        return page, 409
    return redirect(url_for("referrals.signal", signal_id=signal_id), 303)


@referrals_pages.get("/doorverwijzingen")
@permission("desk", "worker")
def referrals() -> str:
    """List who is on the way to others or to us, the longest first."""
    closed = request.args.get("toon") == "afgesloten"
    states = (ReferralState.CLOSED,) if closed else (ReferralState.OPEN, ReferralState.ARRIVED)
    rows = list_referrals(*states, limit=ROWS, offset=page_offset())
    record_access("referral.list", None, {one.resident_id for one in rows} - {None})
    return render_template(
        "referrals/referrals.html",
        page=Page(rows=rows, number=asked_page(), size=ROWS, total=count_referrals(*states)),
        closed=closed,
        today=local_today(),
        parties=PARTIES,
        directions=DIRECTIONS,
        states=REFERRAL_STATES,
        button_form=ButtonForm(),
    )


@referrals_pages.route("/doorverwijzingen/<int:referral_id>/aangekomen", methods=["GET", "POST"])
@permission("desk", "worker")
def arrived(referral_id: int) -> Answer:
    """Note that somebody arrived."""
    return _referral_step(referral_id, closing=False)


@referrals_pages.route("/doorverwijzingen/<int:referral_id>/afsluiten", methods=["GET", "POST"])
@permission("desk", "worker")
def close(referral_id: int) -> Answer:
    """Close a referral."""
    return _referral_step(referral_id, closing=True)


def _referral_step(referral_id: int, *, closing: bool) -> Answer:
    one = get_referral(referral_id)
    form = ButtonForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            if closing:
                close_referral(referral_id, on=local_today(), today=local_today())
            else:
                mark_arrived(referral_id)
            action = "referral.close" if closing else "referral.arrive"
            record_access(action, f"referral:{referral_id}", one.resident_id)
            sending.location = url_for("referrals.referrals")
        if form.was_sent:
            flash(gettext("Afgesloten.") if closing else gettext("Genoteerd: aangekomen."))
        for sentence in form.refusals:
            flash(sentence, "error")
    return redirect(url_for("referrals.referrals"), 303)
