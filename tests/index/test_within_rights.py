"""No answer quotes more of an outlet than it allows."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from corpus.rights import Rights, Rule
from corpus.store import Store
from corpus.types import Article
from index.rights import Rightful, answer_within_rights, within_rights
from index.types import Answer, Citation, Claim, Corroboration, NoAnswer, Query

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = (
    "The ferry is back in service.",
    "It carries forty cars a day.",
    "Dogs travel free on it.",
)
TEXT = f"{FIRST} {SECOND} {THIRD}"
QUERY = Query(text="how many cars?", now=NOW)


def article(number=1, source="Herald", text=TEXT):
    return Article(
        id=number, title=f"Ferry {number}", text=text, url=f"https://herald.example/{number}", source=source,
        author=None, published=NOW, updated=None, fetched=NOW, digest="", language="en",
    )  # fmt: skip


def cited(number=1, source="Herald", words="forty cars", text=TEXT):
    story = article(number, source, text)
    at = text.index(words) if words else 0
    highlights = ((at, at + len(words)),) if words else ()
    return Citation.cut(story, 0, len(text), highlights=highlights, also_in=("Courier",), score=0.5)


def rules(**limits):
    known = {name.casefold(): Rule(name=name, **values) for name, values in limits.items()}
    return lambda one: known.get((one.source or "").casefold(), Rule(name=one.source or "unknown"))


def test_what_is_allowed_stays_as_it_is():
    citation = cited()
    assert within_rights([citation], rules()) == ((citation,), ())


def test_a_long_quote_is_cut_to_the_whole_sentences_that_answer():
    (kept,), headlines = within_rights([cited()], rules(Herald={"quote_limit": len(SECOND) + 5}))

    assert (kept.quote, kept.start, kept.end) == (SECOND, len(FIRST) + 1, len(FIRST) + 1 + len(SECOND))
    assert [kept.quote[a:b] for a, b in kept.highlights] == ["forty cars"]
    assert (kept.also_in, kept.score, headlines) == (("Courier",), 0.5, ())


def test_sentences_behind_the_answering_one_are_kept_before_those_ahead_of_it():
    (kept,), _ = within_rights([cited()], rules(Herald={"quote_limit": len(SECOND) + len(FIRST) + 1}))
    assert kept.quote == f"{SECOND} {THIRD}"


def test_an_outlets_quotes_share_its_limit_and_the_best_goes_first():
    limit = {"quote_limit": len(TEXT) + 10}
    kept, headlines = within_rights([cited(1), cited(2), cited(3, "Courier")], rules(Herald=limit))

    assert [one.article.id for one in kept] == [1, 3]
    assert [(one.id, one.title, one.text) for one in headlines] == [(2, "Ferry 2", TEXT)]


def test_headline_only_leaves_the_text_behind():
    kept, headlines = within_rights([cited(1), cited(2, "Courier")], rules(Herald={"headline_only": True}))

    assert [one.article.id for one in kept] == [2]
    assert [(one.id, one.title, one.text) for one in headlines] == [(1, "Ferry 1", "")]


def test_when_the_best_may_not_be_quoted_there_is_no_answer_but_where_to_read_it():
    answer = Answer(QUERY, (cited(1), cited(2, "Courier")), 0.9)
    kept = answer_within_rights(answer, rules(Herald={"headline_only": True}))

    assert isinstance(kept, NoAnswer)
    assert kept.reason == (
        "the article that seems to answer may be named but not quoted: Herald allows no more of it"
    )
    assert [one.id for one in kept.nearest] == [one.id for one in kept.headlines] == [1]
    assert TEXT not in repr(kept)


def test_a_second_best_that_may_not_be_quoted_is_named_beside_the_answer():
    answer = Answer(QUERY, (cited(1), cited(2, "Courier")), 0.9)
    kept = answer_within_rights(answer, rules(Courier={"quote_limit": 0}))

    assert [one.article.id for one in kept.citations] == [1]
    assert [one.id for one in kept.headlines] == [2]


def test_what_others_say_counts_against_their_limits_too():
    witness = cited(2, "Courier")
    claims = (Claim("40", cited(1)), Claim("50", cited(3, "Wire")))
    answer = Answer(QUERY, (cited(1),), 0.9, corroboration=Corroboration((witness,), claims))

    kept = answer_within_rights(
        answer, rules(Herald={"quote_limit": len(TEXT)}, Courier={"headline_only": True})
    )
    assert kept.corroboration == Corroboration((), claims)

    kept = answer_within_rights(answer, rules(Wire={"headline_only": True}))
    assert kept.corroboration == Corroboration((witness,), ())


def test_the_nearest_articles_lose_their_texts_where_those_may_not_be_shown():
    answer = NoAnswer(QUERY, "none", (article(1), article(2, "Courier")), 0.1)
    kept = answer_within_rights(answer, rules(Herald={"headline_only": True}))
    assert [one.text for one in kept.nearest] == ["", TEXT]


class Found:
    def search(self, query):
        return [cited(1), cited(2), cited(3, "Courier")]


def test_a_search_keeps_its_order_each_result_within_the_limit():
    with Store.open(":memory:") as store:
        rights = Rights(store.connection)
        rights.set(Rule(name="herald", quote_limit=len(SECOND)))
        rights.set(Rule(name="Courier", headline_only=True))
        results = Rightful(Found(), rights).search(QUERY)

    assert [(one.article.id, one.quote) for one in results] == [(1, SECOND), (2, SECOND), (3, "")]
    assert (results[2].start, results[2].end, results[2].article.text) == (0, 0, "")


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["Herald", "Courier"])), max_size=6),
    st.integers(0, 200),
)
def test_never_more_than_the_limit_and_always_the_publishers_text(chosen, limit):
    citations = [cited(number + 10 * (source == "Herald"), source) for number, source in chosen]
    kept, headlines = within_rights(citations, rules(Herald={"quote_limit": limit}))

    once = {(one.article.id, one.start, one.end): one for one in kept}
    assert sum(len(one.quote) for one in once.values() if one.article.source == "Herald") <= limit
    assert all(one.quote == one.article.text[one.start : one.end] for one in kept)
    assert {one.article.id for one in kept} | {one.id for one in headlines} == {
        one.article.id for one in citations
    }
