"""Only a question: a tap on a topic counts it, and a tap too many is taken back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from buurtservice.clock import local_today
from buurtservice.desk.forms.steps import TopicForm
from buurtservice.desk.tally import TOPICS, Topic, count_question, questions_on, uncount_question
from buurtservice.desk.views.blueprint import desk_pages
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer


@desk_pages.route("/balie/alleen-een-vraag", methods=["GET", "POST"])
@permission("desk", "worker")
def question() -> Answer:
    """Count a question by its topic. Nothing about the person is asked."""
    return _tap(TopicForm(), back=False)


@desk_pages.route("/balie/alleen-een-vraag/terug", methods=["GET", "POST"])
@permission("desk", "worker")
def question_back() -> Answer:
    """Take a tap of today back."""
    return _tap(TopicForm(), back=True)


def _tap(form: TopicForm, *, back: bool) -> Answer:
    today = local_today()
    if form.validate_on_submit():
        topic = Topic(form.topic.data)
        number = 0
        with form.sending() as sending:
            number = uncount_question(topic, on=today) if back else count_question(topic, on=today)
            sending.location = url_for("desk.question" if back else "desk.desk")
        if form.was_sent:
            words = gettext("Teruggenomen: %(topic)s.") if back else gettext("Geteld: %(topic)s.")
            today_words = ngettext("Vandaag %(num)d keer.", "Vandaag %(num)d keer.", number)
            about = gettext(TOPICS[topic])
            flash(" ".join((words % {"topic": about}, today_words)))
            return redirect(form.location, 303)
    counted = questions_on(today)
    return render_template("desk/question.html", form=form, topics=TOPICS, counted=counted), form.status
