"""No template is left over, none is broken, and none has what the pages' policy forbids."""

import re
from pathlib import Path

import pytest

from buurtservice.app import create_app
from buurtservice.messages.kinds import KINDS
from buurtservice.settings import Settings

NAMED = re.compile(r"""["']([\w/]+\.(?:html|txt))["']""")
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE)


@pytest.fixture(scope="module")
def templates(root) -> dict[str, str]:
    folder = root / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.*")
        if path.suffix in {".html", ".txt"}
    }


def test_every_template_can_be_read(templates, tmp_path):
    environment = create_app(Settings(instance=tmp_path)).jinja_env

    for name in templates:
        environment.get_template(name)


def test_no_template_makes_small_letters_of_days_and_names(templates):
    assert [name for name, text in templates.items() if re.search(r"\|\s*capitalize\b", text)] == []


def test_no_template_is_left_over(root: Path, templates):
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "buurtservice").rglob("*.py"))
    named = {kind.template for kind in KINDS.values()}
    named |= set(NAMED.findall(code)) | {name for text in templates.values() for name in NAMED.findall(text)}

    assert sorted(set(templates) - named) == []


def test_every_template_that_is_named_is_there(root: Path, templates):
    views = [path for path in (root / "buurtservice").rglob("*.py") if "views" in path.as_posix()]
    named = {name for path in views for name in NAMED.findall(path.read_text(encoding="utf-8"))}

    assert sorted(named - set(templates)) == []


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(templates):
    found = {
        name: match[0]
        for name, text in templates.items()
        for match in [INLINE.search(text) or ELSEWHERE.search(text)]
        if match
    }

    assert found == {}


def test_what_is_inline_would_be_found():
    assert INLINE.search('<p style="color: red">')
    assert INLINE.search('<button onclick="x()">')
    assert INLINE.search("<script>x()</script>")
    assert not INLINE.search('<script type="module" src="/static/buurt.js"></script>')
    assert ELSEWHERE.search('<img src="//elders.example/x.png">')


def test_styles_and_scripts_are_light(root: Path):
    static = root / "buurtservice" / "static"
    sizes = {path.name: path.stat().st_size for path in static.rglob("*") if path.is_file()}

    assert sum(sizes.values()) <= 120_000, sizes
    scripts = [path.read_text(encoding="utf-8") for path in static.rglob("*.js")]
    assert not [text for text in scripts if re.search(r"https?://(?!www\.w3\.org)", text)]
