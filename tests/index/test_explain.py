"""Why an answer is what it is, over the bundled articles."""

import math
from datetime import UTC, datetime

import pytest

from index.answer import Answerer
from index.explain import Explainer, Verdict
from index.search import DENSE_SHARE, Searcher
from index.types import Filter, Query

NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)
QUESTION = "how much is it costing to fix the Teale Bridge?"


@pytest.fixture
def explain(sample):
    store, indexes = sample
    searcher = Searcher(store, indexes)

    def explained(text, minimum=0.0, **options):
        answerer = Answerer(store, searcher, minimum)
        explainer = Explainer(searcher, answerer, minimum)
        query = Query(text=text, now=NOW, **options)
        return explainer.explain(query), answerer.answer(query)

    return explained


def test_the_contributions_add_up_to_the_confidence(explain):
    explanation, answer = explain(QUESTION)
    logit = explanation.intercept + sum(one.amount for one in explanation.contributions)
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(answer.confidence)
    assert explanation.confidence == answer.confidence
    amounts = [abs(one.amount) for one in explanation.contributions]
    assert amounts == sorted(amounts, reverse=True)


def test_with_nothing_from_the_time_asked_for_nothing_is_said_to_have_made_the_confidence(explain):
    explanation, _ = explain("what did Nissan announce last week?", minimum=0.5)
    assert (explanation.confidence, explanation.contributions) == (0.0, ())
    assert explanation.considered


def test_quoted_excerpts_come_first_then_those_passed_over_with_why(explain):
    explanation, answer = explain(QUESTION)
    spans = [(one.citation.article.id, one.citation.start) for one in explanation.considered]
    assert spans[:3] == [(one.article.id, one.start) for one in answer.citations]
    verdicts = [one.verdict for one in explanation.considered]
    assert verdicts[:3] == [Verdict.QUOTED] * 3
    assert set(verdicts[3:]) <= {Verdict.LOWER, Verdict.REPEATS}
    assert Verdict.LOWER in verdicts


def test_scores_are_fused_as_the_search_does(explain):
    for one in explain(QUESTION)[0].considered:
        assert one.fused == pytest.approx(DENSE_SHARE * one.cosine + (1 - DENSE_SHARE) * one.bm25)


def test_the_question_is_shown_as_understood(explain):
    explanation, _ = explain("what happened in Lunmouth last December?")
    assert explanation.time == "last December"
    assert explanation.filter == Filter(
        since=datetime(2023, 12, 1, tzinfo=UTC), until=datetime(2024, 1, 8, tzinfo=UTC)
    )
    assert "December" not in explanation.searched
    assert explanation.words[0][0] == "lunmouth"


def test_a_follow_up_is_shown_with_what_came_before(explain):
    explanation, _ = explain("when was that?", conversation=("why was the Teale Bridge closed?",))
    assert "Teale Bridge" in (explanation.understood or "")


def test_what_only_the_filter_keeps_out_is_named(explain):
    explanation, _ = explain(QUESTION, filter=Filter(since=datetime(2024, 10, 1, tzinfo=UTC)))
    kept_out = [one for one in explanation.considered if one.verdict is Verdict.FILTERED]
    assert kept_out
    assert all(one.citation.article.published < datetime(2024, 10, 1, tzinfo=UTC) for one in kept_out)


def test_an_answer_that_was_not_given_says_how_sure_it_would_have_had_to_be(explain):
    explanation, answer = explain("what is the capital of Mongolia", minimum=0.999)
    assert not explanation.answered
    assert (explanation.reason, explanation.threshold) == (answer.reason, 0.999)
    assert {one.verdict for one in explanation.considered} == {Verdict.UNSURE}


def test_nothing_found_leaves_nothing_to_explain(explain):
    explanation, _ = explain("bridge", filter=Filter(sources=frozenset(["nobody"])))
    assert explanation.contributions == ()
    assert all(one.verdict is Verdict.FILTERED for one in explanation.considered)
