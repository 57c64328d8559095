"""Excerpts are as long as it takes to hold the answer, and stand alone."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Passage
from index.evidence import Retrieved
from index.excerpts import LONGEST_EXCERPT, MOST_SENTENCES, Evidence, excerpts, windows_of
from index.features import FEATURES
from tests.index.test_evidence import article, laid_out

WORDS = ("A storm closed the pass for days. ", "Snow ploughs came up from the valley in the night. ")
SURE, UNSURE = 9.0, 0.2


def sentence(number: int, length: int = 150) -> str:
    return (f"Sentence {number} tells of the road over the mountain " + "and on " * 40)[: length - 1] + "."


def found(sentences: tuple[str, ...]) -> Retrieved:
    text, spans = laid_out(sentences)
    vectors = np.tile(np.array([0.6, 0.8], np.float32), (1 + len(sentences), 1))
    return Retrieved(Passage(7, 1, 0, len(text), spans), article(text), vectors, bm25=0.5)


def chosen(sentences: tuple[str, ...], scores: list[float], most: int = 1) -> list[Evidence]:
    features = np.zeros((len(sentences), len(FEATURES)))
    return excerpts([found(sentences)], [features], [np.array(scores)], most)


def quote(evidence: Evidence) -> str:
    return evidence.article.text[slice(*evidence.excerpt)]


def test_where_the_answer_is_plain_the_excerpt_is_short():
    six = tuple(sentence(number) for number in range(6))
    (plain,) = chosen(six, [0, 0, SURE, 0, 0, 0])
    (open_,) = chosen(six, [0, UNSURE, UNSURE, UNSURE, 0, 0])
    assert six[2] in quote(plain)
    assert len(quote(plain)) < len(quote(open_)) <= LONGEST_EXCERPT
    assert plain.chance > 0.9 > open_.chance


def test_the_best_sentence_of_the_excerpt_is_named():
    assert chosen(tuple(sentence(number) for number in range(4)), [0, 0, 0, SURE])[0].sentence == 3


def test_an_excerpt_does_not_begin_with_a_pronoun_whose_name_stands_before():
    told = ("Mayor Ines Duarte opened the tunnel to all traffic today, a year late and well over budget.",
            "She blamed the delay on the river.")  # fmt: skip
    assert quote(chosen(told, [0, SURE])[0]).startswith("Mayor Ines Duarte")


def test_an_excerpt_does_not_begin_with_a_firm_whose_name_stands_before():
    told = ("Veltra saw its shares rise when it told investors that it would move work to the south.",
            "The Dutch firm will close ten plants.")  # fmt: skip
    assert quote(chosen(told, [0, SURE])[0]).startswith("Veltra")


def test_nothing_pads_a_short_answer():
    told = ("The bridge is to reopen in April, the council said.", "Buses run until then.")
    assert quote(chosen(told, [SURE, 0])[0]) == told[0]


def test_a_bare_quotation_comes_with_the_sentence_that_names_its_speaker():
    told = ("The captain spoke to reporters on the quay for some minutes before going home to Brask.",
            "“We were lucky.”")  # fmt: skip
    assert quote(chosen(told, [0, SURE])[0]) == " ".join(told)


def test_a_sentence_longer_than_any_excerpt_is_an_excerpt_of_its_own():
    endless = sentence(1, 2 * LONGEST_EXCERPT)
    text, spans = laid_out((endless,))
    assert list(windows_of(text, spans)) == [(0, 0)]
    assert quote(chosen((endless,), [0])[0]) == endless


def test_nothing_retrieved_makes_no_excerpt():
    assert excerpts([], [], [], 3) == []


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.floats(-20, 20)), min_size=1, max_size=12))
def test_excerpts_are_whole_sentences_share_none_and_come_best_first(drawn):
    sentences = tuple(text.strip() for text, _ in drawn)
    ranked = chosen(sentences, [score for _, score in drawn], most=20)
    _, spans = laid_out(sentences)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    taken = sorted(evidence.excerpt for evidence in ranked)
    assert all(start in starts and end in ends for start, end in taken)
    assert all(before[1] <= after[0] for before, after in pairwise(taken))
    assert all(len(quote(one)) <= LONGEST_EXCERPT for one in ranked)
    assert sum(one.chance for one in ranked) <= 1 + 1e-9
    assert MOST_SENTENCES * max(map(len, WORDS)) <= LONGEST_EXCERPT
