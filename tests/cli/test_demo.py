"""The demo as a newcomer runs it, also from the built wheel and from another folder."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long  # `.ci/run` runs the demo anyway, from a bare environment
def test_the_headless_demo_holds_every_step(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "shopkeep", "demo", "--headless"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("at risk", "at stake", "wrote back", "came back", "arrived", "Every step held"):
        assert words in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_the_demo_runs_from_the_installed_wheel(tmp_path):
    dist = tmp_path / "dist"
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(ROOT)],
        check=True,
        capture_output=True,
    )
    venv.create(tmp_path / "bare", with_pip=True)
    python = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    wheel = next(dist.glob("*.whl"))
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], check=True)
    # The dependencies are lent by the tests' own environment; the program is the wheel's alone.
    elsewhere = {"PYTHONPATH": sysconfig.get_path("purelib"), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    where = subprocess.run(
        [python, "-P", "-c", "import shopkeep; print(shopkeep.__file__)"],
        capture_output=True, text=True, cwd=tmp_path, env=elsewhere,
    )  # fmt: skip
    assert str(tmp_path / "bare") in where.stdout
    done = subprocess.run(
        [python, "-m", "shopkeep", "demo", "--headless"], capture_output=True, text=True, cwd=tmp_path, env=elsewhere
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every step held" in done.stdout
