"""After signing in somebody goes back to a page of ours, and never to another place."""

import pytest

from buurtservice.accounts.next_page import own_path


@pytest.mark.parametrize(
    "path", ["/", "/balie", "/matches/12", "/balie?bladzijde=2", "/a//b", "/zoek?q=%C3%A9"]
)
def test_a_page_of_ours_is_a_way_back(path: str):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "balie",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "https://elsewhere.example/",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        " //elsewhere.example",
        "/balie\\..\\x",
        "/" + "a" * 500,
    ],
)
def test_another_place_is_no_way_back(path: str | None):
    assert own_path(path) is None
