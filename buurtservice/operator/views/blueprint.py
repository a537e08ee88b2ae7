"""The blueprint of the operator's pages, and the frame that the pages of one record share."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from buurtservice.web.forms import BuurtForm

operator_pages = Blueprint("operator", __name__)
Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, kw_only=True)
class Row:
    """One record in a list: what it is called, what there is to know at a glance, and where it is changed."""

    title: str
    url: str
    detail: str = ""
    gone: bool = False


def list_page(*, heading: str, intro: str, rows: list[Row], new_url: str, new_text: str) -> str:
    """Return the page of a list of records."""
    return render_template(
        "operator/records.html", heading=heading, intro=intro, rows=rows, new_url=new_url, new_text=new_text
    )


def record_page(form: BuurtForm, *, heading: str, back_url: str, back_text: str, why: str = "") -> Answer:
    """Return the page on which one record is changed."""
    page = render_template(
        "operator/record.html", form=form, heading=heading, back_url=back_url, back_text=back_text, why=why
    )
    return page, form.status
