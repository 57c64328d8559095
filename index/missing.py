"""Why there is no answer, in a sentence for the asker. Pure."""

from index.excerpts import Evidence
from index.question import WORD, compared
from index.said import Asked, words_held
from index.search import Understood


def reason_for(understood: Understood, asked: Asked, nearest: Evidence | None) -> str:
    """Say what the articles lack: any article in the time or outlet asked for, words of the
    question, or the fact itself.
    """
    within = _within(understood)
    if nearest is None or not understood.is_within(nearest.article):
        return f"There is no article {within}." if within else "There are no articles yet."
    passage, article = nearest.passage, nearest.article
    held = words_held(f"{article.title} {article.text[passage.start : passage.end]}", asked)
    missing = [
        match.group() for match in WORD.finditer(understood.text) if _is_missing(match.group(), asked, held)
    ]
    where = f" {within}" if within else ""
    if missing and held:
        return f"The articles{where} come near, but none says anything of {_listed(missing[:3])} there."
    if missing:
        return f"No article{where} is about {_listed(missing[:3])}."
    return f"The articles{where} mention this, but none of their sentences answers the question."


def _is_missing(word: str, asked: Asked, held: set[str]) -> bool:
    terms = asked.same(compared(word)).split()
    return any(term in asked.weights and term not in held for term in terms)


def _within(understood: Understood) -> str:
    allowed = understood.filter
    parts = []
    if allowed.sources:
        parts.append(f"from {_listed(sorted(name.title() for name in allowed.sources))}")
    if allowed.since and allowed.until:
        parts.append(f"published between {allowed.since:%-d %B %Y} and {allowed.until:%-d %B %Y}")
    elif allowed.since:
        parts.append(f"published since {allowed.since:%-d %B %Y}")
    elif allowed.until:
        parts.append(f"published before {allowed.until:%-d %B %Y}")
    return " ".join(parts)


def _listed(words: list[str]) -> str:
    quoted = [f"«{word}»" for word in dict.fromkeys(words)]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
