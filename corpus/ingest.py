"""Drafts → store: what is new, changed, known or a copy; one transaction an article."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from corpus.duplicates import (
    Fingerprint,
    digest_of,
    fingerprint_of,
    is_near_duplicate,
    is_same_story,
    repeated_by,
)
from corpus.grouping import is_earlier, may_stand_for, regroup
from corpus.passages import CountTokens, windows
from corpus.rights import Rights, is_expired
from corpus.sentences import sentence_spans
from corpus.store import Store
from corpus.takedown import Takedowns
from corpus.types import Article, ArticleId, Draft


class Result(StrEnum):
    """What became of a draft."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft, and the article that holds its text now.

    One that is refused has no article (0) and a reason that a user can act on.
    """

    result: Result
    article_id: ArticleId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of a batch, in its order."""

    outcomes: tuple[Outcome, ...]

    def count(self, result: Result) -> int:
        """Return how many drafts came to this."""
        return sum(outcome.result is result for outcome in self.outcomes)


def ingest_all(
    drafts: Iterable[Draft], store: Store, count_tokens: CountTokens, now: datetime
) -> IngestReport:
    """Ingest drafts in order, then make them survive a power cut."""
    outcomes = tuple(ingest(draft, store, count_tokens, now) for draft in drafts)
    store.checkpoint()
    return IngestReport(outcomes)


def ingest(
    draft: Draft, store: Store, count_tokens: CountTokens, now: datetime, *, is_current: bool = False
) -> Outcome:
    """Store a draft unless its text is known; when this returns, it survives the death of the process.

    - A new story is added. One that was read before (see `identity_of`) and has the same title and
      text is unchanged; where the draft knows more of it (a date, an author, an outlet), that is
      filled in and counts as updated, without a new version. What is known is never overwritten.
    - One that was read before and says something else becomes a new version; if it says what an
      older version said, it is an old copy and unchanged, unless it was updated later, or is known to be
      what the story says now (`is_current`: its page was looked at again).
    - One not read before whose text is that of another article, or nearly, is a duplicate: it is
      remembered with the article that was there first, and counts as another outlet that ran it.
      Reading it again is unchanged. An article pasted without address and outlet learns them from it.
      When an article is removed its copies are forgotten with it, so reading one of them then adds it;
      those that are stored themselves are quoted again.
    - Of several that say the same the fullest is quoted, of equals the earliest (see `corpus.grouping`):
      a fuller story, or an equal one known to be earlier, makes the article that was there its copy; an
      article that changes is compared with others again, and its copies with it.
    - One that was withdrawn and blocked (see `corpus.takedown`), or is older than its outlet's
      articles may be kept (see `corpus.rights`), is refused.
    """
    draft = _storable(draft)
    digest = digest_of(draft.title, draft.text)
    outcome = _known(draft, digest, store, is_current)
    if outcome is not None:
        return outcome
    marks = fingerprint_of(draft.title, draft.text)
    with store.transaction():  # from here on no other process can store it first
        return (
            _refused(draft, marks, store, now)
            or _known(draft, digest, store, is_current)
            or _copied(draft, marks, store, count_tokens, now)
            or _written(draft, marks, store, count_tokens, now)
        )


def identity_of(draft: Draft) -> str:
    """Return what makes a draft the same story when it is read again.

    Its URL; without one, the file it is alone in; else its outlet, title and date of publication
    (a line of a file, an upload: a line's number or an upload's name says nothing of the story).
    """
    if draft.url:
        return f"url:{draft.url}"
    if _is_file(draft.origin):
        return f"file:{Path(draft.origin).resolve()}"
    published = draft.published.isoformat() if draft.published else ""
    named = "\n".join([(draft.source or "").casefold(), " ".join(draft.title.casefold().split()), published])
    return f"story:{hashlib.sha256(named.encode()).hexdigest()}"


def _identity_in(store: Store, draft: Draft, digest: str) -> str:
    """Return the draft's identity, beside that of another story with the same outlet, title and date."""
    identity = identity_of(draft)
    if not identity.startswith("story:"):
        return identity
    known = store.known.by_identity(identity)
    if known is None or known.digest == digest:
        return identity
    article = store.article(known.article_id)
    if article is None or is_same_story(draft.text, article.text):
        return identity
    return f"{identity}:{digest}"


