#!/usr/bin/env python3
"""Set up and run Buurtservice with nothing but Python 3.11 or newer.

usage: python3 dev.py COMMAND [ARGUMENTS]

  demo         load the demo neighbourhood, print what the service finds, and show it on a page
               (--no-serve stops after printing, --port N chooses the port)
  test         run the tests, in parallel; with ARGUMENTS, pytest gets exactly those
  lint         run every check that needs no test: style, types, import rules, templates
  bench        run the benchmarks
  screenshots  make pictures of the pages, in the folder screenshots
  translate    take new and changed Dutch sentences into the English catalogue, and say what is left to do
  lock         work out the two requirements locks again after a change in pyproject.toml (needs uv;
               --upgrade takes the newest versions)

The first run makes the folder .venv beside this file and installs into it, from a lock in which each
package stands with its version and hash. That takes about a minute and needs the internet; later
runs need neither. ARGUMENTS go to the command unchanged: python3 dev.py demo -h
"""

import contextlib
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons do start this file: to be told this, not a traceback.
    sys.exit(
        "Buurtservice needs Python 3.11 or newer, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}. "
        "Install a newer one and start this with it, for example: python3.12 dev.py demo"
    )

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Everything up to here, and the syntax of the whole file, must be understood by Python 3.6.

ROOT = Path(__file__).resolve().parent
RUNTIME_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"  # Holds everything of the runtime lock, and the tools.
LAYOUT = "2"  # Raise it when what is put into .venv changes, so that everybody's is made anew.
# Without dates, line numbers and wrapped lines, so that a catalogue only changes where a sentence does.
EXTRACT = ["extract", "-F", "babel.cfg", "-k", "N_", "--no-wrap", "--sort-by-file"]
EXTRACT += ["--add-location=file", "--omit-header"]
UPDATE = ["update", "--no-wrap", "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
MAX_TEST_WORKERS = 8  # Beyond this the tests wait for the database and the browser, not for a processor.


class SetupError(Exception):
    """Something stands in the way that the person at the keyboard can mend; the message says how."""


def say(message: str) -> None:
    """Print at once, also where the output is a pipe and the next step takes a minute."""
    print(message, flush=True)


# --- The environment: .venv, made once -----------------------------------------------------------


class Environment:
    """The folder .venv: made from a lock once, and made anew whenever it may be half made or outdated.

    What was installed is written into a stamp when the installation has ended, never before. So a
    .venv without a stamp that fits was interrupted, moved, or made from another lock.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.stamp = self.folder / ".installed"
        self.guard = self.folder / ".guard"  # Locked while installing; inside, so that git does not see it.

    def prepare(self, lock: str) -> None:
        """Install what is in the lock, unless it was."""
        if not self.is_ready(lock):
            self.folder.mkdir(exist_ok=True)
            with sole_use(self.guard) as guard:
                if not self.is_ready(lock):  # Somebody else may have made it while we waited.
                    self._make(lock, guard)

    def is_ready(self, lock: str) -> bool:
        return self.python.exists() and self.fingerprint(lock) in self._installed()

    def fingerprint(self, lock: str) -> str:
        """Name all that a finished .venv depends on, the folder too: its scripts hold the absolute path."""
        version = f"{platform.python_implementation()} {sys.version_info[0]} {sys.version_info[1]}"
        text = (self.root / lock).read_bytes()
        parts = [LAYOUT, version, platform.machine(), str(self.root)]
        return lock + " " + hashlib.sha256(text + "\n".join(parts).encode()).hexdigest()

    def mark_installed(self, lock: str) -> None:
        """Write the stamp whole or not at all."""
        locks = [RUNTIME_LOCK, DEV_LOCK] if lock == DEV_LOCK else [RUNTIME_LOCK]
        draft = self.stamp.with_suffix(".draft")
        draft.write_text("".join(self.fingerprint(name) + "\n" for name in locks), encoding="utf-8")
        draft.replace(self.stamp)

    def _installed(self) -> set[str]:
        try:
            return set(self.stamp.read_text(encoding="utf-8").splitlines())
        except FileNotFoundError:
            return set()

    def _make(self, lock: str, guard: IO[bytes]) -> None:
        need_venv_and_pip()
        only_tools_are_missing = lock == DEV_LOCK and self.is_ready(RUNTIME_LOCK)
        self.stamp.unlink(missing_ok=True)
        if not only_tools_are_missing:
            self._empty()
            say("Making .venv, the folder that holds what Buurtservice needs.")
            command = [base_python(), "-m", "venv", str(self.folder)]
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            if made.returncode:
                say((made.stdout + made.stderr).rstrip())
                raise SetupError("Python could not make the folder .venv; it says why above.")
        self._install(lock, guard)
        self._link_checkout()
        self.mark_installed(lock)
        say("Installed.")

    def _link_checkout(self) -> None:
        """Let this Python find the code of this checkout from any folder, and make the command for it.

        -P keeps the folder in which somebody happens to stand from being searched for code.
        """
        places = {"base": str(self.folder), "platbase": str(self.folder)}
        site_packages = Path(sysconfig.get_path("purelib", "venv", places))
        site_packages.mkdir(parents=True, exist_ok=True)
        (site_packages / "buurtservice-checkout.pth").write_text(f"{self.root}\n", encoding="utf-8")
        if os.name == "nt":
            command = f'@"{self.python}" -P -m buurtservice %*\r\n'
            (self.scripts / "buurtservice.cmd").write_text(command, encoding="utf-8")
        else:
            command = f'#!/bin/sh\nexec "{self.python}" -P -m buurtservice "$@"\n'
            (self.scripts / "buurtservice").write_text(command, encoding="utf-8")
            (self.scripts / "buurtservice").chmod(0o755)

    def _empty(self) -> None:
        """Remove everything but the file that is locked."""
        leftovers = [path for path in self.folder.iterdir() if path != self.guard]
        if leftovers:
            say("The .venv that is here is unfinished or out of date: it is made anew.")
        for path in leftovers:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _install(self, lock: str, guard: IO[bytes]) -> None:
        count = sum(1 for line in (self.root / lock).read_text().splitlines() if line[:1].isalnum())
        say(f"Installing {count} packages from {lock}. This takes about a minute, and is done once.")
        command = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        # Wheels only: building from source needs compilers, and fails after many minutes instead of at once.
        command += ["--require-hashes", "--only-binary", ":all:", "-r", str(self.root / lock)]
        # pip holds the guard as well: should this process be killed, the next one waits until pip has ended.
        held = () if os.name == "nt" else (guard.fileno(),)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", pass_fds=held
        ) as pip:
            last_lines = tell_progress(pip.stdout or ())
        if pip.returncode:
            say("".join(last_lines).rstrip())
            raise SetupError("The packages could not be installed; pip says why above. Is there internet?")


def tell_progress(lines: Iterable[str]) -> Iterable[str]:
    """Say now and then how far pip is; return its last lines, for when it fails."""
    last_lines: deque[str] = deque(maxlen=12)
    fetched = 0
    for line in lines:
        last_lines.append(line)
        if line.startswith("Collecting "):
            fetched += 1
            if fetched % 10 == 0:
                say(f"  {fetched} fetched")
        elif line.startswith("Installing collected packages"):
            say("  all fetched; unpacking them")
    return last_lines


def need_venv_and_pip() -> None:
    """Refuse early, naming the one thing to install, where a distribution leaves out venv or pip."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if shutil.which("apt"):
        raise SetupError(f"One package is missing. Install it, then try again: sudo apt install {package}")
    raise SetupError(
        "This Python lacks its modules venv and ensurepip. Install the package of your system that holds "
        f"them (often called {package} or python3-pip), then try again."
    )


def base_python() -> str:
    """Return the Python that .venv is made with: never the one inside it, which is about to be removed."""
    return getattr(sys, "_base_executable", None) or sys.executable


@contextlib.contextmanager
def sole_use(path: Path) -> Iterator[IO[bytes]]:
    """Hold an exclusive lock on the file; the system drops it when the process ends, however it ends."""
    with path.open("ab") as handle:
        waiting = False
        while not try_lock(handle):
            if not waiting:
                say("Another dev.py is installing here; waiting until it has ended.")
            waiting = True
            time.sleep(0.2)
        yield handle


def try_lock(handle: IO[bytes]) -> bool:
    with contextlib.suppress(BlockingIOError, PermissionError):  # What Unix and Windows say of a held one.
        if sys.platform == "win32":
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def compile_translations(environment: Environment) -> None:
    """Make the .mo files that gettext reads, where their .po is newer; git holds the .po only."""
    folder = environment.root / "buurtservice" / "translations"
    if not any(is_stale(source) for source in folder.glob("*/LC_MESSAGES/*.po")):
        return
    with sole_use(environment.guard):
        say("Compiling the translations.")
        babel = [str(environment.python), "-m", "babel.messages.frontend", "-q"]
        if subprocess.call([*babel, "compile", "-d", str(folder)]):
            raise SetupError("The translations could not be compiled; the reason stands above.")


def update_catalogues(environment: Environment) -> bool:
    """Take the sentences as they stand now into every .po. What is new gets no guess, what is gone goes."""
    babel = [str(environment.python), "-m", "babel.messages.frontend", "-q"]
    with tempfile.TemporaryDirectory() as folder:
        template = str(Path(folder) / "messages.pot")
        if subprocess.call([*babel, *EXTRACT, "-o", template, "."], cwd=environment.root):
            return False
        update = [*babel, *UPDATE, "-i", template, "-d", "buurtservice/translations"]
        return subprocess.call(update, cwd=environment.root) == 0


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


# --- The commands --------------------------------------------------------------------------------


def ready(lock: str) -> Environment:
    environment = Environment(ROOT)
    environment.prepare(lock)
    compile_translations(environment)
    return environment


def hand_over(command: list[str]) -> int:
    """Become the command where the system can, so that signals and its exit code are its own."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - no shell is the point.
    process = subprocess.Popen(command)
    while process.poll() is None:
        with contextlib.suppress(KeyboardInterrupt):  # The command got it too, and ends in its own way.
            process.wait()
    return process.returncode


def run_module(lock: str, module: str, arguments: list[str]) -> int:
    return hand_over([str(ready(lock).python), "-m", module, *arguments])


def run_demo(arguments: list[str]) -> int:
    return run_module(RUNTIME_LOCK, "buurtservice", ["demo", *arguments])


def run_tests(arguments: list[str]) -> int:
    return run_module(DEV_LOCK, "pytest", arguments or in_parallel())


def in_parallel() -> list[str]:
    workers = min(max(os.cpu_count() or 1, 2), MAX_TEST_WORKERS)
    return ["-n", str(workers), "--dist", "worksteal"]


def run_lint(arguments: list[str]) -> int:
    if arguments:
        raise SetupError(f"lint takes no arguments, but got: {' '.join(arguments)}")
    environment = ready(DEV_LOCK)
    failed = []
    for name, command in lint_commands(environment).items():
        say(f"--- {name}")
        if subprocess.call(command):
            failed.append(name)
    say("Failed: " + ", ".join(failed) if failed else "All checks passed.")
    return 1 if failed else 0


def lint_commands(environment: Environment) -> dict[str, list[str]]:
    python = str(environment.python)
    commands = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(environment.scripts / "lint-imports")],
    }
    if (environment.root / "templates").is_dir():
        commands["djlint --check"] = [python, "-m", "djlint", "templates", "--check"]
        commands["djlint --lint"] = [python, "-m", "djlint", "templates", "--lint", "--quiet"]
    return commands


def run_bench(arguments: list[str]) -> int:
    need_file("bench/__main__.py")
    return run_module(DEV_LOCK, "bench", arguments)


def run_screenshots(arguments: list[str]) -> int:
    need_file("tests/browser/screenshots.py")
    return run_module(DEV_LOCK, "tests.browser.screenshots", arguments)


def need_file(path: str) -> None:
    if not (ROOT / path).exists():
        raise SetupError(f"This version cannot do that yet: there is no {path}.")


def run_translate(arguments: list[str]) -> int:
    if arguments:
        raise SetupError(f"translate takes no arguments, but got: {' '.join(arguments)}")
    environment = Environment(ROOT)
    environment.prepare(DEV_LOCK)
    if not update_catalogues(environment):
        raise SetupError("The sentences could not be taken in; the reason stands above.")
    compile_translations(environment)
    return run_tests(["-q", "tests/guards/test_translations.py"])


def run_lock(arguments: list[str]) -> int:
    """Pin both locks. Existing pins stay unless --upgrade is given."""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError("This needs uv, which works out the locks. Install it, for example: pipx install uv")
    command = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"]
    command += ["--extra", "postgresql", "--extra", "passkeys", *arguments]
    for lock, groups in ((RUNTIME_LOCK, []), (DEV_LOCK, ["--group", "dev"])):
        say(f"Working out {lock}.")
        if subprocess.call([*command, *groups, "--output-file", lock]):
            return 1
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": run_demo,
    "test": run_tests,
    "lint": run_lint,
    "bench": run_bench,
    "screenshots": run_screenshots,
    "translate": run_translate,
    "lock": run_lock,
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["--help"]
    if name in {"-h", "--help", "help"} or (name in {"lint", "translate"} and set(rest) & {"-h", "--help"}):
        say((__doc__ or "").strip())
        return 0
    if name not in COMMANDS:
        print(f"dev.py: no command {name!r}; choose from {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    os.chdir(ROOT)  # So that python -m finds the packages of this checkout, wherever it is started from.
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    except (SetupError, OSError) as problem:
        print(f"dev.py: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
