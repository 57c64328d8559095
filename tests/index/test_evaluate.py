import json
from datetime import UTC, datetime
from functools import partial

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from corpus.types import Article
from index.errors import QueryError
from index.evaluate import Outcome, outcome_of, report
from index.known_answers import Question, holds_answer, read_questions
from index.measures import (
    aurc,
    auroc,
    calibration_error,
    coverage_at_risk,
    estimate,
    mean,
    ndcg,
    reciprocal_rank,
    risk_coverage,
    success,
)
from index.types import Answer, Citation, NoAnswer, Query

ONCE = 1


def value(measure, n):
    return estimate(measure, n, resamples=ONCE).value


def question(answers=("storm",), urls=("https://a.example/1",), answerable=True):
    return Question(text="Why?", answers=answers, urls=urls, answerable=answerable)


def outcome(
    confidence=0.9, quote="The storm did it.", asked=None, answered=True, ranked=("https://a.example/1",)
):
    return Outcome(
        question=asked or question(),
        ranked=ranked,
        quotes=(quote,) if quote else (),
        cited=ranked[:1],
        confidence=confidence,
        answered=answered,
        seconds=0.25,
    )


def article(text="The storm did it.", url="https://a.example/1"):
    return Article(
        id=1,
        title="Storm",
        text=text,
        url=url,
        source=None,
        author=None,
        published=None,
        updated=None,
        fetched=datetime(2024, 3, 19, tzinfo=UTC),
        digest="",
        language=None,
    )


QUERY = Query(text="Why?", now=datetime(2024, 3, 19, tzinfo=UTC))


# rankings


def test_ranking_measures_agree_with_ir_measures():
    rng = np.random.default_rng(1)
    names = [f"d{number}" for number in range(30)]
    rankings = {f"q{n}": list(rng.permutation(names)[: rng.integers(0, 20)]) for n in range(50)}
    relevant = {f"q{n}": set(rng.permutation(names)[: rng.integers(1, 15)]) for n in range(50)}
    qrels = [Qrel(query, one, 1) for query, ones in relevant.items() for one in ones]
    run = [ScoredDoc(q, one, -rank) for q, ranking in rankings.items() for rank, one in enumerate(ranking)]

    theirs = ir_measures.calc_aggregate(
        [RR @ 10, nDCG @ 10, Success @ 1, Success @ 3, Success @ 5], qrels, run
    )

    def ours(measure, **options):
        return np.mean([measure(rankings[query], relevant[query], **options) for query in rankings])

    assert theirs[RR @ 10] == pytest.approx(ours(reciprocal_rank))
    assert theirs[nDCG @ 10] == pytest.approx(ours(ndcg))
    assert [theirs[Success @ depth] for depth in (1, 3, 5)] == pytest.approx(
        [ours(success, depth=depth) for depth in (1, 3, 5)]
    )


# confidence


def test_auroc_is_the_share_of_pairs_in_order_and_a_tie_counts_half():
    assert value(auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]), 4) == (1 + 1 + 0.5 + 1) / 4


def test_auroc_of_one_class_is_undefined():
    assert np.isnan(value(auroc([0.9, 0.5], [True, True]), 2))


def test_the_curve_answers_the_most_confident_first_and_equal_ones_together():
    assert risk_coverage([0.2, 0.9, 0.5, 0.5], [False, True, True, False]) == [
        (0.25, 0.0),
        (0.75, pytest.approx(1 / 3)),
        (1.0, 0.5),
    ]


def test_aurc_is_the_mean_of_the_risks_at_every_coverage():
    assert value(aurc([0.9, 0.8, 0.7, 0.6], [True, False, True, False]), 4) == pytest.approx(
        (0 + 1 / 2 + 1 / 3 + 2 / 4) / 4
    )


def test_coverage_at_risk_is_the_largest_even_where_the_risk_was_higher_before():
    confidence, right = np.linspace(0.9, 0.1, 10), [True, False] + [True] * 8

    assert value(coverage_at_risk(confidence, right, 0.10), 10) == 1.0
    assert value(coverage_at_risk(confidence, right, 0.05), 10) == 0.1


def test_coverage_at_risk_is_nothing_when_the_surest_is_wrong():
    assert value(coverage_at_risk([0.9, 0.5], [False, False], 0.1), 2) == 0.0


def test_calibration_error_is_the_mean_distance_of_the_bins():
    confidence, right = [0.1, 0.1, 0.9, 0.9], [False, True, True, True]

    assert value(calibration_error(confidence, right, bins=2), 4) == pytest.approx((2 * 0.4 + 2 * 0.1) / 4)


