"""What is kept about the resident: seeing it, correcting it, who looked at it, taking it along."""

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.clock import utc_now
from buurtservice.help.forms.words import SPOKEN
from buurtservice.i18n import N_
from buurtservice.my.correcting import correct_own_data
from buurtservice.my.data_words import AGREEMENTS, CONTACT_BY, THROUGH, chapters, tell_looks
from buurtservice.my.forms import ButtonForm
from buurtservice.my.looking import list_looks
from buurtservice.my.own_data_form import OwnDataForm, own_data_of
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.privacy.own_data import Section, read_own_data
from buurtservice.residents.agreements import list_agreements
from buurtservice.residents.queries import get_resident
from buurtservice.web.answers import Answer
from buurtservice.web.language import LANGUAGE_NAMES, current_language
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset
from buurtservice.web.words import day_words
from buurtservice.wording import join_words

LATEST_LOOKS = 10
# Why something of theirs is not in what they get, for people; docs/privacy.md says more.
NOT_IN_IT = (
    N_("Wat over een ander gaat, zoals wie er nog meer paste of wie nee zei."),
    N_("Uren per persoon. Wat u gaf en kreeg is geen schuld en geen bewijs voor iemand."),
    N_("Wat anderen ons vertelden over een gevaar, en wat de buurtwerker daarbij opschreef."),
    N_("Namen van medewerkers. U ziet wel wat hun rol was."),
)


@my_pages.get("/mijn/gegevens")
@permission("resident")
def own_data() -> str:
    """Show who they are to us, what they agreed to, and who looked."""
    person = get_resident(my_id())
    looks, _total = list_looks(my_id(), offset=0, limit=LATEST_LOOKS)
    return render_template(
        "my/own_data.html",
        person=person,
        contact_by=gettext(CONTACT_BY[person.contact_by]) if person.contact_by else "",
        spoken=join_words([SPOKEN.get(code, code) for code in person.languages]),
        letters=LANGUAGE_NAMES.get(person.language, person.language),
        agreements=[
            (gettext(AGREEMENTS[one.kind]), one, gettext(THROUGH[one.through]))
            for one in list_agreements(my_id())
        ],
        looks=tell_looks(looks),
        form=ButtonForm(),
    )


@my_pages.route("/mijn/gegevens/wijzigen", methods=["GET", "POST"])
@permission("resident")
def change_own_data() -> Answer:
    """Correct name, contact, place and languages."""
    person = get_resident(my_id())
    form = OwnDataForm(data=own_data_of(person))
    form.keep_choices_of(person)
    if form.validate_on_submit():
        with form.sending() as sending:
            correct_own_data(
                person.id,
                name=form.name.data,
                reach=form.reach(),
                place=form.place(person),
                languages=form.speaks.data,
                letters=form.letters.data,
                now=utc_now(),
            )
            sending.location = url_for("my.own_data")
        if form.was_sent:
            flash(gettext("Uw gegevens zijn veranderd."))
            return redirect(form.location, 303)
    return render_template("my/change_own_data.html", form=form), form.status


@my_pages.get("/mijn/gegevens/wie-keek")
@permission("resident")
def who_looked() -> str:
    """Tell who looked, all of it, the newest first."""
    rows, total = list_looks(my_id(), offset=page_offset(), limit=ROWS)
    page = Page(rows=tell_looks(rows), number=asked_page(), size=ROWS, total=total)
    return render_template("my/who_looked.html", page=page)


@my_pages.route("/mijn/gegevens/alles", methods=["GET", "POST"])
@permission("resident")
def take_along() -> Answer:
    """Give everything that is kept: as a page to read and print, or as a file for another service.

    By POST, so that nothing but the button of its owner makes it, and it stands in no history.
    """
    if request.method == "GET":  # The language was switched, or the page was kept among the favourites.
        return own_data()
    sections = read_own_data(my_id())
    if request.form.get("form") == "json":
        return _file(sections)
    return render_template(
        "my/all_data.html",
        person=get_resident(my_id()),
        chapters=chapters(sections),
        not_in_it=[gettext(one) for one in NOT_IN_IT],
        made_at=utc_now(),
    )


def _file(sections: list[Section]) -> Response:
    content = {
        "service": "Buurtservice",
        "language": current_language(),
        "made_at": utc_now().isoformat(timespec="seconds"),
        "made_on": day_words(utc_now(), year=True),
        "not_included": [gettext(one) for one in NOT_IN_IT],
        "data": {section.table: section.rows for section in sections},
    }
    body = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    answer = Response(body, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return answer
