"""Which article of several that say the same is quoted: the fullest, of equals the earliest.

The others are its copies. One whose text was stored before stays stored, so that its own changes are
noticed and answers that quote it stand, but its passages are put aside: nothing is found twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from corpus.duplicates import Fingerprint, is_near_duplicate, repeated_by
from corpus.known import outlet_of
from corpus.rights import Rights
from corpus.store import Store
from corpus.types import Article, ArticleId, Draft


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What settling groups anew has changed.

    `unread` are the addresses of copies that may stand for themselves now, of which no feed tells and
    whose texts aren't kept: they have to be added again.
    """

    groups: int = 0
    unread: tuple[str, ...] = ()

    def __add__(self, other: "Regrouped") -> "Regrouped":
        return Regrouped(self.groups + other.groups, self.unread + other.unread)


def regroup(
    store: Store,
    article: Article,
    marks: Fingerprint,
    *,
    before: Article | None = None,
) -> None:
    """Settle which articles an article that was just written stands for, or which one stands for it.

    `before` is what it said until now: copies of that which don't repeat the new text are let go. Call
    it in the transaction that writes the article.
    """
    if before is not None:
        _let_go(store, article, before)
    _settle(store, article, marks.bands, is_known=before is not None)


def regroup_by_rules(store: Store, article_id: ArticleId, now: datetime) -> Regrouped:
    """Settle an article's group anew after an outlet's rule has changed, in one transaction.

    Copies that may be quoted come out from behind what may not any more; what stands for them, or they
    for it, is settled as if they were read now. Copies whose texts aren't kept are read again with
    their feeds.
    """
    with store.transaction():
        before, head = store.generation, _head_of(store, article_id)
        if head is None:
            return Regrouped()
        freed = [
            copy
            for copy in store.folded_under(head.id)
            if not may_stand_for(store, head, copy)
            or (is_earlier(copy, head) and _may_replace(store, copy, head))
        ]
        for copy in freed:
            store.unfold(copy)
        settle(store, [*(copy.id for copy in freed), head.id])
        unread = _let_go_by_rules(store, head, now)
        return Regrouped(int(store.generation != before or unread is not None), unread or ())


def settle(store: Store, article_ids: Iterable[ArticleId]) -> None:
    """Settle which of these articles stand for others, or others for them; call it in a transaction."""
    for article_id in article_ids:
        article = store.article(article_id)
        if article is not None and store.head_of(article_id) == article_id:
            _settle(store, article, store.known.bands_of(article_id), is_known=True)


def _settle(store: Store, article: Article, bands: Sequence[int], *, is_known: bool) -> None:
    """Put the articles that repeat one behind it, or, when it was known before, it behind one it repeats."""
    others = [other for other in store.known.resembling(bands) if other != article.id]
    if not others:
        return
    repeats = repeated_by(article.text)
    for other in store.articles_by_id(others).values():
        is_copied = is_near_duplicate(other.text, article.text) and may_stand_for(store, article, other)
        is_copy = is_known and repeats(other.text) and may_stand_for(store, other, article)
        if is_copy and not (is_copied and is_earlier(article, other)):
            store.fold(article.id, other.id)
            return
        if is_copied:
            store.fold(other.id, article.id)


def may_stand_for(store: Store, head: Article | Draft, copy: Article | Draft) -> bool:
    """Return whether an outlet's rule lets its article be quoted and kept as long as the copy's may be."""
    rights = Rights(store.connection)
    return rights.rule_of(head).allows_as_much_as(rights.rule_of(copy))


def is_earlier(one: Article | Draft, other: Article | Draft) -> bool:
    """Return whether a story is known to have been published before another; a mere day tells nothing."""
    if one.published is None or other.published is None or one.published.time() == time():
        return False
    return one.published < other.published


def _head_of(store: Store, article_id: ArticleId) -> Article | None:
    head = store.head_of(article_id)
    return None if head is None else store.article(head)


def _may_replace(store: Store, copy: Article, head: Article) -> bool:
    return is_near_duplicate(head.text, copy.text) and may_stand_for(store, copy, head)


def _let_go_by_rules(store: Store, article: Article, now: datetime) -> tuple[str, ...] | None:
    """Let go of copies whose texts aren't kept and that may be quoted where what stands for them may not.

    Return the addresses of those that no feed tells of; None when there was no such copy.
    """
    head = _head_of(store, article.id)
    assert head is not None
    rights = Rights(store.connection)
    rule = rights.rule_of(head)
    freed = [
        copy
        for copy in store.known.remembered(head.id)
        if not rule.allows_as_much_as(rights.rule(outlet_of(copy.source, copy.url)))
    ]
    if not freed:
        return None
    for copy in freed:
        store.known.forget_copy(copy.identity)
    for one in (head, *store.folded_under(head.id)):
        store.feeds.items.read_copies_again(one, now)
    waiting = store.feeds.items.addresses_waiting(copy.url for copy in freed if copy.url)
    return tuple(copy.url or outlet_of(copy.source, None) or "?" for copy in freed if copy.url not in waiting)


def _let_go(store: Store, article: Article, before: Article) -> None:
    """Let go of copies that no longer repeat an article; those whose text isn't kept are read again."""
    if not is_near_duplicate(before.text, article.text):
        store.known.forget_copies(article.id)
        store.feeds.items.read_copies_again(article, article.fetched)
    for copy in store.folded_under(article.id):
        if not is_near_duplicate(copy.text, article.text):
            store.unfold(copy)
