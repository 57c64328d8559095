"""The program as a process: start, end, signals, and what users never see."""

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from bot.cli.app import app

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "bot"]


def environment(data, **settings):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CITEWIRE_", "DISCORD_"))
    }
    return kept | {"CITEWIRE_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)} | settings


def run(*words, data, stdin=None, **settings):
    return subprocess.run(
        [*PROGRAM, *words], input=stdin, capture_output=True, text=True, cwd=data, timeout=120,
        env=environment(data, **settings), check=False,
    )  # fmt: skip


def verbs():
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} {inner}", sub) for inner, sub in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize(("name", "command"), list(verbs()))
def test_every_verb_is_explained_with_an_example(name, command):
    assert command.help
    assert command.epilog.startswith("Example: ")
    assert f"citewire {name}" in command.epilog


@pytest.mark.parametrize("name", [name for name, _ in verbs()])
def test_every_verb_prints_its_help(citewire, name):
    ran = citewire(*name.split(), "--help")
    assert ran.code == 0
    assert "Example" in ran.out


def test_help_loads_nothing_heavy():
    heavy = ("torch", "faiss", "numpy", "discord", "aiohttp")
    code = f"import sys, bot.cli.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "[]\n"


def test_the_version_is_the_packages(tmp_path):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert run("--version", data=tmp_path).stdout == f"citewire {version}\n"


def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path):
    done = run("status", data=tmp_path, CITEWIRE_HTTP_PORT="x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "citewire: CITEWIRE_HTTP_PORT=x can't be used: give a whole number from 1 to 65535\n"
    )


def test_run_without_a_token_says_what_to_do(tmp_path):
    done = run("run", data=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("citewire: no Discord token is set: put CITEWIRE_DISCORD_TOKEN=")
    assert done.stderr.count("\n") == 1


def test_without_a_verb_and_a_token_it_is_a_chat(sample):
    done = run(data=sample, stdin="/sources\n")
    assert done.returncode == 0
    assert "Harbour Ledger (12 articles)" in done.stdout


def test_a_reader_that_has_enough_is_no_fault(sample):
    command = f"{' '.join(PROGRAM)} articles show 1 | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        env=environment(sample),
        cwd=sample,
        check=True,
    )
    assert done.stderr == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_in_good_order(sample, number, code):
    with subprocess.Popen(
        [*PROGRAM, "ask", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(sample), cwd=sample,
    ) as process:  # fmt: skip
        process.stdin.write(b'{"question": "why did Nissan cut Ariya prices?"}\n')
        process.stdin.flush()
        assert b'"answered"' in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=60) == code
        assert b"Traceback" not in process.stderr.read()


def test_a_fault_nobody_expected_is_one_line(sample, tmp_path):
    (tmp_path / "citewire.db").write_bytes(b"this is no database" * 100)
    done = run("status", data=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("citewire: ")
    assert "Traceback" not in done.stderr
