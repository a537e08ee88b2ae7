"""One figure: what it means, what it was month by month, and for the worker what it consists of."""

from flask import render_template
from werkzeug.exceptions import NotFound

from buurtservice.clock import local_today
from buurtservice.figures.charts import draw_line
from buurtservice.figures.parts import count_parts, has_parts, list_parts
from buurtservice.figures.report import get_report
from buurtservice.figures.views.blueprint import asked_period, figures_pages, sees_everything
from buurtservice.figures.views.dashboard import sums_of
from buurtservice.figures.views.telling import category_names, period_words, tell_picture, value_words
from buurtservice.figures.words import LABELS, MEANINGS, OPEN, PILOT
from buurtservice.permissions import permission
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset


@figures_pages.get("/cijfers/getal/<name>")
@permission("policy", "worker", "operator")
def number(name: str) -> str:
    """Open one figure."""
    if name not in LABELS:
        raise NotFound
    period, wrong = asked_period()
    full = sees_everything()
    report = get_report(period, full=full, today=local_today())
    page = None
    if full and has_parts(name):
        days = {"start": period.start, "end": report.until}
        rows = list_parts(name, **days, limit=ROWS, offset=page_offset())
        page = Page(rows=rows, number=asked_page(), size=ROWS, total=count_parts(name, **days))
    picture = tell_picture(report)
    return render_template(
        "figures/number.html",
        name=name,
        label=LABELS[name],
        meaning=MEANINGS[name],
        value=value_words(name, report.numbers.get(name)),
        known=full or name in OPEN or report.numbers.get(name) is not None,
        pilot=PILOT.get(name),
        period=period,
        wrong=wrong,
        title=period_words(period),
        sums=sums_of(period),
        picture=picture,
        drawn=draw_line(picture.numbers.get(name, [])),
        page=page,
        categories=category_names() if page else {},
    )
