"""dev.py by itself: when it installs, when it does not, and what it says. Nothing here uses the network."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dev


class RecordingEnvironment(dev.Environment):
    """An environment whose installation is a note in a list instead of a minute of pip."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.steps: list[str] = []
        self.interrupted = False

    def _install(self, lock, _guard):
        self.steps.append(f"install {lock}")
        if self.interrupted:
            raise KeyboardInterrupt
        self.scripts.mkdir(exist_ok=True)
        self.python.touch()

    def _empty(self):
        super()._empty()
        self.steps.append("empty")


@pytest.fixture
def environment(tmp_path, monkeypatch):
    (tmp_path / dev.RUNTIME_LOCK).write_text("flask==3\n")
    (tmp_path / dev.DEV_LOCK).write_text("flask==3\npytest==9\n")

    def make_nothing(command, **_options):
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(dev.subprocess, "run", make_nothing)
    return RecordingEnvironment(tmp_path)


def test_the_first_run_installs_and_the_second_does_not(environment):
    environment.prepare(dev.DEV_LOCK)
    environment.prepare(dev.DEV_LOCK)

    assert environment.steps == ["empty", f"install {dev.DEV_LOCK}"]


def test_the_command_is_there_and_finds_the_code_of_this_checkout(environment):
    environment.prepare(dev.RUNTIME_LOCK)

    (pointer,) = environment.folder.rglob("*.pth")
    assert pointer.read_text().strip() == str(environment.root)
    assert [path.name for path in environment.scripts.glob("buurtservice*")]


def test_the_demo_needs_nothing_more_after_the_tests_were_installed(environment):
    environment.prepare(dev.DEV_LOCK)
    environment.steps.clear()

    environment.prepare(dev.RUNTIME_LOCK)

    assert environment.steps == []


def test_the_tools_are_added_to_what_the_demo_installed(environment):
    environment.prepare(dev.RUNTIME_LOCK)
    environment.steps.clear()

    environment.prepare(dev.DEV_LOCK)

    assert environment.steps == [f"install {dev.DEV_LOCK}"]


def test_an_interrupted_installation_is_made_anew(environment, capsys):
    environment.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        environment.prepare(dev.RUNTIME_LOCK)
    (environment.folder / "half-made").mkdir()
    environment.interrupted = False
    environment.steps.clear()

    environment.prepare(dev.RUNTIME_LOCK)

    assert environment.steps == ["empty", f"install {dev.RUNTIME_LOCK}"]
    assert not (environment.folder / "half-made").exists()
    assert "made anew" in capsys.readouterr().out


def test_an_interruption_while_adding_the_tools_is_made_anew_too(environment):
    environment.prepare(dev.RUNTIME_LOCK)
    environment.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        environment.prepare(dev.DEV_LOCK)

    assert not environment.is_ready(dev.RUNTIME_LOCK)


def test_a_changed_lock_is_installed_from_the_start(environment):
    environment.prepare(dev.RUNTIME_LOCK)
    environment.steps.clear()
    (environment.root / dev.RUNTIME_LOCK).write_text("flask==4\n")

    environment.prepare(dev.RUNTIME_LOCK)

    assert environment.steps == ["empty", f"install {dev.RUNTIME_LOCK}"]


def test_a_venv_whose_python_has_gone_is_not_ready(environment):
    environment.prepare(dev.RUNTIME_LOCK)
    environment.python.unlink()

    assert not environment.is_ready(dev.RUNTIME_LOCK)


def test_a_moved_checkout_is_not_ready_since_scripts_hold_the_path(environment, tmp_path):
    before = environment.fingerprint(dev.RUNTIME_LOCK)
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / dev.RUNTIME_LOCK).write_bytes((environment.root / dev.RUNTIME_LOCK).read_bytes())

    assert dev.Environment(moved).fingerprint(dev.RUNTIME_LOCK) != before


def test_another_python_version_has_another_fingerprint(environment, monkeypatch):
    before = environment.fingerprint(dev.RUNTIME_LOCK)
    monkeypatch.setattr(dev.sys, "version_info", (3, 99, 0))

    assert environment.fingerprint(dev.RUNTIME_LOCK) != before


def test_where_debian_left_out_venv_the_one_package_to_install_is_named(environment, monkeypatch):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")

    with pytest.raises(dev.SetupError, match=r"sudo apt install python3\.\d+-venv$"):
        environment.prepare(dev.RUNTIME_LOCK)
    assert environment.steps == []


