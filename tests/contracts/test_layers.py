"""The house's rules: imports run one way, and nothing heavy is loaded before it is needed."""

import subprocess
import sys


def modules_after(statement: str) -> set[str]:
    """The modules a bare interpreter holds after one statement."""
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_imports_run_one_way():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_package_alone_loads_nothing_of_ours():
    assert not {m for m in modules_after("import shopkeep") if m.startswith("shopkeep.")}


def test_version_loads_neither_screen_nor_database():
    loaded = modules_after("sys.argv = ['shopkeep', '--version']; from shopkeep.__main__ import main; main()")
    assert not loaded & {"textual", "sqlmodel", "sqlalchemy", "typer", "rich"}


def test_the_app_can_paint_before_the_database_library_is_loaded():
    loaded = modules_after("import shopkeep.tui.app")
    assert "textual" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "jinja2", "aiosmtplib", "aiosmtpd", "numpy", "keyring"}


def test_no_command_loads_the_screen(tmp_path):
    each = "[run(['--home', sys.argv[-1], command]) for command in ('paths', 'customers', 'imports')]"
    loaded = modules_after(f"sys.argv.append({str(tmp_path)!r}); from shopkeep.cli import run; {each}")
    assert "sqlalchemy" in loaded
    assert not loaded & {"textual", "numpy"}