def test_calibration_error_of_thousands_of_true_probabilities_is_small():
    rng = np.random.default_rng(1)
    confidence = rng.random(20_000)

    assert value(calibration_error(confidence, rng.random(20_000) < confidence), 20_000) < 0.015


def test_equal_confidences_share_a_bin():
    assert value(calibration_error([0.5] * 30, [True, False] * 15), 30) == 0


# intervals


def test_a_bootstrap_is_the_same_every_time():
    measure = mean(np.arange(50))

    assert estimate(measure, 50) == estimate(measure, 50)


def test_the_interval_of_a_mean_is_two_standard_errors_wide_on_either_side():
    values = np.random.default_rng(1).normal(size=400)
    found = estimate(mean(values), 400, resamples=4_000)

    assert found.n == 400
    assert found.low == pytest.approx(found.value - 1.96 * values.std() / 20, abs=0.01)
    assert found.high == pytest.approx(found.value + 1.96 * values.std() / 20, abs=0.01)


@pytest.mark.parametrize("measure", [auroc, aurc, partial(calibration_error, bins=1)])
def test_a_resample_is_measured_as_if_its_questions_had_been_asked_twice(measure):
    of_four = measure([0.9, 0.7, 0.6, 0.2], [True, False, True, False])
    drawn = measure([0.9, 0.9, 0.7, 0.2], [True, True, False, False])

    assert of_four(np.array([[2.0, 1.0, 0.0, 1.0]]))[0] == pytest.approx(value(drawn, 4))


# answers in quotes


@pytest.mark.parametrize(
    ("quote", "answer"),
    [
        ("The STORM did it.", "the storm"),
        ("He said: “It’s over”.", '"it\'s over"'),
        ("Er sagte «aus» und ging.", '"aus"'),
        ("from 2019–2021", "2019-2021"),
        ("a\n  non‑binding\u00a0deal", "non-binding deal"),
        ("It cost $5,000.", "$5,000"),
        ("It cost 5.", "5"),
        ("Straße", "STRASSE"),
        ("ﬁne", "fine"),
        ("wait…", "wait..."),
    ],
)
def test_a_quote_holds_an_answer_however_it_is_set(quote, answer):
    assert holds_answer(quote, [answer])


@pytest.mark.parametrize(
    ("quote", "answers"),
    [
        ("25 people", ["5"]),
        ("5,000 people", ["5"]),
        ("1.5 percent", ["5"]),
        ("2024", ["202"]),
        ("storm", []),
        ("storm", [" "]),
    ],
)
def test_a_part_of_a_figure_is_no_answer(quote, answers):
    assert not holds_answer(quote, answers)


def test_any_of_the_answers_will_do():
    assert holds_answer("The storm did it.", ["the rain", "the storm"])


# reading


def test_a_line_is_read_with_its_addresses_in_one_spelling():
    line = {
        "question": " Why? ",
        "answers": ["storm"],
        "urls": ["HTTPS://A.example/1?utm_source=x#top"],
        "answerable": True,
        "now": "2024-03-15",
        "note": "ignored",
    }

    assert read_questions(["", json.dumps(line), "\n"]) == [
        Question(
            text="Why?",
            answers=("storm",),
            urls=("https://a.example/1",),
            answerable=True,
            now=datetime(2024, 3, 15, 12, tzinfo=UTC),
        )
    ]


def test_a_moment_keeps_its_hour():
    found = read_questions(['{"question": "Why?", "now": "2024-03-15T18:30:00+01:00"}'])

    assert found[0].now == datetime(2024, 3, 15, 17, 30, tzinfo=UTC)


def test_without_answers_and_urls_a_question_is_not_answerable():
    assert [
        q.answerable
        for q in read_questions(['{"question": "Why?"}', '{"question": "Why?", "answers": ["a"]}'])
    ] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2 of the questions is no JSON (Expecting property name enclosed in double quotes)"),
        ("[1]", "line 2 of the questions must be an object, not [1]"),
        ("{}", 'line 2 of the questions needs a text as "question", not null'),
        (
            '{"question": "a", "answers": "b"}',
            'line 2 of the questions needs a list of texts as "answers", not "b"',
        ),
        (
            '{"question": "a", "urls": [1]}',
            'line 2 of the questions needs a list of texts as "urls", not [1]',
        ),
        (
            '{"question": "a", "answerable": 1}',
            'line 2 of the questions needs true or false as "answerable", not 1',
        ),
        (
            '{"question": "a", "answerable": true}',
            'line 2 of the questions says "answerable" but has neither "answers" nor "urls" '
            "to know the answer by",
        ),
        (
            '{"question": "a", "now": "soon"}',
            'line 2 of the questions needs a date like 2024-03-15 as "now", not "soon"',
        ),
        (
            '{"question": "a", "now": 5}',
            'line 2 of the questions needs a date like 2024-03-15 as "now", not 5',
        ),
        ("[" * 100_000, "line 2 of the questions is nested too deeply"),
    ],
    ids=lambda text: text[:40],
)
def test_a_bad_line_is_named_with_its_key(line, message):
    with pytest.raises(QueryError) as error:
        read_questions(['{"question": "Why?"}', line])

    assert str(error.value) == message