def test_a_second_process_finds_the_guard_held(tmp_path):
    guard = tmp_path / "guard"
    attempt = "import dev, pathlib, sys; print(dev.try_lock(pathlib.Path(sys.argv[1]).open('ab')))"
    command = [sys.executable, "-c", attempt, str(guard)]

    with dev.sole_use(guard):
        while_held = subprocess.check_output(command, cwd=dev.ROOT, text=True)
    after = subprocess.check_output(command, cwd=dev.ROOT, text=True)

    assert (while_held, after) == ("False\n", "True\n")


def test_progress_is_told_and_the_last_lines_are_kept(capsys):
    lines = [f"Collecting p{number}\n" for number in range(25)] + [
        "Installing collected packages: p\n",
        "bang\n",
    ]

    last_lines = list(dev.tell_progress(lines))

    assert capsys.readouterr().out == "  10 fetched\n  20 fetched\n  all fetched; unpacking them\n"
    assert last_lines[-1] == "bang\n"


# --- The commands ---


@pytest.fixture
def handed_over(monkeypatch, environment):
    """Collect the commands that would replace this process."""
    commands: list[list[str]] = []
    monkeypatch.setattr(dev, "ready", lambda _lock: environment)
    monkeypatch.setattr(dev, "hand_over", lambda command: commands.append(command) or 7)
    monkeypatch.chdir(dev.ROOT)
    return commands


def test_the_demo_gets_its_arguments_and_its_exit_code_is_ours(handed_over, environment):
    status = dev.main(["demo", "--no-serve", "--port", "8080"])

    assert status == 7
    expected = [str(environment.python), "-m", "buurtservice", "demo", "--no-serve", "--port", "8080"]
    assert handed_over == [expected]


def test_help_after_a_command_belongs_to_the_command(handed_over):
    dev.main(["demo", "-h"])

    assert handed_over[0][-2:] == ["demo", "-h"]


def test_without_arguments_the_tests_run_in_parallel(handed_over):
    dev.main(["test"])

    assert handed_over[0][1:4] == ["-m", "pytest", "-n"]


def test_with_arguments_pytest_gets_exactly_those(handed_over):
    dev.main(["test", "tests/unit", "-k", "dev"])

    assert handed_over[0][1:] == ["-m", "pytest", "tests/unit", "-k", "dev"]


def test_what_a_version_lacks_is_said_in_one_sentence(handed_over, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(dev, "ROOT", tmp_path)

    assert dev.main(["bench"]) == 1
    assert capsys.readouterr().err == (
        "dev.py: This version cannot do that yet: there is no bench/__main__.py.\n"
    )


def test_lint_runs_every_check_and_names_those_that_failed(handed_over, monkeypatch, capsys):
    ran: list[str] = []

    def fail_mypy(command):
        ran.append(command[-1])
        return "mypy" in command

    monkeypatch.setattr(dev.subprocess, "call", fail_mypy)

    assert dev.main(["lint"]) == 1
    assert len(ran) >= 4
    assert capsys.readouterr().out.endswith("Failed: mypy\n")


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["lint", "-h"]])
def test_help_lists_every_command(arguments, capsys):
    assert dev.main(arguments) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {command} " in text for command in dev.COMMANDS)


def test_an_unknown_command_is_refused_with_the_known_ones(capsys):
    assert dev.main(["tset"]) == 2
    assert "choose from demo, test" in capsys.readouterr().err


def test_an_interruption_ends_in_a_sentence(monkeypatch, capsys):
    def interrupt(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setitem(dev.COMMANDS, "demo", interrupt)

    assert dev.main(["demo"]) == 130
    assert "Run the same command again" in capsys.readouterr().err


# --- Old Pythons ---


def test_python_3_6_can_read_the_file_to_be_told_that_it_is_too_old():
    ast.parse((dev.ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_a_python_that_is_too_old_is_told_so_in_one_line(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 2))
    source = (dev.ROOT / "dev.py").read_text(encoding="utf-8")

    with pytest.raises(SystemExit, match=r"needs Python 3.11 or newer, and this is Python 3.8\. [^\n]*$"):
        exec(compile(source, "dev.py", "exec"), {"__name__": "dev", "__file__": "dev.py"})