def _refused(draft: Draft, marks: Fingerprint, store: Store, now: datetime) -> Outcome | None:
    """Return why a draft may not be stored, whatever it says."""
    refusal = Takedowns(store.connection).refusal(
        identity=identity_of(draft), url=draft.url, text=draft.text, marks=marks
    )
    rule = Rights(store.connection).rule_of(draft)
    if refusal is None and is_expired(draft.published, rule, now):
        refusal = f"{rule.name} allows its articles to be kept for {rule.keep_days} days, and it is older"
    return None if refusal is None else Outcome(Result.REFUSED, 0, refusal)


def _known(draft: Draft, digest: str, store: Store, is_current: bool) -> Outcome | None:
    """Return what comes of a draft that says nothing which was not read before under its identity."""
    known = store.known.by_identity(_identity_in(store, draft, digest))
    if known is None:
        return None
    if known.digest == digest:
        learnt = not known.is_copy and store.fill_in(known.article_id, draft)
        return Outcome(Result.UPDATED if learnt else Result.UNCHANGED, known.article_id)
    if not (known.is_copy or is_current) and _is_old_copy(draft, digest, store, known.article_id):
        return Outcome(Result.UNCHANGED, known.article_id)
    return None


def _copied(
    draft: Draft, marks: Fingerprint, store: Store, count_tokens: CountTokens, now: datetime
) -> Outcome | None:
    """Remember a draft that repeats another article, unless it is a new version of one.

    One that was published before that article, and tells as much, is quoted in its place from now on.
    """
    identity = _identity_in(store, draft, marks.digest)
    known = store.known.by_identity(identity)
    if known and not known.is_copy:
        return None
    original = _original(draft, store, marks)
    article = None if original is None else store.article(original)
    if original is None or article is None:
        store.known.forget_copy(identity)
        return None
    if _comes_before(draft, article, store):
        store.known.forget_copy(identity)
        written = _written(draft, marks, store, count_tokens, now)
        return Outcome(Result.DUPLICATE, written.article_id)
    store.known.remember_copy(original, draft, identity=identity, digest=marks.digest, fetched=now)
    if article.url is None and article.source is None:
        store.fill_in(original, draft)
    return Outcome(Result.DUPLICATE, original)


def _written(
    draft: Draft, marks: Fingerprint, store: Store, count_tokens: CountTokens, now: datetime
) -> Outcome:
    """Store a draft as a new story or a new version of one."""
    identity = _identity_in(store, draft, marks.digest)
    known = store.known.by_identity(identity)
    before = store.article(known.article_id) if known else None
    passages = windows(draft.text, sentence_spans(draft.text, draft.language), count_tokens)
    article_id = store.put(draft, passages, identity=identity, fetched=now, fingerprint=marks)
    article = store.article(article_id)
    assert article is not None
    regroup(store, article, marks, before=before)
    return Outcome(Result.UPDATED if known else Result.ADDED, article_id)


def _comes_before(draft: Draft, article: Article, store: Store) -> bool:
    """Return whether a draft that repeats an article was published before it, and tells as much."""
    return (
        is_earlier(draft, article)
        and is_near_duplicate(article.text, draft.text)
        and may_stand_for(store, draft, article)
    )


def _is_old_copy(draft: Draft, digest: str, store: Store, article_id: ArticleId) -> bool:
    if all(version.digest != digest for version in store.versions(article_id)):
        return False
    article = store.article(article_id)
    if article is None or draft.updated is None:
        return True
    return article.updated is not None and draft.updated <= article.updated


def _original(draft: Draft, store: Store, marks: Fingerprint) -> ArticleId | None:
    """Return the article whose text the draft repeats and that may be quoted in its place."""
    identical = store.known.by_text(marks.text_digest)
    candidates = dict.fromkeys([*identical, *store.known.resembling(marks.bands)])
    articles, repeats = store.articles_by_id(candidates), repeated_by(draft.text)
    for number in candidates:
        article = articles[number]
        if (number in identical or repeats(article.text)) and may_stand_for(store, article, draft):
            return number
    return None


def _storable(draft: Draft) -> Draft:
    """Return the draft without halves of characters, which broken JSON escapes leave behind."""
    title, text = _whole(draft.title), _whole(draft.text)
    return draft if (title, text) == (draft.title, draft.text) else replace(draft, title=title, text=text)


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_file(origin: str) -> bool:
    try:
        return Path(origin).is_file()
    except (OSError, ValueError):
        return False
