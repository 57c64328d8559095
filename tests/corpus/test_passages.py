from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.passages import LIMIT, windows
from corpus.sentences import sentence_spans


def count_words(texts):
    return [len(text.split()) for text in texts]


def count_characters(texts):
    return [len(text.replace(" ", "")) for text in texts]


def passages(text, *, limit, overlap=1, count=count_words):
    found = windows(text, sentence_spans(text), count, limit=limit, overlap=overlap)
    return [text[window.start : window.end] for window in found]


def test_a_short_article_is_one_passage():
    assert passages("Rates rose. Markets fell.", limit=10) == ["Rates rose. Markets fell."]


def test_a_text_without_sentences_has_no_passages():
    assert windows("", [], count_words) == []


def test_each_passage_repeats_the_last_sentence_of_the_one_before():
    text = "One two three. Four five six. Seven eight nine. Ten eleven twelve. The end is near. Now it ends."
    assert passages(text, limit=9) == [
        "One two three. Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
        "Ten eleven twelve. The end is near.",
        "The end is near. Now it ends.",
    ]


def test_without_overlap_no_sentence_is_repeated():
    text = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
    assert passages(text, limit=6, overlap=0) == [
        "One two three. Four five six.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_what_fills_less_than_two_passages_is_halved():
    text = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
    assert passages(text, limit=9, overlap=0) == [
        "One two three. Four five six.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_a_passage_ends_with_a_paragraph_that_ends_near():
    text = "One two three. Four five six. Seven eight nine.\n\nTen. It goes on here. And on and on it goes."
    assert passages(text, limit=11, overlap=0)[0] == "One two three. Four five six. Seven eight nine."


def test_a_paragraph_that_ends_far_from_the_limit_is_passed_over():
    text = "One two.\n\nFour five six. Seven eight nine. Ten eleven twelve. It goes on here. And on and on."
    assert (
        passages(text, limit=11, overlap=0)[0]
        == "One two.\n\nFour five six. Seven eight nine. Ten eleven twelve."
    )


def test_a_sentence_a_little_over_the_limit_is_a_passage_of_its_own():
    long = "This sentence has exactly eleven words in it, and then ends."
    assert passages(f"One two three. {long} The end is near.", limit=10) == [
        "One two three.",
        long,
        "The end is near.",
    ]


def test_a_sentence_far_over_the_limit_is_cut_after_a_clause():
    text = "The council met in the hall, the mayor spoke for two hours or more without notes; nobody left."
    assert passages(text, limit=8, overlap=0) == [
        "The council met in the hall,",
        "the mayor spoke for two hours or more",
        "without notes; nobody left.",
    ]


def test_a_word_without_end_is_cut_too():
    found = passages("x" * 100, limit=20, overlap=0, count=count_characters)
    assert "".join(found) == "x" * 100
    assert max(map(len, found)) <= 20


def test_sentences_lie_in_the_article_and_not_in_the_passage():
    text = "One two three. Four five six. Seven eight nine."
    spans = sentence_spans(text)
    assert [window.sentences for window in windows(text, spans, count_words, limit=6)] == [
        (spans[0], spans[1]),
        (spans[1], spans[2]),
    ]


TEXTS = st.lists(
    st.sampled_from(["Rates", "rose.", "He", "said", "so,", "no.", "\n\n", "“Yes.”"]), max_size=150
)


@given(TEXTS.map(" ".join), st.integers(1, 30), st.integers(0, 3))
def test_no_sentence_is_lost_and_no_passage_is_too_long(text, limit, overlap):
    spans = sentence_spans(text)
    found = windows(text, spans, count_words, limit=limit, overlap=overlap)

    held = {place for window in found for start, end in window.sentences for place in range(start, end)}
    assert {place for start, end in spans for place in range(start, end) if not text[place].isspace()} <= held
    for window in found:
        assert (window.start, window.end) == (window.sentences[0][0], window.sentences[-1][1])
        assert len(window.sentences) == 1 or count_words([text[window.start : window.end]])[0] <= limit
    for one, other in pairwise(found):
        assert one.start < other.start
        assert one.end < other.end


def test_the_real_limit_leaves_room_for_a_headline():
    assert LIMIT * 1.25 + 31 <= 256
