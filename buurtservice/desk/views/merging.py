"""Two cards of one person: who may be doubles, the two beside each other, one of them stays; and back."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.desk.forms.steps import KeepForm
from buurtservice.desk.forms.visitor import SearchForm
from buurtservice.desk.queries import with_what_is_known
from buurtservice.desk.views.blueprint import desk_pages, open_visitor, staff_id
from buurtservice.desk.words import alike_words, hit_words
from buurtservice.merging.queries import get_merge
from buurtservice.merging.services import mark_distinct, merge_residents, undo_merge
from buurtservice.permissions import permission
from buurtservice.referrals.forms import ButtonForm
from buurtservice.residents.duplicates import list_likely_doubles
from buurtservice.residents.queries import get_resident
from buurtservice.residents.searching import search_residents
from buurtservice.web.answers import Answer
from buurtservice.web.fields import Choice

LOOK_BACK = timedelta(days=30)


@desk_pages.get("/balie/dubbel")
@permission("desk", "worker")
def doubles() -> str:
    """List who may be in the books twice, of those who came in lately."""
    found = list_likely_doubles(since=utc_now() - LOOK_BACK)
    hits = with_what_is_known([person for double in found for person in (double.one, double.other)])
    pairs = list(zip(found, hits[::2], hits[1::2], strict=True))
    return render_template("desk/doubles.html", pairs=pairs, alike_words=alike_words, hit_words=hit_words)


@desk_pages.route("/balie/bezoekers/<int:resident_id>/dubbel", methods=["GET", "POST"])
@permission("desk", "worker")
def double_of(resident_id: int) -> Answer:
    """Find the other card of somebody. The search is a POST for the same reason as at the desk."""
    person = open_visitor(resident_id)
    form = SearchForm()
    term = form.q.data if form.validate_on_submit() else ""
    hits = with_what_is_known([one for one in search_residents(term or "") if one.id != person.id])
    page = render_template(
        "desk/double_of.html", form=form, person=person, term=term, hits=hits, hit_words=hit_words
    )
    return page, form.status


@desk_pages.route("/balie/samenvoegen/<int:one_id>/<int:other_id>", methods=["GET", "POST"])
@permission("desk", "worker")
def merge(one_id: int, other_id: int) -> Answer:
    """Show two cards beside each other, and let one go up in the other."""
    people = [get_resident(one_id), get_resident(other_id)]
    record_access("resident.read", None, [one_id, other_id])
    form = KeepForm()
    form.keep.choices = [Choice(str(person.id), person.name or gettext("Zonder naam")) for person in people]
    if form.validate_on_submit():
        kept_id, merged_id = (one_id, other_id) if form.keep.data == one_id else (other_id, one_id)
        with form.sending() as sending:
            done = merge_residents(kept_id=kept_id, merged_id=merged_id, by_id=staff_id(), now=utc_now())
            record_access("resident.merge", f"merge:{done.id}", [kept_id, merged_id])
            sending.location = url_for("desk.visitor", resident_id=kept_id)
        if form.was_sent:
            flash(gettext("De twee kaartjes zijn nu één. U kunt dat een week lang ongedaan maken."))
            return redirect(form.location, 303)
    hits = with_what_is_known(people)
    page = render_template(
        "desk/merge.html", form=form, people=people, hits=hits, hit_words=hit_words, button_form=ButtonForm()
    )
    return page, form.status


@desk_pages.route("/balie/twee-mensen/<int:one_id>/<int:other_id>", methods=["GET", "POST"])
@permission("desk", "worker")
def two_people(one_id: int, other_id: int) -> Answer:
    """Note that two who look alike are two people."""
    one_id, other_id = get_resident(one_id).id, get_resident(other_id).id
    form = ButtonForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            mark_distinct(one_id, other_id, on=local_today(), by_id=staff_id())
            record_access("resident.distinct", None, [one_id, other_id])
            sending.location = url_for("desk.visitor", resident_id=one_id)
        if form.was_sent:
            flash(gettext("Genoteerd: het zijn twee mensen. Wij wijzen er niet meer op."))
            return redirect(form.location, 303)
        return redirect(url_for("desk.merge", one_id=one_id, other_id=other_id), 303)
    return redirect(url_for("desk.merge", one_id=one_id, other_id=other_id), 303)


@desk_pages.route("/balie/samenvoegingen/<int:merge_id>/terug", methods=["GET", "POST"])
@permission("desk", "worker")
def part(merge_id: int) -> Answer:
    """Make two cards of one again, and say beforehand what that does not bring back."""
    done = get_merge(merge_id)
    record_access("resident.read", None, [done.kept_id, done.merged_id])
    form = ButtonForm()
    if form.validate_on_submit():
        given_back = 0
        with form.sending() as sending:
            given_back = undo_merge(merge_id, now=utc_now()).given_back
            record_access("resident.part", f"merge:{merge_id}", [done.kept_id, done.merged_id])
            sending.location = url_for("desk.visitor", resident_id=done.merged_id)
        if form.was_sent:
            flash(
                ngettext(
                    "Er zijn weer twee kaartjes. %(num)d ding ging terug.",
                    "Er zijn weer twee kaartjes. %(num)d dingen gingen terug.",
                    given_back,
                )
            )
            return redirect(form.location, 303)
    kept, merged = get_resident(done.kept_id), get_resident(done.merged_id)
    return render_template("desk/part.html", form=form, merge=done, kept=kept, merged=merged), form.status
