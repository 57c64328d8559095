"""The fields above a text: YAML or TOML front matter, or «Title: …» lines (pure)."""

import re
import tomllib
from collections.abc import Iterator, Mapping

FIELD = re.compile(r"([A-Za-z][\w -]{0,24})\s*:\s+(\S.*)$")
FIELDS = frozenset(
    "title headline author authors by byline date published published_at publishdate updated "
    "updated_at lastmod modified "
    "source publication publisher outlet site url link canonical canonical_url language lang section".split()
)


def front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Return the fields above a text (YAML or TOML front matter, or «Title: …» lines) and the rest.

    Names are in lower case; a list is joined with commas. Without any, the fields are empty.
    """
    text = text.lstrip("\ufeff\n\r ")
    if found := re.match(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", text, re.DOTALL):
        return dict(_yaml_fields(found[1])), text[found.end() :]
    if found := re.match(r"\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|$)", text, re.DOTALL):
        return _toml_fields(found[1]), text[found.end() :]
    return _header_lines(text)


def _yaml_fields(block: str) -> Iterator[tuple[str, str]]:
    """Read the flat part of YAML: `key: value`, quoted or not, and lists of plain values."""
    lines = block.splitlines()
    for at, line in enumerate(lines):
        found = re.match(r"([A-Za-z][\w-]*)\s*:\s*(.*)$", line)
        if not found:
            continue
        value = found[2].strip()
        if value.startswith("[") and value.endswith("]"):
            value = ", ".join(_unquoted(item) for item in value[1:-1].split(","))
        elif not value:
            items = []
            for following in lines[at + 1 :]:
                if not (item := re.match(r"\s*-\s+(.+)$", following)):
                    break
                items.append(_unquoted(item[1].removeprefix("name:")))
            value = ", ".join(items)
        yield found[1].lower(), _unquoted(value)


def _toml_fields(block: str) -> dict[str, str]:
    try:
        values = tomllib.loads(block)
    except tomllib.TOMLDecodeError:
        return {}
    return {
        key.lower(): ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in values.items()
        if not isinstance(value, dict)
    }


def _header_lines(text: str) -> tuple[dict[str, str], str]:
    """Read «Title: …», «Author: …» lines at the very top, at least two of them, up to any other line."""
    fields: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        found = FIELD.match(line.strip())
        if found is None or (name := found[1].strip().lower().replace(" ", "_")) not in FIELDS:
            return (fields, "".join(lines[at:])) if len(fields) >= 2 else ({}, text)
        fields.setdefault(name, found[2].strip())
    return (fields, "") if len(fields) >= 2 else ({}, text)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace("\\" + value[0], value[0])
    return re.sub(r"\s+#.*$", "", value)
