"""Checks the installation, settings, data and Discord set-up; says what to do about each fault."""

import base64
import binascii
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version

from bot.config import ENV_FILE, PREFIX, Settings, read_settings, variable_of
from corpus.errors import NewsError

PYTHONS = ((3, 11), (3, 13))
LITTLE_DISK, TOO_LITTLE_DISK = 2_000_000_000, 100_000_000
"""Bytes free below which to warn, and below which nothing can be added safely."""


class State(StrEnum):
    """How a check came out; a warning is something to know, a fault something to mend."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report: what was looked at, how it is, what was found, what to do."""

    name: str
    state: State
    found: str
    advice: str = ""


async def checks() -> list[Check]:
    """Look at everything; nothing is changed, except that opening the data repairs the index."""
    found = [_python(), *_packages(), *_environment()]
    try:
        settings = read_settings()
    except NewsError as error:
        return [
            *found,
            Check("settings", State.FAULT, str(error), f"Change it in {ENV_FILE} or the environment."),
        ]
    found += [Check("settings", State.GOOD, _where_set()), _model(settings), *_data_folder(settings)]
    found += [_database(settings)]
    if all(check.state is not State.FAULT for check in found):
        found += await _index(settings)
    return [*found, _port(settings), _token(settings)]


def _python() -> Check:
    lowest, highest = PYTHONS
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if lowest <= sys.version_info[:2] <= highest:
        return Check("Python", State.GOOD, here)
    return Check(
        "Python", State.FAULT, here, f"Install Python {lowest[0]}.{lowest[1]} to {highest[0]}.{highest[1]}."
    )


def _packages() -> Iterator[Check]:
    """Compare what is installed with what is pinned."""
    pinned = [line for line in requires("citewire") or [] if "extra ==" not in line]
    wrong = []
    for line in pinned:
        match = re.match(r"([\w.-]+)(?:\[[^\]]*\])?\s*==\s*([^;\s]+)", line)
        if not match:
            continue
        name, wanted = match[1], match[2]
        try:
            installed = version(name)
        except PackageNotFoundError:
            yield Check("packages", State.FAULT, f"{name} is missing", "Run «make run», which installs it.")
            continue
        if installed.partition("+")[0] != wanted:
            wrong.append(f"{name} {installed} instead of {wanted}")
    if wrong:
        yield Check(
            "packages", State.WARNING, ", ".join(wrong), "Run «make clean run» for the versions tested."
        )
    else:
        yield Check("packages", State.GOOD, f"{len(pinned)} as pinned")


def _environment() -> Iterator[Check]:
    """Name variables with our prefix that nothing reads: mostly slips of the pen."""
    known = [variable_of(name) for name in Settings.model_fields]
    for name in _variables_set():
        if name.startswith(PREFIX) and name not in known:
            nearest = get_close_matches(name, known, n=1)
            advice = f"Did you mean {nearest[0]}?" if nearest else ".env.example lists the variables."
            yield Check("settings", State.WARNING, f"{name} is no setting", advice)