def test_a_file_without_questions_is_refused():
    with pytest.raises(QueryError, match="there are no questions"):
        read_questions(["\n"])


# outcomes


def test_an_answer_becomes_an_outcome():
    cited = Citation.cut(article(), 0, 9)
    found = outcome_of(
        question(), Answer(QUERY, (cited,), 0.8), 0.25, ranked_urls=["https://b.example/", None]
    )

    assert found == Outcome(
        question=question(),
        ranked=("https://b.example/",),
        quotes=("The storm",),
        cited=("https://a.example/1",),
        confidence=0.8,
        answered=True,
        seconds=0.25,
    )


def test_an_answer_below_the_threshold_is_withheld_but_its_quotes_are_judged():
    found = outcome_of(
        question(), Answer(QUERY, (Citation.cut(article(), 0, 9),), 0.3), 0.25, min_confidence=0.5
    )

    assert (found.answered, found.right()) == (False, True)


def test_without_an_answer_the_nearest_articles_are_the_ranking():
    found = outcome_of(question(), NoAnswer(QUERY, "None says why.", (article(),), 0.1), 0.25)

    assert (found.ranked, found.quotes, found.answered) == (("https://a.example/1",), (), False)


def test_where_only_the_articles_are_known_a_citation_of_one_is_right():
    asked = question(answers=())

    assert outcome(asked=asked, quote="It rained.").right()
    assert not outcome(asked=asked, ranked=("https://b.example/",)).right()


# the report


def test_the_report_measures_each_metric_over_its_questions():
    without = question(answers=(), urls=(), answerable=False)
    outcomes = [
        outcome(0.9),
        outcome(0.7, quote="It rained.", ranked=("https://b.example/", "https://a.example/1")),
        outcome(0.6, asked=without),
        outcome(0.2, asked=without, answered=False, quote=""),
    ]

    found = report(outcomes)
    values = {metric.key: (metric.estimate.value, metric.estimate.n) for metric in found.metrics}

    assert (found.questions, found.answerable) == (4, 2)
    assert values["mrr@10"] == (0.75, 2)
    assert values["success@1"] == (0.5, 2)
    assert values["success@3"] == (1.0, 2)
    assert values["answer@1"] == (0.5, 2)
    assert values["auroc_answerable"] == (1.0, 4)
    assert values["auroc_right"] == (1.0, 4)
    assert values["coverage@5%"] == (0.25, 4)
    assert values["brier"] == (pytest.approx((0.1**2 + 0.7**2 + 0.6**2 + 0.2**2) / 4), 4)
    assert values["answered"] == (0.75, 4)
    assert values["right_of_answered"] == (pytest.approx(1 / 3), 3)
    assert values["answered_of_answerable"] == (1.0, 2)
    assert values["withheld_of_unanswerable"] == (0.5, 2)


def test_a_metric_that_no_question_allows_is_left_out():
    found = report([outcome(asked=question(answers=(), urls=(), answerable=False))])

    assert {"mrr@10", "auroc_answerable", "answer@1"}.isdisjoint(metric.key for metric in found.metrics)


def test_a_report_is_a_json_document_and_rows_of_a_table():
    found = report([outcome(0.9), outcome(0.4, quote="It rained.")])
    document = json.loads(json.dumps(found.as_dict(), allow_nan=False))

    assert document["metrics"]["answer@1"] == {"value": 0.5, "low": 0.0, "high": 1.0, "n": 2}
    assert document["risk_coverage"] == [{"coverage": 0.5, "risk": 0.0}, {"coverage": 1.0, "risk": 0.5}]
    assert document["seconds"] == {"median": 0.25, "p95": 0.25}
    assert ("answer in citation 1", "0.500", "0.000–1.000", "2") in found.rows()
    assert found.rows()[-1] == ("time a question, median / 95th percentile", "250 / 250 ms", "", "2")
