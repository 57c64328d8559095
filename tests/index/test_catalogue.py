"""The catalogue: filters over the store's passages, and what belongs to each."""

from datetime import UTC, datetime

import numpy as np
import pytest

from corpus.catalogue import UNDATED
from corpus.passages import Window
from corpus.store import Store
from corpus.types import Draft
from index.catalogue import NO_ARTICLE, Catalogue
from index.types import Filter

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def day(number):
    return datetime(2024, 3, number, tzinfo=UTC)


def put(store, name, *, passages=1, **metadata):
    text = " ".join(f"Sentence {number} of {name}." for number in range(passages))
    draft = Draft(title=name, text=text, origin=name, **metadata)
    return store.put(draft, [Window(0, 5, ((0, 5),))] * passages, identity=name, fetched=NOW)


@pytest.fixture
def store():
    with Store.open(":memory:") as opened:
        yield opened


@pytest.fixture
def filled(store):
    """Passages 1 and 2 of a dated story, 3 of another outlet, 4 of a story of which nothing is known."""
    put(store, "prices", passages=2, source="Motor Post", published=day(1), language="en")
    put(store, "sturm", source="Küstenbote", published=day(9), language="de")
    put(store, "unknown")
    return store


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(sources=frozenset(["MOTOR post"])), [1, 2]),
        (Filter(sources=frozenset(["KÜSTENBOTE", "motor post"])), [1, 2, 3]),
        (Filter(sources=frozenset(["nobody"])), []),
        (Filter(languages=frozenset(["de"])), [3]),
        (Filter(since=day(1)), [1, 2, 3]),
        (Filter(since=day(2)), [3]),
        (Filter(until=day(9)), [1, 2]),
        (Filter(since=day(1), until=day(9), languages=frozenset(["de"])), []),
    ],
)
def test_a_filter_lets_through_what_it_names(filled, wanted, ids):
    assert Catalogue(filled.catalogue()).allowed(wanted).tolist() == ids


def test_an_empty_filter_restricts_nothing(filled):
    assert Catalogue(filled.catalogue()).allowed(Filter()) is None


def test_articles_and_dates_are_known_by_passage(filled):
    catalogue = Catalogue(filled.catalogue())
    asked = np.array([4, 1, 99, 3, 0])
    assert catalogue.article_of(asked).tolist() == [3, 1, NO_ARTICLE, 2, NO_ARTICLE]
    dates = catalogue.published_of(asked).tolist()
    assert dates == [UNDATED, int(day(1).timestamp()), UNDATED, int(day(9).timestamp()), UNDATED]
    assert catalogue.described(2) == ("Motor Post", int(day(1).timestamp()), "en")
    assert catalogue.described(4) == (None, None, None)
    assert catalogue.source_names == ("Küstenbote", "Motor Post")


def test_outlets_are_listed_by_their_number_of_articles(filled):
    put(filled, "second", source="Küstenbote")
    put(filled, "long", source="Abendblatt", passages=5)
    assert Catalogue(filled.catalogue()).outlets() == ["Küstenbote", "Abendblatt", "Motor Post"]


def test_an_empty_store_has_an_empty_catalogue(store):
    catalogue = Catalogue(store.catalogue())
    assert len(catalogue) == 0
    assert catalogue.article_of(np.array([1])).tolist() == [NO_ARTICLE]
    assert catalogue.allowed(Filter(since=day(1))).tolist() == []
    assert catalogue.marks().tolist() == []
    assert catalogue.outlets() == []


def test_marks_change_with_source_date_and_language_and_with_nothing_else(filled):
    before = Catalogue(filled.catalogue()).marks()
    put(filled, "a name before all others", source="Abendblatt", language="aa")
    assert Catalogue(filled.catalogue()).marks()[:4].tolist() == before.tolist()

    filled.fill_in(3, Draft(title="unknown", text="x", origin="x", source="Motor Post"))
    with_source = Catalogue(filled.catalogue()).marks()
    filled.fill_in(3, Draft(title="unknown", text="x", origin="x", published=day(1)))
    with_date = Catalogue(filled.catalogue()).marks()
    filled.fill_in(3, Draft(title="unknown", text="x", origin="x", language="en"))
    with_all = Catalogue(filled.catalogue()).marks()

    assert len({before[3], with_source[3], with_date[3], with_all[3]}) == 4
    assert with_all[3] == with_all[0]
    assert with_all[:3].tolist() == before[:3].tolist()
