"""When an outlet's rule changes, another's copy that may be quoted stands in, and goes back behind."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.grouping import Regrouped, regroup_by_rules
from corpus.ingest import Outcome, Result, ingest
from corpus.rights import Rights, Rule
from corpus.store import Store
from corpus.takedown import withdraw
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEAD = (
    "The ferry to Port Merrow will run again from Monday, its owner said. Repairs to the engine took "
    "eleven weeks. “We are sorry for the wait,” said Ines Oakley, who runs the line. The town had chartered "
    "a smaller boat in the meantime, which carried 40 cars a day."
)
FULL = (
    f"{LEAD} Anton Vries, who sells bread by the quay, had to let two bakers go in January and hopes to have "
    "them back before Easter. The school moved its lessons for island children to the mornings, because the "
    "small boat did not sail after dark, and the doctor's surgery kept a nurse there for the whole winter."
)
NOTHING = {"headline_only": True}


@pytest.fixture
def store():
    with Store.open(":memory:") as store:
        yield store


def put(store, outlet, text, *, published=None, title="Ferry returns", url=True):
    read = Draft(
        title=title,
        text=text,
        origin="x",
        url=f"https://{outlet.lower()}.example/ferry" if url else None,
        source=outlet,
        published=published,
    )
    return ingest(read, store, lambda texts: [len(one.split()) for one in texts], NOW)


def rule(store, outlet, **values):
    """Set an outlet's rule, or the default one, and settle anew what it bears on."""
    rights = Rights(store.connection)
    if values:
        rights.set(Rule(name=outlet, **values))
    else:
        rights.forget(outlet)
    return sum((regroup_by_rules(store, one, NOW) for one in rights.concerned(outlet)), Regrouped())


def quoted(store):
    """The articles that answers can be found in, each with the others that ran it."""
    return {
        story.article.source: set(story.also_in)
        for story in store.articles()
        if store.passages_of(story.article.id)
    }


@pytest.mark.parametrize("values", [NOTHING, {"quote_limit": 0}, {"keep_days": 30}])
def test_a_stored_copy_stands_in_for_a_fuller_one_that_may_not_be_quoted_and_goes_back(store, values):
    put(store, "Herald", LEAD)
    put(store, "Courier", FULL)
    assert quoted(store) == {"Courier": {"Herald"}}

    assert rule(store, "Courier", **values) == Regrouped(1)
    assert quoted(store) == {"Courier": set(), "Herald": set()}

    assert rule(store, "Courier") == Regrouped(1)
    assert quoted(store) == {"Courier": {"Herald"}}


def test_of_equals_the_one_that_may_be_quoted_is_and_the_earlier_one_again_afterwards(store):
    put(store, "Herald", FULL, published=NOW)
    put(store, "Courier", FULL, published=NOW - HOUR)
    assert quoted(store) == {"Courier": {"Herald"}}

    rule(store, "Courier", **NOTHING)
    assert quoted(store) == {"Herald": {"Courier"}}

    rule(store, "Courier")
    assert quoted(store) == {"Courier": {"Herald"}}


def test_of_several_copies_that_stand_in_the_fullest_is_quoted_and_only_that(store):
    put(store, "Post", LEAD)
    put(store, "Herald", FULL, published=NOW)
    put(store, "Courier", FULL, published=NOW - HOUR)
    assert quoted(store) == {"Courier": {"Herald", "Post"}}

    rule(store, "Courier", **NOTHING)

    assert quoted(store) == {"Herald": {"Courier", "Post"}}


def test_a_copy_whose_text_was_not_kept_is_let_in_when_it_is_added_again(store):
    put(store, "Courier", FULL)
    assert put(store, "Herald", LEAD).result is Result.DUPLICATE

    assert rule(store, "Courier", **NOTHING) == Regrouped(1, ("https://herald.example/ferry",))
    assert put(store, "Herald", LEAD) == Outcome(Result.ADDED, 2)
    assert quoted(store) == {"Courier": set(), "Herald": set()}

    rule(store, "Courier")
    assert quoted(store) == {"Courier": {"Herald"}}


def test_a_copy_without_address_is_named_by_its_outlet(store):
    put(store, "Courier", FULL)
    put(store, "Herald", LEAD, url=False)

    assert rule(store, "Courier", **NOTHING).unread == ("Herald",)


def test_an_outlet_that_may_be_quoted_comes_out_from_behind_one_that_may_not(store):
    for outlet in ("Courier", "Herald"):
        rule(store, outlet, **NOTHING)
    put(store, "Herald", LEAD)
    put(store, "Courier", FULL)
    assert quoted(store) == {"Courier": {"Herald"}}

    rule(store, "Herald")

    assert quoted(store) == {"Courier": set(), "Herald": set()}


def test_what_may_be_quoted_is_not_taken_for_a_copy_of_what_may_not(store):
    rule(store, "Courier", **NOTHING)
    put(store, "Courier", FULL, published=NOW)

    assert put(store, "Herald", FULL, published=NOW) == Outcome(Result.ADDED, 2)
    assert quoted(store) == {"Herald": {"Courier"}}
    assert put(store, "Post", FULL) == Outcome(Result.DUPLICATE, 2)


def test_nothing_else_is_regrouped_and_doing_it_again_changes_nothing(store):
    put(store, "Herald", LEAD)
    put(store, "Courier", FULL)
    rule(store, "Courier", **NOTHING)
    before = store.generation

    assert rule(store, "Courier", **NOTHING) == Regrouped()
    assert rule(store, "Gazette", **NOTHING) == Regrouped()
    assert store.generation == before


def test_a_rule_bears_on_its_outlets_articles_whatever_the_case_and_on_what_it_ran_copies_of(store):
    put(store, "Courier", FULL)
    put(store, "Herald", LEAD)
    put(store, "Gazette", "A wolf was seen near Aldwater for the first time since 1911.", title="Wolf")
    rights = Rights(store.connection)

    assert [rights.concerned(name) for name in ("COURIER", "herald", "Gazette", "Post")] == [
        [1],
        [1],
        [2],
        [],
    ]


def test_removing_what_is_quoted_lets_one_of_equal_copies_be_quoted(store):
    put(store, "Post", LEAD)
    put(store, "Herald", FULL, published=NOW)
    put(store, "Courier", FULL, published=NOW - HOUR)

    assert withdraw(store, [3], block=False, now=NOW) == [3]
    assert quoted(store) == {"Herald": {"Post"}}


async def test_a_copy_that_a_feed_listed_is_read_again_with_its_feed(desk, newsstand):
    for name in ("Alba", "Copy"):
        newsstand.put_page(f"/story/{name}", newsstand.story("Alba"))
    newsstand.put("/feed", newsstand.rss(newsstand.item("Alba")))
    newsstand.put("/other", newsstand.rss(newsstand.item("Copy")))
    desk.follow()
    await desk.refresh_one()
    other = desk.follow("/other", source="Herald")
    await desk.refresh(other)
    (story,) = desk.store.articles()
    assert story.also_in == ("Herald",)

    assert rule(desk.store, story.article.source, **NOTHING) == Regrouped(1)
    desk.now += HOUR
    await desk.refresh(other)

    assert quoted(desk.store) == {"Herald": {story.article.source}}
