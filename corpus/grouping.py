"""Which article of several that say the same is quoted: the fullest, of equals the earliest.

The others are its copies. One whose text was stored before stays stored, so that its own changes are
noticed and answers that quote it stand, but its passages are put aside: nothing is found twice.
"""

from datetime import time

from corpus.duplicates import Fingerprint, is_near_duplicate, repeated_by
from corpus.rights import Rights
from corpus.store import Store
from corpus.types import Article, Draft


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
    repeats = repeated_by(article.text)
    others = [other for other in store.known.resembling(marks.bands) if other != article.id]
    for other in store.articles_by_id(others).values():
        is_copied = is_near_duplicate(other.text, article.text) and may_stand_for(store, article, other)
        is_copy = before is not None and repeats(other.text) and may_stand_for(store, other, article)
        if is_copy and not (is_copied and is_earlier(article, other)):
            store.fold(article.id, other.id)
            return
        if is_copied:
            store.fold(other.id, article.id)


def may_stand_for(store: Store, head: Article | Draft, copy: Article | Draft) -> bool:
    """Return whether an outlet's rule lets its article be quoted and kept as long as the copy's may be."""
    rights = Rights(store.connection)
    rule, other = rights.rule_of(head), rights.rule_of(copy)
    if rule.quotes_nothing and not other.quotes_nothing:
        return False
    return rule.keep_days is None or (other.keep_days is not None and rule.keep_days >= other.keep_days)


def is_earlier(one: Article | Draft, other: Article | Draft) -> bool:
    """Return whether a story is known to have been published before another; a mere day tells nothing."""
    if one.published is None or other.published is None or one.published.time() == time():
        return False
    return one.published < other.published


def _let_go(store: Store, article: Article, before: Article) -> None:
    """Let go of copies that no longer repeat an article; those whose text isn't kept are read again."""
    if not is_near_duplicate(before.text, article.text):
        store.known.forget_copies(article.id)
        store.feeds.items.read_copies_again(article, article.fetched)
    for copy in store.folded_under(article.id):
        if not is_near_duplicate(copy.text, article.text):
            store.unfold(copy)
