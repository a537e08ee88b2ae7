"""When the database is away people read so, whatever page they asked for, and nothing of it leaks."""

import pytest

from buurtservice.app import create_app
from buurtservice.settings import Settings
from tests.pages.visitors import Visitor

NOBODY_LISTENS = "postgresql+psycopg://nobody:geheim@127.0.0.1:9/away"


@pytest.fixture(params=["no server", "no file"])
def cut_off(request, tmp_path) -> Visitor:
    """Return a stranger at an application whose database cannot be reached."""
    nowhere = f"sqlite:///{tmp_path / 'gone' / 'gone.sqlite'}"
    url = NOBODY_LISTENS if request.param == "no server" else nowhere
    visitor = Visitor(create_app(Settings(database_url=url, instance=tmp_path)))
    with visitor.client.session_transaction() as session:
        session["_user_id"] = "somebody who was signed in"
    return visitor


def test_a_page_that_needs_the_database_says_that_it_is_away(cut_off):
    page = cut_off.get("/cijfers")

    assert page.status == 503
    assert page.headers["Retry-After"]
    assert "Er is niets verloren gegaan." in page.text
    assert "043 000 00 00" in page.text
    assert "geheim" not in page.html
    assert "sqlite" not in page.html.lower()


def test_a_page_that_is_not_there_is_told_all_the_same(cut_off):
    assert cut_off.get("/bestaat-niet").status in {404, 503}
