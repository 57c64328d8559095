"""Of articles that say the same the fullest is quoted, of equals the earliest; changes settle it anew."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.ingest import Outcome, Result, ingest
from corpus.rights import Rights, Rule
from corpus.store import Store
from corpus.takedown import withdraw
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEAD = (
    "The ferry to Port Merrow will run again from Monday, its owner said. Repairs to the engine took "
    "eleven weeks. “We are sorry for the wait,” said Ines Oakley, who runs the line."
)
MIDDLE = (
    "The town had chartered a smaller boat in the meantime, which carried 40 cars a day. Shops on the "
    "island lost a third of their trade, the council reckons."
)
REST = (
    "Anton Vries, who sells bread by the quay, had to let two bakers go in January and hopes to have them "
    "back before Easter. The school moved its lessons for island children to the mornings, because the small "
    "boat did not sail after dark, and the doctor's surgery kept a nurse on the island for the whole winter."
)
FULL = f"{LEAD} {MIDDLE} {REST}"
WOLF = (
    "A wolf was seen near Aldwater for the first time since 1911, rangers reported on Friday. A camera "
    "that counts deer took its picture at dawn. Farmers have been told to bring their sheep in at night; "
    "the state pays for fences. The animal is thought to have come over the hills from the north."
)

HARBOUR = (
    "At the harbour itself the crane that lifted the engine out will stay until June. It belongs to a yard "
    "in Dunmere, which sent it by road in nine parts and closed a bridge for that. The yard's foreman says "
    "the ferry has another ten years in her if she is painted every spring."
)


@pytest.fixture
def store():
    with Store.open(":memory:") as store:
        yield store


def put(store, outlet, text, *, published=None, title="Ferry returns"):
    read = Draft(
        title=title,
        text=text,
        origin="x",
        url=f"https://{outlet.lower()}.example/ferry",
        source=outlet,
        published=published,
    )
    return ingest(read, store, lambda texts: [len(one.split()) for one in texts], NOW)


def quoted(store):
    """The articles that answers can be found in, each with the others that ran it."""
    return {
        story.article.source: story.also_in
        for story in store.articles()
        if store.passages_of(story.article.id)
    }


# The fullest


def test_a_fuller_story_is_quoted_in_place_of_the_excerpt_that_came_first(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    assert put(store, "Courier", FULL) == Outcome(Result.ADDED, 2)

    assert quoted(store) == {"Courier": ("Herald",)}
    assert (store.count_articles(), store.sources()) == (1, [("Courier", 1)])
    assert store.passages_of(1) == []


def test_the_order_of_reading_decides_nothing(store):
    put(store, "Courier", FULL)
    assert put(store, "Herald", f"{LEAD} {MIDDLE}").result is Result.DUPLICATE

    assert quoted(store) == {"Courier": ("Herald",)}


def test_the_article_behind_stays_as_answers_quoted_it(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)

    assert (store.article(1).text, store.version_numbers([1])) == (f"{LEAD} {MIDDLE}", {1: 1})
    assert put(store, "Herald", f"{LEAD} {MIDDLE}") == Outcome(Result.UNCHANGED, 1)


def test_copies_of_the_article_behind_go_with_it(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Post", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)
    put(store, "Gazette", f"{LEAD} {MIDDLE}", title="Boat is back")

    assert {name: set(also) for name, also in quoted(store).items()} == {
        "Courier": {"Herald", "Post", "Gazette"}
    }


def test_a_story_with_much_of_its_own_replaces_nothing(store):
    put(store, "Herald", f"{LEAD} {MIDDLE} {WOLF}")
    put(store, "Courier", FULL)

    assert quoted(store) == {"Courier": (), "Herald": ()}


def test_a_fuller_story_with_another_figure_replaces_nothing(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL.replace("40 cars", "60 cars"))

    assert quoted(store) == {"Courier": (), "Herald": ()}


def test_removing_what_is_quoted_lets_a_stored_copy_be_quoted_again(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    before = [(one.start, one.end, one.sentences) for one in store.passages_of(1)]
    put(store, "Courier", FULL)
    store.remove([2])

    assert quoted(store) == {"Herald": ()}
    assert [(one.start, one.end, one.sentences) for one in store.passages_of(1)] == before
    assert put(store, "Post", f"{LEAD} {MIDDLE}") == Outcome(Result.DUPLICATE, 1)


def test_blocking_what_is_quoted_withdraws_its_stored_copies_too(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)

    assert sorted(withdraw(store, [2], block=True, now=NOW)) == [1, 2]
    assert put(store, "Herald", f"{LEAD} {MIDDLE}").result is Result.REFUSED
    assert store.connection.execute("SELECT count(*) FROM bands").get == 0


# The earliest


def test_of_equals_the_one_published_first_is_quoted(store):
    put(store, "Herald", FULL, published=NOW)
    assert put(store, "Courier", FULL, published=NOW - HOUR) == Outcome(Result.DUPLICATE, 2)

    assert quoted(store) == {"Courier": ("Herald",)}
    assert put(store, "Courier", FULL, published=NOW - HOUR) == Outcome(Result.UNCHANGED, 2)


@pytest.mark.parametrize(
    "published",
    [None, NOW, NOW + HOUR, NOW.replace(hour=0)],
    ids=["unknown", "at once", "later", "that day"],
)
def test_what_is_not_known_to_be_earlier_is_a_copy(store, published):
    put(store, "Herald", FULL, published=NOW)
    put(store, "Courier", FULL, published=published)

    assert quoted(store) == {"Herald": ("Courier",)}


def test_an_earlier_excerpt_is_a_copy_all_the_same(store):
    put(store, "Herald", FULL, published=NOW)
    put(store, "Courier", f"{LEAD} {MIDDLE}", published=NOW - HOUR)

    assert quoted(store) == {"Herald": ("Courier",)}


# Rights


@pytest.mark.parametrize("rule", [{"headline_only": True}, {"quote_limit": 0}, {"keep_days": 30}])
def test_what_may_be_quoted_is_not_hidden_behind_what_may_not(store, rule):
    Rights(store.connection).set(Rule(name="Courier", **rule))
    put(store, "Herald", f"{LEAD} {MIDDLE}", published=NOW)
    put(store, "Courier", FULL, published=NOW)

    assert quoted(store) == {"Courier": (), "Herald": ()}


# Changes


def test_a_figure_that_is_corrected_has_no_copies_that_still_say_the_old_one(store):
    put(store, "Herald", FULL)
    put(store, "Courier", FULL)
    assert put(store, "Herald", FULL.replace("40 cars", "60 cars")) == Outcome(Result.UPDATED, 1)

    assert quoted(store) == {"Herald": ()}
    assert put(store, "Courier", FULL) == Outcome(Result.ADDED, 2)
    assert put(store, "Courier", FULL.replace("40 cars", "60 cars")).result is Result.UPDATED
    assert quoted(store) == {"Herald": ("Courier",)}


def test_a_light_edit_keeps_the_copies(store):
    put(store, "Herald", FULL)
    put(store, "Courier", FULL)
    put(store, "Herald", FULL.replace("a smaller boat", "a small boat"))

    assert quoted(store) == {"Herald": ("Courier",)}


def test_an_article_behind_that_becomes_a_story_of_its_own_is_quoted_again(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)
    assert put(store, "Herald", f"{LEAD} {WOLF}") == Outcome(Result.UPDATED, 1)

    assert quoted(store) == {"Courier": (), "Herald": ()}


def test_an_article_behind_that_is_edited_lightly_stays_behind(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)
    put(store, "Herald", f"{LEAD} {MIDDLE}".replace("a smaller boat", "a small boat"))

    assert quoted(store) == {"Courier": ("Herald",)}


def test_an_article_behind_becomes_the_head_when_it_grows_fuller(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)
    put(store, "Herald", f"{FULL} {WOLF} {HARBOUR}")

    assert quoted(store) == {"Herald": ("Courier",)}


def test_a_head_that_changes_lets_go_of_stored_articles_that_say_something_else(store):
    put(store, "Herald", f"{LEAD} {MIDDLE}")
    put(store, "Courier", FULL)
    put(store, "Courier", WOLF)

    assert quoted(store) == {"Courier": (), "Herald": ()}
    assert put(store, "Post", f"{LEAD} {MIDDLE}") == Outcome(Result.DUPLICATE, 1)


def test_a_story_that_changes_into_anothers_is_its_copy_from_then_on(store):
    put(store, "Herald", FULL)
    put(store, "Courier", WOLF)
    assert put(store, "Courier", FULL) == Outcome(Result.UPDATED, 2)

    assert quoted(store) == {"Herald": ("Courier",)}


async def test_a_copy_is_read_again_when_the_story_it_repeats_is_corrected(desk, newsstand):
    figure = "The ferry carried 40 cars on Monday, the harbour office said."
    for name in ("Alba", "Copy"):
        newsstand.put_page(f"/story/{name}", newsstand.story("Alba", figure))
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba"), newsstand.item("Copy")))
    desk.follow()
    await desk.refresh_one()
    newsstand.put_page("/story/Alba", newsstand.story("Alba", figure.replace("40", "60")))
    desk.now += timedelta(hours=5)
    await desk.refresh_one(force=False)
    report = await desk.refresh_one(force=False)

    assert (report.added, newsstand.asked["/story/Copy"]) == (1, 2)
    assert sorted(story.article.url for story in desk.store.articles()) == [
        newsstand.url("/story/Alba"),
        newsstand.url("/story/Copy"),
    ]
