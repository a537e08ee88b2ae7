"""The activities of the replay: made from a suggestion, joined, held."""

from datetime import date, time, timedelta

from buurtservice.activities.models import Activity, ActivityPlace, ActivityState, PlaceState
from buurtservice.activities.places import leave_place, take_place
from buurtservice.activities.queries import list_activities, list_places
from buurtservice.activities.services import change_activity, hold_activity
from buurtservice.activities.values import ActivityValues
from buurtservice.calls.together import Suggestion, add_suggested_activity, list_suggestions
from buurtservice.demo import replay_rules as rules
from buurtservice.demo.replay_days import Done
from buurtservice.residents.queries import list_known_residents

PLACE = "Buurthuis De Poort"
BEGINS = (time(10), time(14), time(19))  # In the morning, the afternoon, the evening.
LENGTH_H = 2


def live_with_activities(day: date, done: Done) -> None:
    """Hold what is held today; on a workday make one of the best suggestion, while there are too few."""
    for activity in list_activities():
        if activity.state == ActivityState.PLANNED and (activity.takes_place_on or day) <= day:
            _hold(activity, day, done)
    if rules.is_workday(day) and len(list_activities()) < rules.ACTIVITIES:
        for suggestion in list_suggestions(as_of=day, today=day, at_least=rules.LEAST_TOGETHER)[:1]:
            _begin(suggestion, day, done)


def _begin(suggestion: Suggestion, day: date, done: Done) -> None:
    kind = suggestion.requests[0].category
    title = f"Samen: {kind.name_nl}"
    activity = add_suggested_activity(suggestion, title=title, on=day, today=day)
    begins = BEGINS[suggestion.daypart % 3]
    later = day + timedelta(days=rules.DAYS_TO_ACTIVITY)
    on_day = later + timedelta(days=(suggestion.daypart // 3 - later.weekday()) % 7)
    values = ActivityValues(
        title=title,
        description="Kom erbij. Koffie en thee staan klaar.",
        place=PLACE,
        category_id=activity.category_id,
        neighbourhood_id=activity.neighbourhood_id,
        takes_place_on=on_day,
        begins_at=begins,
        ends_at=begins.replace(hour=begins.hour + LENGTH_H),
        capacity=rules.PLACES,
    )
    change_activity(activity.id, values, on=day, today=day)
    done.counts["activities_planned"] += 1
    for place in list_places(activity.id):
        _say(place, day, done)
    _sign_up(activity.id, day, done)


def _sign_up(activity_id: int, day: date, done: Done) -> None:
    """Let some of those who are known read the public list and sign up."""
    invited = {place.resident_id for place in list_places(activity_id)}
    for person in list_known_residents():
        if person.id not in invited and rules.says_yes(rules.SIGNS_UP, "signs up", activity_id, person.id):
            done.try_to("signs_up", take_place, activity_id, resident_id=person.id, on=day, today=day)


def _say(place: ActivityPlace, day: date, done: Done) -> None:
    """Let who is invited say whether they come."""
    comes = rules.says_yes(rules.COMES_WHEN_INVITED, "comes", place.help_request_id)
    what, step = ("comes", take_place) if comes else ("does_not_come", leave_place)
    done.try_to(what, step, place.activity_id, resident_id=place.resident_id, on=day, today=day)


def _hold(activity: Activity, day: date, done: Done) -> None:
    coming = [place for place in list_places(activity.id) if place.state == PlaceState.TAKEN]
    absent = [
        place.resident_id
        for place in coming
        if not rules.says_yes(rules.IS_THERE, "is there", activity.title, place.resident_id)
    ]
    held = {"on": day, "today": day, "absent": absent}
    done.try_to("activities_held", hold_activity, activity.id, people=len(coming) - len(absent), **held)