def _variables_set() -> list[str]:
    from dotenv import dotenv_values

    try:
        in_file = dotenv_values(ENV_FILE, encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # reading the settings names it
        in_file = {}
    return sorted({name.upper() for name in (*os.environ, *in_file)})


def _where_set() -> str:
    given = [name for name in _variables_set() if name.startswith(PREFIX) or name == "DISCORD_TOKEN"]
    return f"set: {', '.join(given)}" if given else "none set, the defaults apply"


def _model(settings: Settings) -> Check:
    from index.model_files import find_model

    name = settings.embedding_model
    try:
        files = find_model(name)
    except NewsError as error:
        return Check("model", State.FAULT, str(error), f"Change {variable_of('embedding_model')}.")
    if files:
        return Check("model", State.GOOD, name)
    return Check(
        "model", State.WARNING, f"{name} is not on this machine", "The next start downloads it, once."
    )


def _data_folder(settings: Settings) -> Iterator[Check]:
    folder = settings.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        advice = f"Give yourself the right to write there, or set {variable_of('data_dir')}."
        yield Check("data folder", State.FAULT, f"{existing} can't be written", advice)
        return
    yield Check(
        "data folder", State.GOOD, f"{folder}" if folder.exists() else f"{folder} (made at the first start)"
    )
    free = shutil.disk_usage(existing).free
    state = State.GOOD if free >= LITTLE_DISK else State.WARNING if free >= TOO_LITTLE_DISK else State.FAULT
    advice = "" if state is State.GOOD else f"Make room, or move the data and set {variable_of('data_dir')}."
    yield Check("disk", state, f"{free / 1e9:,.1f} GB free", advice)


def _database(settings: Settings) -> Check:
    """Ask SQLite whether the file is whole."""
    import apsw

    from corpus.database import FILE_NAME, open_database

    path = settings.data_dir / FILE_NAME
    if not path.exists():
        return Check("database", State.GOOD, "none yet")
    advice = "Stop the bot, keep a copy of the file, and restore a backup."
    try:
        connection = open_database(path, read_only=True)
        try:
            result = str(connection.execute("PRAGMA quick_check(1)").get)
        finally:
            connection.close(True)
    except (NewsError, apsw.Error) as error:
        return Check("database", State.FAULT, str(error), advice)
    return (
        Check("database", State.GOOD, "whole")
        if result == "ok"
        else Check("database", State.FAULT, result, advice)
    )


async def _index(settings: Settings) -> list[Check]:
    """Open everything as a start does, where there is something to open."""
    from bot.service import open_service
    from corpus.database import FILE_NAME

    if not (settings.data_dir / FILE_NAME).exists():
        return [Check("articles", State.WARNING, "none yet", "Start with «citewire chat» or «citewire add».")]
    try:
        async with open_service(settings) as service:
            status = await service.status()
    except NewsError as error:
        return [Check("index", State.FAULT, str(error), "Try «citewire reindex --full».")]
    advice = "" if status.articles else "Add some: «citewire add PATH_OR_URL…»."
    articles = Check(
        "articles", State.GOOD if status.articles else State.WARNING, f"{status.articles:,}", advice
    )
    if status.lag:
        return [
            articles,
            Check("index", State.FAULT, f"{status.lag:,} passages behind", "Run «citewire reindex»."),
        ]
    return [articles, Check("index", State.GOOD, f"equals the articles: {status.indexed:,} passages")]


def _port(settings: Settings) -> Check:
    if settings.http_port is None:
        return Check("health port", State.GOOD, "off")
    address = f"{settings.http_host}:{settings.http_port}"
    try:
        with socket.create_server((settings.http_host, settings.http_port)):
            return Check("health port", State.GOOD, address)
    except OSError as error:
        advice = f"If it is not the bot that runs there, change {variable_of('http_port')}."
        return Check("health port", State.WARNING, f"{address} can't be taken: {error.strerror}", advice)


def _token(settings: Settings) -> Check:
    if settings.discord_token is None:
        advice = f"For Discord, set {variable_of('discord_token')}; «citewire chat» needs none."
        return Check("Discord", State.WARNING, "no token is set", advice)
    bot_id = bot_id_of(settings.discord_token.get_secret_value())
    if bot_id is None:
        advice = "Copy it again: discord.com/developers, your application, Bot, Reset Token."
        return Check("Discord", State.FAULT, "the token doesn't have the form of a bot's token", advice)
    return Check("Discord", State.GOOD, f"the token has the right form, for the bot with the id {bot_id}")


def bot_id_of(token: str) -> int | None:
    """Return the bot's id, which a token begins with in base64; None when it isn't formed like a token."""
    parts = token.split(".")
    if len(parts) != 3 or not all(re.fullmatch(r"[\w-]{6,}", part, re.ASCII) for part in parts):
        return None
    try:
        decoded = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return int(decoded) if decoded.isdecimal() else None
