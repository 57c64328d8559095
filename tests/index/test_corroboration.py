"""What other outlets say of an answer: support, copies that count for nothing, figures in conflict."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from corpus.types import Article
from index.corroboration import Sentence, corroborated
from index.types import Answer, Citation, Corroboration, Query
from index.witnesses import Witnesses

DAY = datetime(2024, 5, 30, 12, tzinfo=UTC)
LINE = "Tern will cut 112 jobs at the ferry line, it said."
QUESTION = "how many jobs will go at the ferry line?"


def sentence(number, text, source, *, cosine=1.0, after=timedelta()):
    story = Article(
        id=number, title="The ferry line", text=text, url=None, source=source, author=None,
        published=DAY + after, updated=None, fetched=DAY, digest="", language="en",
    )  # fmt: skip
    vector = np.array([cosine, np.sqrt(1 - cosine**2)], np.float32)
    return Sentence(story, (0, len(text)), vector)


def judged(*others, text=LINE, words="112", question=QUESTION, also_in=()):
    told = sentence(1, text, "Harbour Ledger")
    at = text.index(words)
    cited = Citation.cut(told.article, 0, len(text), highlights=((at, at + len(words)),))
    answer = Answer(Query(text=question, now=DAY), (cited,), 0.9)
    return corroborated(answer, told, others, lambda _: also_in, str.casefold)


def outlets(result):
    return [citation.article.source for citation in result.supported_by]


def figures(result):
    return [claim.figure for claim in result.conflicting]


def test_another_outlet_with_the_same_figure_supports():
    same = sentence(2, "Of the jobs at the line 112 are to go.", "Island Courier", cosine=0.7)
    assert outlets(judged(same)) == ["Island Courier"]


def test_each_outlet_counts_once():
    first = sentence(2, "They cut 112 jobs.", "Island Courier", cosine=0.7)
    second = sentence(3, "It is 112 jobs at the line.", "Island Courier", cosine=0.9)
    assert [citation.article.id for citation in judged(first, second).supported_by] == [3]


def test_the_same_outlet_and_a_copy_of_the_text_say_nothing_of_their_own():
    same = sentence(2, "They cut 112 jobs.", "harbour ledger", cosine=0.9)
    copy = sentence(3, "They cut 112 jobs.", "Northline Wire", cosine=0.9)
    assert judged(same, copy, also_in=["Northline Wire"]) == Corroboration()


def test_different_figures_for_one_thing_stand_side_by_side_oldest_first():
    other = sentence(
        2, "Ninety-six jobs will go at the ferry line.", "Courier", cosine=0.75, after=-timedelta(days=1)
    )
    result = judged(other)
    assert figures(result) == ["Ninety-six jobs", "112 jobs"]
    assert [claim.citation.article.source for claim in result.conflicting] == ["Courier", "Harbour Ledger"]
    assert outlets(result) == []


@pytest.mark.parametrize(
    ("text", "cosine", "days"),
    [
        ("Ninety-six jobs will go at the ferry line.", 0.75, 90),
        ("Ninety-six jobs will go at the ferry line.", 0.65, 1),
        ("The brewery counts 96 barrels.", 0.75, 1),
        ("The ferry line has 4,000 jobs.", 0.75, 1),
        ("The ferry line cuts jobs worth £112.", 0.75, 1),
        ("The ferry line cuts 112 jobs, of which 16 at sea.", 0.75, 1),
    ],
)
def test_a_figure_of_another_time_thing_or_order_is_no_conflict(text, cosine, days):
    assert figures(judged(sentence(2, text, "Courier", cosine=cosine, after=timedelta(days=days)))) == []


def test_no_figures_conflict_where_none_was_asked_for():
    other = sentence(2, "Ninety-six jobs will go at the ferry line.", "Courier", cosine=0.75)
    assert figures(judged(other, question="who cuts jobs at the ferry line?")) == []


def test_a_fact_without_figures_needs_like_words_and_the_same_days():
    text, words = "The bridge was closed because of cracks.", "because of cracks"
    near = sentence(2, "Cracks closed the bridge.", "Gazette", cosine=0.78)
    later = replace(near, article=replace(near.article, published=DAY + timedelta(days=400)))
    other = sentence(3, "The mayor opened a fair.", "Herald", cosine=0.78)
    question = "why was the bridge closed?"
    assert outlets(judged(near, other, text=text, words=words, question=question)) == ["Gazette"]
    assert outlets(judged(later, text=text, words=words, question=question)) == []


# Over the bundled articles


def cited(sample, url, words, question):
    """Answer with the sentence of an article that holds these words."""
    store, indexes = sample
    article = next(one.article for one in store.articles() if one.article.url.endswith(url))
    at = article.text.index(words)
    spans = [span for passage in store.passages_of(article.id) for span in passage.sentences]
    start, end = next((start, end) for start, end in spans if start <= at < end)
    citation = Citation.cut(article, start, end, highlights=((at - start, at - start + len(words)),))
    answer = Answer(Query(text=question, now=DAY), (citation,), 0.9)
    return Witnesses(store, indexes).corroborated(answer)


@pytest.mark.parametrize(
    ("url", "words"),
    [("tern-to-cut-112-ferry-jobs", "112"), ("ninety-six-to-lose-jobs-at-ferry-line", "Ninety-six")],
)
def test_112_and_96_ferry_jobs_are_shown_with_their_outlets_and_days(sample, url, words):
    result = cited(sample, url, words, "how many people are losing their job at the ferry line?")
    assert [
        (claim.figure, claim.citation.article.source, f"{claim.citation.article.published:%Y-%m-%d}")
        for claim in result.conflicting
    ] == [
        ("112 jobs", "Harbour Ledger", "2024-05-30"),
        ("Ninety-six employees", "The Island Courier", "2024-05-31"),
    ]  # fmt: skip


def test_62_and_71_million_for_the_bridge_are_shown_side_by_side(sample):
    question = "how much is it costing to fix the teale bridge"
    for url, words in (
        ("council-votes-62-million-teale-bridge", "£62 million"),
        ("real-bill-for-teale-bridge.html", "£71.4 million"),
    ):
        assert figures(cited(sample, url, words, question)) == ["£62 million", "£71.4 million"]


def test_two_outlets_own_reports_support_each_other(sample):
    prison = cited(
        sample,
        "larkmill-bookkeeper-sentenced-18944",
        "six years",
        "how long must the bookkeeper go to prison",
    )
    price = cited(sample, "NW24020309", "18.5 million pounds", "what did Tern pay for the ferries?")
    assert outlets(prison) == ["Northline Wire"]
    assert outlets(price) == ["The Island Courier"]
    assert figures(price) == []


def test_a_wire_story_in_three_outlets_has_one_voice(sample):
    result = cited(sample, "NW23042715", "they may contain peanuts", "why were the oat bars recalled?")
    assert result == Corroboration()
