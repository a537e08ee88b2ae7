"""Who works when, what they do, and from where they set out."""

from flask import abort, flash, redirect, render_template
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.help.queries import list_choosable_categories
from buurtservice.help.services import dayparts_list
from buurtservice.permissions import permission
from buurtservice.residents.places import list_neighbourhoods
from buurtservice.team.forms import HoursForm
from buurtservice.team.hours import Hours, save_hours
from buurtservice.team.models import TeamMember
from buurtservice.team.queries import list_team, members_by_id
from buurtservice.team.views.blueprint import is_worker, team_pages
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.wording import daypart_words


@team_pages.get("/team/uren")
@permission("team", "worker")
def hours() -> str:
    """Show everybody of the team with their hours."""
    members, language = members_by_id(), current_language()
    kinds = {one.code: one.name_in(language) for one in list_choosable_categories()}
    return render_template(
        "team/hours.html",
        team=[
            {
                "id": one.id,
                "name": one.name,
                "hours": _hours_words(members.get(one.id)),
                "kinds": _kinds_words(members.get(one.id), kinds),
                "place": _place_of(members.get(one.id)),
                "may_change": is_worker() or one.id == current_visitor().staff_id,
            }
            for one in list_team()
        ],
    )


@team_pages.route("/team/uren/<int:staff_id>", methods=["GET", "POST"])
@permission("team", "worker")
def member(staff_id: int) -> Answer:
    """Change somebody's hours: one's own, or anybody's for a worker."""
    who = next((one for one in list_team() if one.id == staff_id), None)
    if who is None:
        abort(404)
    if not is_worker() and staff_id != current_visitor().staff_id:
        abort(403)
    form, language = HoursForm(data=_as_it_is(members_by_id().get(staff_id))), current_language()
    form.categories.choices = [
        (one.code, one.name_in(language)) for one in list_choosable_categories() if one.team_may_do
    ]
    form.neighbourhood.choices = [(str(one.id), one.name) for one in list_neighbourhoods()]
    if form.validate_on_submit():
        with form.sending() as sending:
            save_hours(
                staff_id,
                Hours(
                    dayparts=form.dayparts.data or (),
                    tasks_per_daypart=form.tasks_per_daypart.data,
                    categories=form.categories.data or None,
                    neighbourhood_id=form.neighbourhood.data,
                ),
            )
            record_access("team.hours", f"staff:{staff_id}")
            sending.location = url("team.hours")
        if form.was_sent:
            flash(gettext("De uren van %(name)s zijn bewaard.", name=who.name))
            return redirect(form.location, 303)
    return render_template("team/member.html", form=form, name=who.name), form.status


def _as_it_is(found: TeamMember | None) -> dict[str, object]:
    if found is None:
        return {"tasks_per_daypart": 1}
    return {
        "dayparts": dayparts_list(found.dayparts),
        "tasks_per_daypart": found.tasks_per_daypart,
        "categories": found.categories,
        "neighbourhood": found.neighbourhood_id,
    }


def _hours_words(found: TeamMember | None) -> str:
    if found is None:
        return str(gettext("nog niet ingevuld"))
    return str(daypart_words(dayparts_list(found.dayparts)))


def _kinds_words(found: TeamMember | None, kinds: dict[str, str]) -> str:
    if found is None:
        return ""
    if found.categories is None:
        return str(gettext("alle soorten"))
    return ", ".join(kinds[code] for code in found.categories if code in kinds)


def _place_of(found: TeamMember | None) -> str:
    return found.neighbourhood.name if found is not None and found.neighbourhood is not None else ""
