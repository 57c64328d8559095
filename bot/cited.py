"""What an answer quoted, as it is remembered: by its place in a version of an article, not by its words."""

import hashlib
from dataclasses import dataclass
from typing import Self

from corpus.types import Article, ArticleId
from index.types import Citation


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote's article, version, span and the SHA-256 of its words; `rank` from 1, as it was shown."""

    rank: int
    article_id: ArticleId
    version: int
    start: int
    end: int
    digest: str

    @classmethod
    def of(cls, rank: int, citation: Citation) -> Self:
        """Return what is to be remembered of a citation."""
        article = citation.article
        return cls(rank, article.id, article.version, citation.start, citation.end, _digest(citation.quote))

    def quote_in(self, article: Article) -> str | None:
        """Return the quoted words from the version that was cited; None when it is another text."""
        quote = article.text[self.start : self.end]
        return quote if _digest(quote) == self.digest else None


def _digest(quote: str) -> str:
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()
