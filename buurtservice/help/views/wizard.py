"""A row of questions, one on each page: the answers wait in a draft until they are sent.

The browser holds only the draft's random cookie. Each page saves its own answer, so going back, a second
window and an expired session lose nothing. A page with an open question before it leads to that one.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.clock import utc_now
from buurtservice.errors import Conflict
from buurtservice.help.forms.step import StepForm
from buurtservice.i18n import N_
from buurtservice.transactions import transaction
from buurtservice.web.answers import Answer
from buurtservice.web.drafts import drop_draft, drop_put_away, find_draft, save_draft
from buurtservice.web.visiting import current_visitor

Answers = dict[str, StepForm]
SEEN_FOR = timedelta(hours=2)  # So long the page after sending can be opened again in this browser.
CHECK = "controle"


class DraftSent(Conflict):
    """Another window sent the same answers a moment ago."""

    code = "draft_sent"
    text = N_("Dit is net al verstuurd, misschien in een ander venster. Het is één keer gedaan.")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One question: its place in the address, its form and template, and its answer in words."""

    name: str
    form: type[StepForm]
    template: str
    question: Any
    in_words: Callable[[Any], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Wizard:
    """A row of questions. `known` are those that we do not ask of who is signed in."""

    kind: str  # Of the draft; what was sent waits under "<kind>-klaar".
    page: str  # The endpoint of its pages, such as help.ask.
    what: Any
    steps: tuple[Step, ...]
    known: frozenset[str]

    def own_steps(self) -> list[Step]:
        """Return the questions for who looks now."""
        signed_in = current_visitor().resident_id is not None
        return [step for step in self.steps if not (signed_in and step.name in self.known)]

    def address(self, name: str, **values: Any) -> str:
        """Return the address of a question, or of the summary."""
        return (
            url_for(f"{self.page}_step", step=name, **values)
            if name != CHECK
            else url_for(f"{self.page}_check")
        )


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What was answered so far. `begun` is False when there is no draft."""

    begun: bool
    answers: Answers = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    origin: dict[str, Any] = field(default_factory=dict)

    def first_open(self, steps: Sequence[Step]) -> Step | None:
        """Return the first question without an answer that can be used today."""
        return next((one for one in steps if self.is_open(one.name)), None)

    def is_open(self, name: str) -> bool:
        """Tell whether a question has no answer that can be used today."""
        return name not in self.answers or bool(self.answers[name].problems)

    @property
    def fingerprint(self) -> str:
        """Return a word for these answers, to notice that another window changed them."""
        return hashlib.sha256(json.dumps(self.typed, sort_keys=True).encode()).hexdigest()[:16]


def is_for_other(answers: Mapping[str, StepForm]) -> bool:
    """Tell whether somebody asks for somebody else, as they said on the first page."""
    behalf = answers.get("voor-wie")
    return behalf is not None and behalf["who"].data == "other"


def read_progress(wizard: Wizard) -> Progress:
    """Return what this browser answered so far, read again as of today."""
    draft = find_draft(wizard.kind)
    if draft is None:
        return Progress(begun=False)
    typed = draft.get("steps", {})
    answers: Answers = {}
    for step in wizard.own_steps():
        if step.name in typed:
            answers[step.name] = step.form.read(typed[step.name], answers)
    return Progress(begun=True, answers=answers, typed=typed, origin=draft.get("origin", {}))


def show_start(wizard: Wizard) -> Answer:
    """Lead to the first question; who began before chooses to go on or to begin anew."""
    progress = read_progress(wizard)
    first = wizard.own_steps()[0]
    if not progress.begun:
        return redirect(wizard.address(first.name), 303)
    onward = progress.first_open(wizard.own_steps())
    onward_url = wizard.address(onward.name if onward else CHECK)
    return render_template("help/begun.html", wizard=wizard, onward=onward_url)


def show_step(wizard: Wizard, name: str) -> Answer | None:
    """Show one question, or keep its answer and lead on; None when there is no such question."""
    steps = wizard.own_steps()
    step = next((one for one in steps if one.name == name), None)
    if step is None:
        return None
    progress = read_progress(wizard)
    elsewhere = _must_go_elsewhere(wizard, steps, step, progress)
    if elsewhere is not None:
        return elsewhere
    form = step.form(before=progress.answers)
    if form.validate_on_submit():
        remember(wizard, name, form)
        return redirect(_next_address(wizard, steps, step, progress), 303)
    if request.method == "GET" and not form.is_brought_back and name in progress.typed:
        form = step.form.read(progress.typed[name], progress.answers, guarded=True)
    return _render(wizard, steps, step, form, progress)


def _render(wizard: Wizard, steps: list[Step], step: Step, form: StepForm, progress: Progress) -> Answer:
    place = steps.index(step)
    back = wizard.address(steps[place - 1].name) if place else ""
    changing = request.args.get("wijzig") is not None
    page = render_template(
        step.template,
        wizard=wizard,
        step=step,
        form=form,
        number=place + 1,
        of=len(steps) + 1,
        back=wizard.address(CHECK) if changing else back,
        changing=changing,
        so_far=[] if changing else summary_rows(wizard, steps[:place], progress),
        answers=progress.answers,
        for_other=is_for_other(progress.answers),
    )
    return page, 200 if request.method == "GET" else form.status


def _must_go_elsewhere(wizard: Wizard, steps: list[Step], step: Step, progress: Progress) -> Answer | None:
    """Lead who opens a later question to the first open one, and who comes back after sending to that."""
    if request.method != "GET":
        return None
    earlier = progress.first_open(steps[: steps.index(step)])
    if earlier is None:
        return None
    if not progress.begun:
        if find_sent(wizard) is not None:
            flash(gettext("Dit is al verstuurd. Hier ziet u wat er nu gebeurt."))
            return redirect(url_for(f"{wizard.page}_done"), 303)
        flash(
            gettext("Uw eerdere antwoorden zijn er niet meer. Wij bewaren ze één dag. Begin gerust opnieuw.")
        )
    return redirect(wizard.address(earlier.name), 303)


def _next_address(wizard: Wizard, steps: list[Step], step: Step, progress: Progress) -> str:
    place = steps.index(step)
    lost = progress.first_open(steps[:place])
    if lost is not None:  # The cookie went, or another window threw the draft away.
        flash(gettext("Een deel van uw antwoorden is er niet meer. Vul die nog een keer in."))
        return wizard.address(lost.name)
    onward = steps[place + 1 :]
    if request.args.get("wijzig") is not None:
        still_open = progress.first_open(onward)
        return wizard.address(still_open.name if still_open else CHECK)
    return wizard.address(onward[0].name if onward else CHECK)


def remember(wizard: Wizard, name: str, form: StepForm) -> None:
    """Keep the answer to one question; what another window answered meanwhile stays."""
    with transaction():
        draft = find_draft(wizard.kind, hold=True) or {}
        steps = {**draft.get("steps", {}), name: form.typed_values()}
        save_draft(wizard.kind, {**draft, "steps": steps})
        drop_put_away()


def begin_with(
    wizard: Wizard, steps: dict[str, dict[str, list[str]]], *, resident_id: int | None, about: list[str]
) -> None:
    """Begin a draft with what is known. While the answers to `about` stay the same, it is that resident."""
    who = {name: steps[name] for name in about if name in steps}
    origin = {} if resident_id is None else {"resident": resident_id, "who": who}
    save_draft(wizard.kind, {"steps": steps, "origin": origin})


def known_resident(progress: Progress) -> int | None:
    """Return the resident who is asking: signed in, or who sent something in this browser just now."""
    signed_in = current_visitor().resident_id
    if signed_in is not None:
        return signed_in
    origin = progress.origin
    same = all(progress.typed.get(name) == typed for name, typed in origin.get("who", {}).items())
    found: int | None = origin.get("resident") if same else None
    return found


def summary_rows(
    wizard: Wizard, steps: Sequence[Step], progress: Progress
) -> list[tuple[Any, Sequence[str], str]]:
    """Return (question, answer in lines, address to change it) for each question that was answered."""
    return [
        (step.question, step.in_words(progress.answers[step.name]), wizard.address(step.name, wijzig=1))
        for step in steps
        if not progress.is_open(step.name)
    ]


def keep_sent(wizard: Wizard, sent: dict[str, Any]) -> None:
    """Keep for a little while what was sent, for the page after it."""
    save_draft(_sent_kind(wizard), {**sent, "at": utc_now().isoformat()})


def find_sent(wizard: Wizard) -> dict[str, Any] | None:
    """Return what this browser sent a little while ago, or None."""
    sent = find_draft(_sent_kind(wizard))
    if sent is None or utc_now() - datetime.fromisoformat(sent["at"]) > SEEN_FOR:
        return None
    return sent


def wipe(*wizards: Wizard) -> None:
    """Throw away everything of these that this browser could still show."""
    for wizard in wizards:
        drop_draft(wizard.kind)
        drop_draft(_sent_kind(wizard))


def _sent_kind(wizard: Wizard) -> str:
    return f"{wizard.kind}-klaar"
