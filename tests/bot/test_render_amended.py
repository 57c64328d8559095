"""An amended card keeps Discord's limits, escapes what others wrote, and leaves the rest as it was."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.amended import Changed, Still, Withdrawn, amended_card
from bot.render.cards import answer_card, no_answer_card, search_card
from bot.render.escape import units
from corpus.changes import Change
from corpus.types import Article
from index.types import Answer, Citation, Corroboration, NoAnswer, Query

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
LATER = datetime(2024, 4, 2, 9, tzinfo=UTC)
LONG = "Ferry *fares* fall by a tenth @everyone this spring, says the board. " * 30


def article(number=1, text=LONG, **changes):
    values = {
        "id": number, "title": "Ferry fares " * 40, "text": text, "url": f"https://daily.example/{number}",
        "source": "Daily " * 30, "author": "Jane " * 30, "published": NOW, "updated": LATER, "fetched": NOW,
        "digest": "", "language": "en",
    }  # fmt: skip
    return Article(**(values | changes))


def cited(number=1, **changes):
    story = article(number, **changes)
    return Citation.cut(story, 0, len(story.text), also_in=("Courier " * 20,) * 5)


def sent(*citations):
    corroboration = Corroboration(supported_by=tuple(cited(number) for number in (7, 8, 9)))
    answer = Answer(Query(text="why?", now=NOW), citations, 0.9, "u" * 500, corroboration=corroboration)
    return answer_card(answer, asked="q" * 900, hint="To ask further, reply to this and mention me.")


def parts(card):
    waiting = list(card.to_components())
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting = [*part.get("components", []), *filter(None, [part.get("accessory")]), *waiting]


def text_of(card):
    return "\n".join(part["content"] for part in parts(card) if part["type"] == 10)


was, now = st.text() | st.just(LONG), st.none() | st.text() | st.just("*" * 999)
changed = st.lists(st.builds(Change, was, now), min_size=1).map(Changed)
finding = st.just(Withdrawn()) | st.just(Still(cited())) | changed


@given(st.dictionaries(st.integers(1, 3), finding), st.dictionaries(st.integers(1, 3), finding))
def test_however_often_it_is_amended_a_card_fits_into_a_message(first, second):
    card = amended_card(amended_card(sent(cited(1), cited(2), cited(3)), first), second)

    assert units(text_of(card)) <= 4_000
    assert len(list(parts(card))) <= 40
    assert all(part["content"] for part in parts(card) if part["type"] == 10)


def test_what_others_wrote_is_escaped():
    changes = [Change("**Old** @everyone ~~x~~", "[new](https://evil.example) <@1>")]
    text = text_of(amended_card(sent(cited()), {1: Changed(changes)}))

    assert r"> ~~\*\*Old\*\* \@everyone \~\~x\~\~~~" in text
    assert r"> \[new\](https\://evil.example) \<\@1\>" in text


def test_a_sentence_without_a_successor_is_said_to_be_gone():
    text = text_of(amended_card(sent(cited()), {1: Changed([Change("Old.", None)] * 4)}))
    assert text.count("> *It no longer says this.*") == 2
    assert "-# and 2 more sentences" in text


def test_a_withdrawal_takes_what_others_say_of_it_along_and_leaves_other_excerpts():
    other = cited(2, text="Pensioners travel free.", title="Free travel", source="Courier")
    card = sent(cited(text="Fares fall by a tenth."), other)
    assert "Independently reported" in text_of(card)

    text = text_of(amended_card(card, {1: Withdrawn()}))

    assert "tenth" not in text
    assert "Independently reported" not in text
    assert "> Pensioners travel free.\n**Free travel**\nCourier" in text


def test_a_card_says_what_it_quotes_and_when_its_article_was_updated():
    story = article(5, text="Fares fall.", title="Fares", source="Daily", author=None, version=3)
    card = sent(Citation.cut(story, 0, 5))

    assert [(one.rank, one.article_id, one.version, one.start, one.end) for one in card.cited] == [
        (1, 5, 3, 0, 5)
    ]
    assert card.cited[0].quote_in(story) == "Fares"
    assert card.cited[0].quote_in(article(5, text="Tolls fall.")) is None
    assert "**Fares**\nDaily · <t:1710925200:D> · updated <t:1712048400:D>" in text_of(card)


def test_an_article_that_may_not_be_quoted_is_named_with_its_link():
    story = article(text="", title="Fares fall", source="Daily", author=None, updated=None)
    no_answer = NoAnswer(
        Query(text="why?", now=NOW), "it may not be quoted", (story,), 0.9, headlines=(story,)
    )
    found = search_card("fares", [Citation.of_headline(story)], page=0, search_id=1)

    text = text_of(no_answer_card(no_answer))
    assert text.startswith(
        "**I may not quote what seems to answer.**\nit may not be quoted\n-# Read it there:\n"
    )
    assert "**1\\. " not in text
    assert text_of(found).endswith("<t:1710925200:D>\n-# Its publisher allows no quotes here.")
    assert [part["url"] for part in parts(found) if "url" in part] == [story.url]


@pytest.mark.parametrize("number", [1, 3])
def test_named_articles_are_told_below_the_excerpts(number):
    story = article(text="", title="Fares fall", source="Daily")
    answer = Answer(Query(text="why?", now=NOW), (cited(2),), 0.9, headlines=(story,) * number)
    assert "-# Not to be quoted: Fares fall (Daily)" in text_of(answer_card(answer))
