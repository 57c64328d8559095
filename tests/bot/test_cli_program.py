"""The program as a process: start, end, signals, and what users never see."""

import os
import pty
import signal
import subprocess
import sys
import tomllib
from contextlib import suppress
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
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # else ignored in the background
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


def test_a_token_that_leads_nowhere_is_one_line_and_never_shown(sample):
    token = ".".join(["MTIzNDU2Nzg5MDEyMzQ1Njc4", "abcdef", "z" * 27])
    blocked = {"https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    done = run("run", data=sample, CITEWIRE_DISCORD_TOKEN=token, **blocked)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("citewire: ")
    assert token not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_chat_is_typed_answered_and_left(sample, tmp_path):
    """The whole conversation at a real terminal: a question, its excerpt's number, Ctrl-C, Ctrl-D."""
    main, inner = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "chat"], stdin=inner, stdout=inner, stderr=inner, cwd=tmp_path, start_new_session=True,
        env=environment(sample, PROMPT_TOOLKIT_NO_CPR="1", TERM="xterm-256color", COLUMNS="100", LINES="50"),
    ) as process:  # fmt: skip
        os.close(inner)
        read_until(main, b"Ctrl-D leaves")
        read_until(main, PROMPT)
        os.write(main, b"why did Nissan cut Ariya prices?\r")
        shown = read_until(main, b" %)")
        assert b"\x1b]8;" in shown
        assert b"motorandcurrent.example" in shown
        os.write(main, b"1\r")
        read_until(main, b"Motor & Current")
        os.write(main, b"half a question\x03")
        read_until(main, PROMPT)
        os.write(main, b"\x04")
        drain(main)
        assert process.wait(timeout=60) == 0
    os.close(main)
    assert "why did Nissan" in (sample / "chat-history").read_text()


PROMPT = "›".encode()


def read_until(terminal, wanted):
    seen = b""
    while wanted not in seen:
        seen += os.read(terminal, 4096)
    return seen


def drain(terminal):
    with suppress(OSError):  # the other side is closed
        while os.read(terminal, 4096):
            pass
