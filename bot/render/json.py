"""Values → the documents that `--json` prints (pure)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from bot.render.feed_documents import feed_document
from bot.render.links import passage_link
from bot.reports import AddReport, ArticleSummary, Failure, ReindexReport, Status
from corpus.changes import changed_after_publication
from corpus.types import Article
from index.types import Answer, Citation, Corroboration, NoAnswer, Summary

Document: TypeAlias = dict[str, Any]

LONGEST_LINK = 2_000


def answer_document(question: str, reply: Answer | NoAnswer, *, milliseconds: float) -> Document:
    """Return what `ask --json` prints."""
    answered = isinstance(reply, Answer)
    return {
        "question": question,
        "status": "answered" if answered else "no_answer",
        "confidence": round(reply.confidence, 4),
        "reason": None if isinstance(reply, Answer) else reply.reason,
        "citations": _citations(reply.citations) if isinstance(reply, Answer) else [],
        "nearest": [] if isinstance(reply, Answer) else [article_document(one) for one in reply.nearest],
        "headlines": [article_document(one) for one in reply.headlines],
        "understood": reply.understood,
        "summary": _summary(reply.summary) if isinstance(reply, Answer) and reply.summary else None,
        "corroboration": _citations(reply.corroboration.supported_by) if isinstance(reply, Answer) else [],
        "conflicts": _claims(reply.corroboration) if isinstance(reply, Answer) else [],
        "timing_ms": {"total": round(milliseconds, 1)},
    }


def search_document(query: str, results: Sequence[Citation], *, milliseconds: float) -> Document:
    """Return what `search --json` prints."""
    return {
        "query": query,
        "results": _citations(results),
        "timing_ms": {"total": round(milliseconds, 1)},
    }


def article_document(article: Article) -> Document:
    """Return an article as it stands in citations and lists."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published_at": _iso(article.published),
        "changed_at": _iso(changed_after_publication(article)),
        "version": article.version,
        "section": article.section,
        "url": article.url,
    }


def stored_document(article: Article) -> Document:
    """Return what `articles show --json` prints: the article with its text."""
    return article_document(article) | {
        "updated_at": _iso(article.updated),
        "fetched_at": _iso(article.fetched),
        "language": article.language,
        "digest": article.digest,
        "text": article.text,
    }


def articles_document(summaries: Sequence[ArticleSummary]) -> Document:
    """Return what `articles list --json` prints."""
    return {
        "articles": [
            article_document(one.article)
            | {"versions": one.versions, "also_in": list(one.also_in), "gone_at": _iso(one.gone)}
            for one in summaries
        ]
    }


def add_document(report: AddReport) -> Document:
    """Return what `add --json` prints."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "failed": failures_document(report.failed),
    }


def failures_document(failures: Sequence[Failure]) -> list[Document]:
    """Return each item that failed with its reason."""
    return [{"item": failure.item, "reason": failure.reason} for failure in failures]


def reindex_document(report: ReindexReport) -> Document:
    """Return what `reindex --json` prints."""
    return {
        "encoded": report.encoded,
        "added": report.added,
        "removed": report.removed,
        "total": report.total,
        "seconds": round(report.seconds, 3),
        "dry_run": report.dry_run,
    }


def status_document(status: Status) -> Document:
    """Return what `status --json` prints."""
    return {
        "articles": status.articles,
        "passages": status.passages,
        "indexed": status.indexed,
        "lag": status.lag,
        "encoder": status.encoder,
        "sources": [{"name": name, "articles": count} for name, count in status.sources],
        "published": {"from": _iso(status.published_from), "to": _iso(status.published_to)},
        "sizes": {"database_bytes": status.database_bytes, "index_bytes": status.index_bytes},
        "feeds": [feed_document(state) for state in status.feeds],
        "gone_pages": status.gone_pages,
    }


def _summary(summary: Summary) -> Document:
    sentences = [{"text": one.text, "citations": list(one.citations)} for one in summary.sentences]
    return {"sentences": sentences, "dropped": summary.dropped}


def _claims(found: Corroboration) -> list[Document]:
    """Return the figures that conflict, oldest first; none, or two and more."""
    cited = _citations([claim.citation for claim in found.conflicting])
    return [
        {"figure": claim.figure} | document for claim, document in zip(found.conflicting, cited, strict=True)
    ]


def _citations(citations: Sequence[Citation]) -> list[Document]:
    return [
        {
            "rank": rank,
            "quote": citation.quote,
            "highlights": [list(span) for span in citation.highlights],
            "start": citation.start,
            "end": citation.end,
            "score": round(citation.score, 6),
            "article": article_document(citation.article),
            "link": passage_link(citation, LONGEST_LINK),
            "also_in": list(citation.also_in),
        }
        for rank, citation in enumerate(citations, 1)
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
