"""The wheel holds all that the service needs: installed elsewhere, away from this checkout, it works."""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

# Packages that need their own files at run time, and what such a file looks like.
CARRIED = {
    "templates": ("buurtservice/templates", "*.html"),
    "buurtservice/static": ("buurtservice/static", "*"),
    "buurtservice/migrations": ("buurtservice/migrations", "*.py"),
    "buurtservice/demo": ("buurtservice/demo", "*.csv"),
    "buurtservice/translations": ("buurtservice/translations", "*.mo"),
}
DEMO_STARTS_WITHIN_S = 60
LOAD_EVERY_TEMPLATE = """
from pathlib import Path
import buurtservice
from buurtservice.app import create_app
app = create_app()
names = app.jinja_env.list_templates(extensions=["html"])
for name in names:
    source = app.jinja_env.get_template(name).filename
    assert Path(source).is_relative_to(Path(buurtservice.__file__).parent), source
print(len(names))
"""


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """Install the wheel alone into a new environment, which borrows the dependencies from this one."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    run(*install, cwd=folder)
    place = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    borrowed = Path(place.strip()) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def run(*command: str | Path, cwd: Path) -> str:
    process = subprocess.run(
        [*map(str, command)], cwd=cwd, env=clean_environment(cwd), capture_output=True, text=True
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def clean_environment(instance: Path) -> dict[str, str]:
    """Give the environment without anything that leads back to this checkout or to a real database."""
    ours = {name for name in os.environ if name.startswith("BUURTSERVICE_")} | {"PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"BUURTSERVICE_INSTANCE": str(instance)}


@pytest.fixture(scope="module")
def script(installed) -> Path:
    return installed.with_name("buurtservice.exe" if os.name == "nt" else "buurtservice")


@pytest.mark.parametrize("folder", CARRIED)
def test_the_wheel_carries_every_file_that_is_read_at_run_time(folder, wheel, root):
    inside, pattern = CARRIED[folder]
    carried = set(zipfile.ZipFile(wheel).namelist())

    sources = [
        path for path in (root / folder).rglob(pattern) if path.is_file() and "__pycache__" not in path.parts
    ]

    assert sources or folder.endswith("translations"), f"{folder} has no {pattern}"
    missing = [
        path for path in sources if f"{inside}/{path.relative_to(root / folder).as_posix()}" not in carried
    ]
    assert missing == []


def test_the_wheel_carries_the_licence_and_nothing_of_the_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"buurtservice", "matching", "jobs"}


def test_the_installed_command_runs_from_any_folder(script, tmp_path):
    assert "import-cards" in run(script, "-h", cwd=tmp_path)


def test_every_template_is_found_inside_the_installed_package(installed, tmp_path):
    count = run(installed, "-c", LOAD_EVERY_TEMPLATE, cwd=tmp_path)

    assert int(count) > 0


def test_the_installed_demo_shows_its_page_with_its_stylesheet(demo_address):
    page = fetch(demo_address)
    stylesheet = re.search(r'<link[^>]+href="/?([^"]+\.css[^"]*)"', page)

    assert "</html>" in page
    assert stylesheet
    assert "{" in fetch(demo_address + stylesheet[1])


@pytest.fixture
def demo_address(script, tmp_path) -> Iterator[str]:
    """Run the demo from the wheel until the test has ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    printed = tmp_path / "printed.txt"
    command = [str(script), "demo", "--port", str(port)]
    environment = clean_environment(tmp_path)
    with printed.open("w") as output:
        demo = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}/"
    try:
        if not answers(address, while_running=demo):
            pytest.fail("the demo ended, or did not answer in time; it printed:\n" + printed.read_text())
        yield address
    finally:
        demo.terminate()
        demo.wait(timeout=DEMO_STARTS_WITHIN_S)


def answers(address: str, *, while_running: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + DEMO_STARTS_WITHIN_S
    while while_running.poll() is None and time.monotonic() < deadline:
        try:
            fetch(address)
        except HTTPError:
            raise  # It is there, and fails.
        except URLError:
            time.sleep(0.1)
        else:
            return True
    return False


def fetch(address: str) -> str:
    with urlopen(address, timeout=10) as response:
        return response.read().decode("utf-8")
