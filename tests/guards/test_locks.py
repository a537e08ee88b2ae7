"""The locks pin every package by version and hash, and say nothing of where packages are fetched from."""

import re

import pytest

LOCKS = ["requirements.lock", "requirements-dev.lock"]


@pytest.fixture(params=LOCKS)
def requirements(request, root) -> list[str]:
    """Give one string per requirement, its continuation lines joined."""
    text = (root / request.param).read_text(encoding="utf-8")
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def test_every_requirement_is_pinned_and_carries_a_hash(requirements):
    assert requirements
    for requirement in requirements:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+ ", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement


def test_a_lock_has_no_options_addresses_or_comments(requirements):
    for requirement in requirements:
        without_hashes = re.sub(r"--hash=sha256:[0-9a-f]{64}", "", requirement)
        assert not re.search(r"//|--|@|#", without_hashes), requirement


def test_the_tools_lock_holds_all_of_the_runtime_lock(root):
    runtime, tools = (set(pins((root / name).read_text(encoding="utf-8"))) for name in LOCKS)
    assert runtime <= tools


def test_what_the_project_names_is_in_the_locks(root):
    pyproject = (root / "pyproject.toml").read_text(encoding="utf-8")
    pinned = {pin.split("==")[0] for pin in pins((root / LOCKS[1]).read_text(encoding="utf-8"))}
    named = re.findall(r'^    "([A-Za-z0-9._-]+)(?:\[[^\]]*\])?[<>=~]', pyproject, re.MULTILINE)
    named += re.findall(r'= \["([A-Za-z0-9._-]+)(?:\[[^\]]*\])?[<>=~]', pyproject)
    assert named
    missing = {re.sub(r"[-_.]+", "-", name).lower() for name in named} - pinned
    assert not missing, f"run: python3 dev.py lock (missing: {missing})"


def pins(lock: str) -> list[str]:
    return re.findall(r"^[a-z0-9][^ ]*==\S+", lock, re.MULTILINE)
