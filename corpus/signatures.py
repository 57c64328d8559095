"""Who wrote a story and when, as the lines around it say (pure)."""

import re

from corpus.dates import written_date

_PARTICLES = frozenset(
    "al bin da de del della den der di do dos du el ibn la le ten ter van von und y zu".split()
)
_NOT_NAMES = frozenset(
    "a about after an april are august before business by can comments comparison contrast could "
    "december default "
    "definition design email february for friday from had has have home how is it its january july "
    "june law mail "
    "march may monday nature news newsletter november now october phone photos politics saturday "
    "september share "
    "should sport sports subscribe sunday that the then these this those thursday today tomorrow "
    "tuesday video was "
    "wednesday were what when where while who why will with without world would yesterday".split()
)
_BYLINE = re.compile(
    r"(?:(?:story|text|words|reporting|report|written|posted|published|reported|analysis|opinion|"
    r"article|geschrieben) )?"
    r"(?:by|von|par|por|di|door)\b\s*:?\s+(?=(?-i:[A-ZÀ-Þ]))"
    r"|(?:authors?|autor(?:in)?|auteur|words|text|byline)\s*:\s*(?=(?-i:[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|editors?|correspondents?|columnists?|contribut(?:or|ors|ing)|"
    r"journalists?|freelance|"
    r"producer|bureau|chief|senior|special to|reuters|associated press|press|newsroom|desk|team|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journaliste|redactora?)\b",
    re.IGNORECASE,
)
_PRESENTS = re.compile(
    r"(?:about the author:?\s*)?(?:[A-ZÀ-Þ][\w.'’-]*\s+){1,4}(?:\([^)]{1,40}\)\s*)?(?:is|was|has been)\s+"
    r"(?:an?|the|our|one of|[A-Z][\w’']*)\b.{0,80}?\b(?:reporter|writer|editor|journalist|"
    r"correspondent|columnist|"
    r"contributor|blogger|producer|author|freelancer|photographer|critic|analyst|fellow|curator)\b"
)
_SPEAKS_OF_SELF = re.compile(
    r"\b(?:follow (?:him|her|them)|on (?:twitter|x|mastodon|linkedin) |covers|covering|writes "
    r"(?:about|for|on)|"
    r"can be reached|reach (?:him|her|them)|(?:his|her|their) (?:work|writing|book) |previously|"
    r"formerly|based in|"
    r"e-?mail)\b|@\w",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\S+(?: \S+){0,4} (?:covers|writes|reports|joined|has (?:covered|written|reported|been an?|"
    r"worked)|can be reached)\b"
)
_CONTACT = re.compile(
    r"(?:contact|e-?mail|write to|reach|follow)\b.{0,60}@.{0,160}$|[\w.+-]+@[\w-]+\.[\w.]+$|@\w+$|"
    r"https?://\S+$",
    re.IGNORECASE,
)
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|"
    r"sonn)tag|mittwoch|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|"
    r"sábado|domingo"
)
_WHEN = re.compile(
    r"\b(?:first|last|originally|date|time|published|publié|publicado|veröffentlicht|posted|updated?|"
    r"aktualisiert|"
    r"mis à jour|actualizado|modified|edited|created|stand|on|at|le|el|am|vom|um|uhr|à|a las|and|"
    rf"{_WEEKDAY}|[ap]\.?m\.?|[A-Z]{{2,4}}T|GMT|UTC|\d+ min(?:ute)?s? read|min|read)\b|[^\w\s]+",
    re.IGNORECASE,
)
_AGO = re.compile(r"\W*(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month|year)s? ago\W*", re.IGNORECASE)
_READING_TIME = re.compile(
    r"\W*\d+[\s-]*min(?:ute)?s?(?:[\s-]*(?:read|lesezeit|de lecture|de lectura))?\W*|(?:reading time|"
    r"lesezeit)\W.{0,20}",
    re.IGNORECASE,
)
_UNDATED = re.compile(r"(?:last )?(?:published|updated|posted|modified)\b.{0,4}\d", re.IGNORECASE)


def is_dateline(line: str) -> bool:
    """Return whether a line says little more than when: «Published 12 May 2024 10:15», «3 min read»."""
    if _READING_TIME.fullmatch(line) or _AGO.fullmatch(line):
        return True
    rest, dates = line, 0
    while dated := written_date(rest):
        rest = rest[: dated.span[0]] + " " + rest[dated.span[1] :]
        dates += 1
    left = len(_WHEN.sub(" ", rest).split())
    return left <= 1 if dates else bool(_UNDATED.match(line)) and len(line.split()) <= 7


def parts_of_dateline(line: str) -> list[str]:
    """Return what a line says of publication and of changes, each apart: «Published 3 May, updated 4 May»."""
    words = r"(?=\b(?:updated|modified|published|aktualisiert|mis à jour)\b)"
    return [part for part in re.split(words, line, flags=re.IGNORECASE) if part.strip()]


def byline_author(line: str) -> str | None:
    """Return the names in a byline: «By Jane Doe, Staff writer», «Von Max Muster | 3. Mai 2024»; "
    "else None."""
    found = _BYLINE.match(line)
    if found is None or (re.search(r"[.!?]$", line) and not re.search(r"\b[A-Z]\.$", line)):
        return None
    rest = line[found.end() :].strip(" :")
    if dated := written_date(rest):
        rest = rest[: dated.span[0]]
        rest = re.sub(
            rf"(?:\b(?:on|published|updated|posted|am|le|el|{_WEEKDAY})\b[\s:,]*)+$", "", rest, flags=re.I
        )
    return names_in(re.split(r"\s*(?:\||•|·|—|–| - |;|\(|@)\s*", rest)[0].strip(" ,:"))


def names_in(text: str) -> str | None:
    """Return «A, B, C» when a text is a list of names, without the roles and outlets behind them; "
    "else None."""
    kept: list[str] = []
    for part in re.split(r",\s*(?:(?:and|und|et|y)\s+)?|\s+(?:and|und|et|y|e|&)\s+", text):
        if is_name(part) and not _ROLE.search(part):
            kept.append(part)
        elif kept and (_ROLE.search(part) or len(part.split()) <= 5):
            break
        else:
            return None
    return ", ".join(kept) or None


def is_role(text: str) -> bool:
    """Return whether a short line only says what its author does: «Transport correspondent»."""
    return len(text.split()) <= 6 and bool(_ROLE.search(text)) and not re.search(r"[.!?:]$", text)


def lone_name(text: str) -> str | None:
    """Return the person that a line names and nothing else but a place: «Ida Berg in Oslo»; else None."""
    name = re.sub(r"\s+(?:in|at)\s+[A-ZÀ-Þ].{0,40}$", "", text)
    return name if len(name.split()) in (2, 3) and is_name(name) and not is_role(name) else None


def is_name(text: str) -> bool:
    """Return whether a short line has the shape of a person's name, perhaps with initials."""
    parts = text.split()
    return (
        1 <= len(parts) <= 5
        and parts[0][:1].isupper()
        and not re.search(r"[\d:;!?@#/|]", text)
        and not text.endswith(".")
        and all(part[:1].isupper() or part.lower().strip("'’") in _PARTICLES for part in parts)
        and not any(part.lower().strip(",.") in _NOT_NAMES for part in parts)
    )


def is_biography(text: str, author: str | None) -> bool:
    """Return whether a paragraph at a story's end presents its author: «Jane Doe is a reporter in Paris»."""
    names = [name for name in (author or "").split(", ") if name.strip()]
    known = any(text.startswith((name, name.split()[0])) for name in names)
    if _PRESENTS.match(text) and (known or _SPEAKS_OF_SELF.search(text)):
        return True
    return known and bool(_DOES.match(text))


def is_contact(text: str) -> bool:
    """Return whether a line at a story's end only says how to reach the author."""
    return bool(_CONTACT.match(text))


def is_update(line: str) -> bool:
    """Return whether a line's date is that of a change, not of the first publication."""
    found = re.search(
        r"(updated?|modified|aktualisiert|mis à jour|actualizado)|(?:published|posted|first|publi|veröff)",
        line,
        re.I,
    )
    return found is not None and found[1] is not None
