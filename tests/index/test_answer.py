"""Answers over the bundled articles, with the real model and the real indexes."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from corpus.ingest import ingest_all
from corpus.store import Store
from corpus.types import Draft
from index.answer import Answerer, better_first
from index.indexes import Indexes
from index.known_answers import holds_answer
from index.search import Searcher
from index.sync import sync
from index.types import Answer, Filter, NoAnswer, Query

NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)
WHY = "why did Nissan cut Ariya prices?"


def query(text: str, **more) -> Query:
    return Query(text=text, now=NOW, **more)


@pytest.fixture
def choosy(sample) -> Answerer:
    """Answers at the fitted threshold."""
    store, indexes = sample
    return Answerer(store, Searcher(store, indexes))


def test_the_first_citation_holds_the_reason(choosy):
    answer = choosy.answer(query(WHY))
    assert isinstance(answer, Answer)
    assert "weak demand" in answer.citations[0].quote


def test_every_quote_is_the_stored_text_at_its_offsets(answerer, sample):
    store, _ = sample
    for question in (WHY, "who won the Port Merrow election?", "how high was the flood in Lunmouth?"):
        for citation in answerer.answer(query(question, k=5)).citations:
            stored = store.article(citation.article.id)
            assert stored.text[citation.start : citation.end] == citation.quote


def test_citations_are_as_many_as_asked_for_and_do_not_overlap(answerer):
    citations = answerer.answer(query(WHY, k=4)).citations
    assert len(citations) == 4
    spans = [(c.article.id, c.start, c.end) for c in citations]
    assert not any(
        a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for i, a in enumerate(spans) for b in spans[i + 1 :]
    )


def test_another_subject_gets_no_answer(choosy):
    for question in (
        "what is the capital of Mongolia?",
        "how do I bake sourdough bread",
        "who discovered penicillin",
    ):
        assert isinstance(choosy.answer(query(question)), NoAnswer), question


def test_no_answer_names_what_is_missing_and_the_nearest_articles(choosy):
    nothing = choosy.answer(query("who discovered penicillin?"))
    assert isinstance(nothing, NoAnswer)
    assert "penicillin" in nothing.reason
    assert 1 <= len(nothing.nearest) <= 3


@pytest.mark.parametrize("nothing", ["?", "🙂 !!!", "the", "C++"])
def test_a_question_that_asks_nothing_gets_no_answer(choosy, nothing):
    assert isinstance(choosy.answer(query(nothing)), NoAnswer)
    assert isinstance(choosy.search(query(nothing)), list)


def test_no_answer_says_what_is_mentioned_and_what_is_not(sample):
    store, indexes = sample
    sceptical = Answerer(store, Searcher(store, indexes), min_confidence=1.0)
    reason = {
        question: sceptical.answer(query(question)).reason
        for question in (
            "who insured the Teale Bridge?",
            "how heavy is the Teale Bridge?",
            "what happened at the Teale Bridge?",
        )
    }
    assert reason["who insured the Teale Bridge?"] == (
        "The nearest article mentions «Teale» and «Bridge», but says nothing of «insured» there."
    )
    assert reason["how heavy is the Teale Bridge?"].endswith("but names no weight there.")
    assert reason["what happened at the Teale Bridge?"].endswith(
        "none of its sentences answers the question."
    )


def test_with_a_minimum_of_zero_there_is_always_an_answer(answerer):
    assert isinstance(answerer.answer(query("who discovered penicillin?")), Answer)


def test_a_filter_by_outlet_goes_into_the_search(answerer, sample):
    store, _ = sample
    outlet = store.sources()[-1][0]
    answer = answerer.answer(query(WHY, filter=Filter(sources=frozenset([outlet]))))
    assert {citation.article.source for citation in answer.citations} == {outlet}


def test_a_filter_that_lets_nothing_through_says_so(answerer):
    nowhere = Filter(since=datetime(2031, 1, 1, tzinfo=UTC))
    nothing = answerer.answer(query(WHY, filter=nowhere))
    assert isinstance(nothing, NoAnswer)
    assert nothing.reason == "There is no article published since 1 January 2031."


def test_last_week_counts_from_the_askers_now(answerer):
    march = replace(query("what did Nissan announce last week?"), now=datetime(2024, 3, 20, tzinfo=UTC))
    for citation in answerer.answer(march).citations:
        assert (
            datetime(2024, 3, 11, tzinfo=UTC)
            <= citation.article.published
            < datetime(2024, 3, 21, tzinfo=UTC)
        )


def test_when_nothing_was_published_in_the_time_named_the_nearest_are_shown_and_that_is_said(choosy):
    later = replace(
        query("why did Nissan cut Ariya prices last week?"), now=datetime(2031, 5, 20, tzinfo=UTC)
    )
    nothing = choosy.answer(later)
    assert isinstance(nothing, NoAnswer)
    assert nothing.reason.startswith("There is no article published between 12 May 2031 and")
    assert nothing.nearest
    assert choosy.search(later) == []


ON_FRIDAY = "why did Owen Pryce withdraw on Friday"


def test_a_bare_weekday_is_a_day_inside_the_story_when_nothing_was_published_lately(answerer):
    later = replace(query(ON_FRIDAY), now=datetime(2031, 5, 20, tzinfo=UTC))
    answer = answerer.answer(later)
    assert answer.confidence > 0
    assert "sore calf" in answer.citations[0].quote


@pytest.mark.parametrize("since", ["last Friday", "since Friday"])
def test_a_week_that_is_named_stays_a_filter(answerer, since):
    later = replace(query(ON_FRIDAY.replace("on Friday", since)), now=datetime(2031, 5, 20, tzinfo=UTC))
    assert answerer.answer(later).confidence == 0


def test_a_bare_weekday_is_the_last_one_when_something_was_published_then(answerer):
    # The 23rd of June was a Friday and has an article, about something else.
    friday = replace(query(ON_FRIDAY), now=datetime(2023, 6, 25, tzinfo=UTC))
    cited = answerer.answer(friday).citations
    assert cited
    assert all(citation.article.published >= datetime(2023, 6, 23, tzinfo=UTC) for citation in cited)


def test_a_month_is_told_by_its_own_articles_before_others_that_name_the_year(answerer):
    first = answerer.answer(query("what happened in Aldwater in April 2024")).citations[0]
    assert (first.article.published.year, first.article.published.month) == (2024, 4)


def test_an_absolute_date_inside_a_story_does_not_hide_it(answerer):
    answer = answerer.answer(query("how many cars did Honda sell in the first nine months of 2023?"))
    assert holds_answer(answer.citations[0].quote, ["2.8 million"])


def test_a_follow_up_is_understood_with_the_question_before(answerer):
    answer = answerer.answer(query("and what was the reason?", conversation=("Nissan Ariya prices cut",)))
    assert answer.understood == "and what was the reason, Nissan Ariya prices cut?"
    assert "Ariya" in answer.citations[0].quote


def test_search_gives_each_article_once(answerer):
    found = answerer.search(query("ferry strike", k=8))
    ids = [citation.article.id for citation in found]
    assert len(ids) == len(set(ids)) == 8


def test_outlets_that_ran_the_same_story_are_named(answerer):
    found = answerer.search(query("sodium battery", k=5))
    assert any(citation.also_in for citation in found)


@pytest.mark.parametrize("older_first", [True, False])
def test_of_two_stories_that_answer_as_well_the_newer_comes_first(tmp_path, encoder, older_first):
    told = [
        Draft(
            title="Harbour board elects its head",
            text=f"The harbour board of Brask elected a new head. {name} won all {votes} votes.",
            origin=name,
            source=f"{name} Gazette",
            published=datetime(year, 5, 4, tzinfo=UTC),
        )
        for year, name, votes in ((2021, "Ilse Marten", 12), (2024, "Oskar Lind", 14))
    ]
    with Store.open(tmp_path / "citewire.db") as store:
        ingest_all(told if older_first else told[::-1], store, encoder.count_tokens, NOW)
        indexes = Indexes.open(store, encoder, tmp_path / "index")
        sync(store, indexes)
        answerer = Answerer(store, Searcher(store, indexes), min_confidence=0.0)
        now, then = (
            answerer.answer(query(f"who is the head of the harbour board{when}?")).citations[0].quote
            for when in ("", " elected in 2021")
        )
    assert "Oskar Lind" in now
    assert "Ilse Marten" in then


def test_highlights_lie_inside_the_quote(answerer):
    for citation in answerer.answer(query("when does the new mayor take office?", k=5)).citations:
        assert all(0 <= start < end <= len(citation.quote) for start, end in citation.highlights)


def test_an_empty_store_has_no_articles_yet(tmp_path, encoder):
    with Store.open(tmp_path / "citewire.db") as store:
        empty = Answerer(store, Searcher(store, Indexes.open(store, encoder, tmp_path / "index")))
        nothing = empty.answer(query(WHY))
    assert isinstance(nothing, NoAnswer)
    assert nothing.reason == "There are no articles yet."


class Preferring:
    """A cross-encoder that is sure of texts with a word, and of nothing else."""

    name = "preferring"

    def __init__(self, word: str) -> None:
        self.word = word

    def scores(self, question, texts):
        return np.array([float(self.word in text) for text in texts], np.float32)


def test_a_cross_encoder_has_the_last_word_on_the_best_windows(sample):
    store, indexes = sample
    reread = Answerer(store, Searcher(store, indexes), 0.0, reranker=Preferring("phone"))
    assert "phone" in reread.answer(query(WHY)).citations[0].quote


class Says:
    """Reads as it is told to: the logits of the excerpts it is given, in turn."""

    def __init__(self, *logits: float) -> None:
        self.logits = list(logits)

    def logit(self, question: str, text: str) -> float:
        return self.logits.pop(0)


@pytest.fixture
def close(sample):
    """A question, as asked, with two excerpts that may both answer it, by their scores."""
    store, indexes = sample
    searcher = Searcher(store, indexes)
    answerer = Answerer(store, searcher)

    def found(text):
        understood = searcher.understand(query(text))
        asked = searcher.asked(understood)
        first, second, *others = answerer.ranked(understood, asked)
        return asked, [replace(first, chance=0.4), replace(second, chance=0.3), *others]

    return found


@pytest.mark.parametrize(("first", "second", "swapped"), [(-3, 3, True), (-2, -3, False), (0, 3, False)])
def test_the_excerpt_that_is_read_to_answer_comes_first(close, first, second, swapped):
    asked, ranked = close(WHY)
    ordered, verified = better_first(asked, ranked, Says(first, second))
    assert (ordered[0] is ranked[1]) is swapped
    assert ordered[2:] == ranked[2:]
    assert {id(one) for one in ordered} == {id(one) for one in ranked}
    assert verified == (second if swapped else first)


def test_the_second_excerpt_is_read_only_where_it_may_be_the_better(close):
    asked, ranked = close(WHY)
    sure = Says(3, 3)
    better_first(asked, ranked, sure)
    assert sure.logits == [3]
    far = [ranked[0], replace(ranked[1], chance=0.03), *ranked[2:]]
    unlikely = Says(-9, 9)
    assert better_first(asked, far, unlikely)[0] == far
    assert unlikely.logits == [9]


def test_where_a_time_is_named_the_order_stands(close):
    asked, ranked = close("why did Nissan cut Ariya prices in October 2024?")
    assert asked.dated
    assert better_first(asked, ranked, Says(-3, 3)) == (ranked, -3)
