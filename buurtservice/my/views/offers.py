"""One offer of the resident: how it stands, changing it, letting it rest, saying that it still stands."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.calls.changes import change_offer_and_tell
from buurtservice.clock import local_today, utc_now
from buurtservice.help.changing import offer_wish_of
from buurtservice.help.forms.words import NEEDS_OFFERED
from buurtservice.help.lasting import confirm_offer
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.help.services import dayparts_list
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.my.forms import ButtonForm, OfferForm, answers_of_offer
from buurtservice.my.queries import get_own_offer, read_doing
from buurtservice.my.telling import tell_offer
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language

CAN_CHANGE = (OfferState.ACTIVE, OfferState.PAUSED)


@my_pages.get("/mijn/aanbod/<int:offer_id>")
@permission("resident")
def offer_page(offer_id: int) -> str:
    """Show one offer, with what can be done with it."""
    return _page(get_own_offer(offer_id, resident_id=my_id()))


@my_pages.route("/mijn/aanbod/<int:offer_id>/wijzigen", methods=["GET", "POST"])
@permission("resident")
def change_offer_view(offer_id: int) -> Answer:
    """Change when, how far, and for how many at once."""
    offered = get_own_offer(offer_id, resident_id=my_id())
    if offered.state not in CAN_CHANGE:
        return redirect(url_for("my.offer_page", offer_id=offer_id), 303)
    form = OfferForm(data=answers_of_offer(offer_wish_of(offered)))
    form.keep_distance_of(offered)
    if form.validate_on_submit():
        with form.sending() as sending:
            changed = change_offer_and_tell(offer_id, form.wish(), today=local_today())
            sending.location = url_for("my.offer_page", offer_id=offer_id)
        if form.was_sent:
            flash(gettext("Uw aanbod is veranderd."))
            if changed.worker_calls:
                flash(gettext("Er was al iets afgesproken. De buurtwerker bespreekt het met u."))
            return redirect(form.location, 303)
    return render_template("my/change_offer.html", form=form, offered=offered), form.status


@my_pages.post("/mijn/aanbod/<int:offer_id>/pauze")
@permission("resident")
def pause_offer_view(offer_id: int) -> Answer:
    """Let an offer rest."""
    told = gettext("Uw aanbod staat op pauze. Met één knop doet het weer mee.")
    return _step(offer_id, OfferState.PAUSED, told)


@my_pages.post("/mijn/aanbod/<int:offer_id>/verder")
@permission("resident")
def resume_offer_view(offer_id: int) -> Answer:
    """Let an offer take part again."""
    return _step(offer_id, OfferState.ACTIVE, gettext("Uw aanbod doet weer mee."))


@my_pages.post("/mijn/aanbod/<int:offer_id>/klopt")
@permission("resident")
def confirm_offer_view(offer_id: int) -> Answer:
    """Take down that an offer still stands."""
    return _step(offer_id, None, gettext("Dank u wel. Uw aanbod blijft een jaar staan."))


@my_pages.route("/mijn/aanbod/<int:offer_id>/intrekken", methods=["GET", "POST"])
@permission("resident")
def withdraw_offer_view(offer_id: int) -> Answer:
    """Ask whether it is sure, and take the offer back. Help that runs goes on."""
    offered = get_own_offer(offer_id, resident_id=my_id())
    if offered.state == OfferState.WITHDRAWN:
        return redirect(url_for("my.offer_page", offer_id=offer_id), 303)
    form = ButtonForm()
    if form.validate_on_submit():
        today = local_today()
        with form.sending() as sending:
            change_offer_and_proposals(offer_id, to=OfferState.WITHDRAWN, on=today, today=today)
            sending.location = url_for("my.my")
        if form.was_sent:
            flash(gettext("Uw aanbod is ingetrokken. Dank u wel. U kunt altijd opnieuw iets aanbieden."))
            return redirect(form.location, 303)
    return render_template("my/withdraw_offer.html", form=form, offered=offered), form.status


def _step(offer_id: int, to: OfferState | None, told: str) -> Answer:
    """Bring the offer into a state; None confirms it."""
    offered = get_own_offer(offer_id, resident_id=my_id())
    form, today = ButtonForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            if to is None:
                confirm_offer(offer_id, on=today, today=today)
            else:
                change_offer_and_proposals(offer_id, to=to, on=today, today=today)
            sending.location = url_for("my.offer_page", offer_id=offer_id)
        if form.was_sent:
            flash(told)
            return redirect(form.location, 303)
    return _page(offered, form), form.status


def _page(offered: HelpOffer, form: ButtonForm | None = None) -> str:
    doing = read_doing(my_id(), now=utc_now(), today=local_today())
    return render_template(
        "my/offer.html",
        offered=offered,
        told=tell_offer(offered, doing, language=current_language()),
        dayparts=dayparts_list(offered.dayparts),
        can=[gettext(NEEDS_OFFERED[one]) for one in offered.can if one in NEEDS_OFFERED],
        form=form or ButtonForm(),
        state=offered.state.value,
        asked_to_confirm=offered.state == OfferState.ACTIVE and offered.confirm_asked_on is not None,
    )
