"""Answers kept within what each outlet allows: quotes shortened to whole sentences, or left out (pure)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from corpus.rights import Rights, Rule
from corpus.sentences import sentence_spans
from corpus.types import Article, ArticleId, Span
from index.types import Answer, Citation, Claim, Corroboration, NoAnswer, Query

RuleOf = Callable[[Article], Rule]

MAY_NOT_BE_QUOTED = (
    "the article that seems to answer may be named but not quoted: {outlet} allows no more of it"
)


class Answers(Protocol):
    """What answers and searches."""

    def answer(self, query: Query) -> Answer | NoAnswer:
        """Return the answer, or why there is none."""
        ...

    def search(self, query: Query) -> list[Citation]:
        """Return the best excerpt of each article that bears on the query."""
        ...


class Rightful:
    """Answers as another does, within the outlets' rules as they are at that moment."""

    def __init__(self, answers: Answers, rights: Rights) -> None:
        self._answers = answers
        self._rights = rights

    def answer(self, query: Query) -> Answer | NoAnswer:
        """Return the answer with no more quoted than each outlet allows."""
        return answer_within_rights(self._answers.answer(query), self._rights.rule_of)

    def search(self, query: Query) -> list[Citation]:
        """Return the results; the limit holds for each, and one that may not be quoted quotes nothing."""
        found = self._answers.search(query)
        return [_Ledger(self._rights.rule_of).within(one) or _unquoted(one) for one in found]


def answer_within_rights(answer: Answer | NoAnswer, rule_of: RuleOf) -> Answer | NoAnswer:
    """Return the answer within the outlets' rules; articles that may not be quoted are its `headlines`.

    When the best citation may not be quoted there is no answer to show: how sure it is says nothing
    of the others.
    """
    if isinstance(answer, NoAnswer):
        return replace(answer, nearest=tuple(_shown(article, rule_of) for article in answer.nearest))
    ledger = _Ledger(rule_of)
    kept, headlines = _divided(answer.citations, ledger)
    if answer.citations and (not kept or kept[0].article.id != answer.citations[0].article.id):
        best = answer.citations[0].article
        return NoAnswer(
            answer.query,
            MAY_NOT_BE_QUOTED.format(outlet=rule_of(best).name),
            headlines,
            answer.confidence,
            answer.understood,
            answer.features,
            headlines=headlines,
        )
    return replace(
        answer,
        citations=kept,
        headlines=headlines,
        corroboration=_corroboration(answer.corroboration, ledger),
    )


def within_rights(
    citations: Iterable[Citation], rule_of: RuleOf
) -> tuple[tuple[Citation, ...], tuple[Article, ...]]:
    """Return what may be quoted of these in one answer, and the articles of which nothing may.

    Each outlet's citations share its limit, the best first. One that doesn't fit is cut to the whole
    sentences that do, those that answer before others. The articles come without their texts.
    """
    return _divided(citations, _Ledger(rule_of))


class _Ledger:
    """How much of each outlet has been quoted; what is quoted twice counts once."""

    def __init__(self, rule_of: RuleOf) -> None:
        self.rule_of = rule_of
        self._spent: dict[str, int] = {}
        self._quoted: dict[ArticleId, list[Span]] = {}

    def within(self, citation: Citation) -> Citation | None:
        """Return the citation or as many of its sentences as may still be quoted; None for none."""
        rule, quoted = self.rule_of(citation.article), self._quoted.setdefault(citation.article.id, [])
        if rule.quotes_nothing:
            return None
        if any(start <= citation.start and citation.end <= end for start, end in quoted):
            return citation
        outlet = rule.name.casefold()
        room = rule.quote_limit - self._spent.get(outlet, 0)
        kept = citation if len(citation.quote) <= room else _shortened(citation, room)
        if kept is not None:
            self._spent[outlet] = self._spent.get(outlet, 0) + len(kept.quote)
            quoted.append((kept.start, kept.end))
        return kept


def _divided(
    citations: Iterable[Citation], ledger: _Ledger
) -> tuple[tuple[Citation, ...], tuple[Article, ...]]:
    kept, left = [], []
    for citation in citations:
        if (quotable := ledger.within(citation)) is not None:
            kept.append(quotable)
        else:
            left.append(citation.article)
    named = {article.id for article in (citation.article for citation in kept)}
    headlines = {article.id: _shown(article, ledger.rule_of) for article in left if article.id not in named}
    return tuple(kept), tuple(headlines.values())


def _shortened(citation: Citation, room: int) -> Citation | None:
    """Return the citation cut to whole sentences of at most `room` characters, with the answering one."""
    sentences = sentence_spans(citation.quote, citation.article.language)
    first = citation.highlights[0][0] if citation.highlights else 0
    at = next((place for place, (_, end) in enumerate(sentences) if first < end), None)
    if at is None or sentences[at][1] - sentences[at][0] > room:
        return None
    begin = end = at
    while end + 1 < len(sentences) and sentences[end + 1][1] - sentences[begin][0] <= room:
        end += 1
    while begin > 0 and sentences[end][1] - sentences[begin - 1][0] <= room:
        begin -= 1
    return _cut(citation, sentences[begin][0], sentences[end][1])


def _cut(citation: Citation, start: int, end: int) -> Citation:
    """Return the part `quote[start:end]` of a citation, with the highlights that lie in it."""
    highlights = tuple(
        (max(a, start) - start, min(b, end) - start) for a, b in citation.highlights if a < end and b > start
    )
    return Citation.cut(
        citation.article,
        citation.start + start,
        citation.start + end,
        score=citation.score,
        highlights=highlights,
        also_in=citation.also_in,
    )


def _unquoted(citation: Citation) -> Citation:
    """Return a citation that names its article and quotes nothing of it."""
    return Citation.of_headline(citation.article, score=citation.score, also_in=citation.also_in)


def _shown(article: Article, rule_of: RuleOf) -> Article:
    """Return the article, without its text where none of it may be shown."""
    return replace(article, text="") if rule_of(article).quotes_nothing else article


def _corroboration(found: Corroboration, ledger: _Ledger) -> Corroboration:
    """Return the other outlets' sentences and figures that may be quoted beside the answer."""
    supported = [kept for one in found.supported_by if (kept := ledger.within(one)) is not None]
    claims = [
        Claim(claim.figure, kept)
        for claim in found.conflicting
        if (kept := ledger.within(claim.citation)) is not None
    ]
    return Corroboration(tuple(supported), tuple(claims) if len(claims) > 1 else ())
