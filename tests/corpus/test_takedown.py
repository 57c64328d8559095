"""What was withdrawn is gone without a trace and doesn't come back."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.errors import UrlError
from corpus.ingest import Result, ingest
from corpus.store import Store
from corpus.takedown import Takedowns, block_address, overwrite_log, withdraw
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
SECRET = "Captain Zabriskie hid the tin of plums beneath the pilot's berth."
TEXT = (
    f"The ferry to Orrin came back on Monday after six weeks in dry dock. {SECRET} "
    "Passengers waited on the quay from seven in the morning, many with bicycles and dogs. "
    "The harbour master said the new engines use a third less fuel than those they replaced. "
    "A second boat follows in April, when the slipway at Tarn is free again for repairs."
)
ELSEWHERE = "https://courier.example/ferry"


@pytest.fixture
def store():
    with Store.open(":memory:") as opened:
        yield opened


def count_words(texts):
    return [len(text.split()) for text in texts]


def put(store, text=TEXT, url="https://herald.example/ferry", **fields):
    values = {"title": "Ferry returns", "text": text, "origin": "x", "url": url, "source": "Herald"}
    return ingest(Draft(**(values | fields)), store, count_words, NOW)


def test_a_withdrawn_story_is_refused_under_its_address_with_the_reason(store):
    number = put(store).article_id
    assert withdraw(store, [number], block=True, now=NOW) == [number]

    again = put(store, "Another text altogether stands at this address now, about nothing much. " * 4)

    assert again.result is Result.REFUSED
    assert again.reason == "it was withdrawn and is blocked (takedown 1)"
    assert store.count_articles() == 0


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.upper(),
        TEXT.replace("six weeks", "seven weeks").replace("Monday", "Tuesday"),
        TEXT[: TEXT.index("A second boat")],
        f"ORRIN (Wire) - {TEXT} Subscribe to our newsletter for more news of the islands every morning.",
    ],
    ids=["the same", "in capitals", "edited", "shortened", "framed"],
)
def test_a_withdrawn_text_is_refused_wherever_it_comes_from(store, text):
    withdraw(store, [put(store).article_id], block=True, now=NOW)

    found = put(store, text, url=ELSEWHERE, source="Courier")

    assert (found.result, found.reason) == (
        Result.REFUSED,
        "its text was withdrawn and is blocked (takedown 1)",
    )


def test_another_story_of_the_same_event_may_come_in(store):
    withdraw(store, [put(store).article_id], block=True, now=NOW)
    other = (
        "Islanders cheered when their boat sailed into Orrin at the start of the week. Its engines are new "
        "and burn less diesel, the harbour master told reporters. The crossing had been shut since February, "
        "and a smaller vessel had carried only those who walked on. Another ship is due back next month."
    )

    assert put(store, other, url=ELSEWHERE).result is Result.ADDED


def test_a_removed_story_that_is_not_blocked_may_come_again(store):
    withdraw(store, [put(store).article_id], block=False, now=NOW)

    assert put(store).result is Result.ADDED
    assert Takedowns(store.connection).all() == []


def test_a_copy_of_a_withdrawn_story_is_refused_too(store):
    number = put(store).article_id
    put(store, url=ELSEWHERE, source="Courier")
    withdraw(store, [number], block=True, now=NOW)

    assert put(store, url=ELSEWHERE, source="Courier").result is Result.REFUSED


def test_a_new_version_can_not_bring_a_withdrawn_text_back(store):
    withdraw(store, [put(store).article_id], block=True, now=NOW)
    put(
        store,
        "Nothing is known yet about the ferry; this page is updated as the day goes on. " * 3,
        ELSEWHERE,
    )

    assert put(store, TEXT, ELSEWHERE).result is Result.REFUSED


def test_an_address_is_blocked_before_anything_was_stored_from_it(store):
    assert block_address(store, "HTTPS://Herald.example/ferry?utm_source=x", NOW) == []

    assert put(store).result is Result.REFUSED
    assert put(store, url=ELSEWHERE).result is Result.ADDED


def test_blocking_an_address_names_what_is_stored_from_it(store):
    number = put(store).article_id

    assert block_address(store, "https://herald.example/ferry", NOW) == [number]


def test_what_is_no_address_can_not_be_blocked(store):
    with pytest.raises(UrlError):
        block_address(store, "ferry", NOW)


@pytest.mark.parametrize("chosen", ["1", "#1", "https://herald.example/ferry"])
def test_an_unblocked_story_may_come_again(store, chosen):
    withdraw(store, [put(store).article_id], block=True, now=NOW)

    entry = Takedowns(store.connection).unblock(chosen)

    assert (entry.url, entry.source, entry.blocked, entry.by_text) == (
        "https://herald.example/ferry", "Herald", NOW, True
    )  # fmt: skip
    assert put(store).result is Result.ADDED


def test_what_is_not_on_the_list_can_not_be_unblocked(store):
    assert Takedowns(store.connection).unblock("7") is None
    assert Takedowns(store.connection).unblock("no address") is None


@pytest.mark.parametrize("length", [1, 20, 400], ids=["short", "a page", "many pages"])
def test_no_trace_of_a_withdrawn_text_is_left_in_any_file(tmp_path, length):
    """Every version's, among many stories written before and after, with the log and free pages read too."""
    with Store.open(tmp_path / "citewire.db") as store:
        for number in range(40):
            put(store, filler(number), url=f"https://herald.example/{number}")
        versions = [f"{TEXT * length} Draft {draft}. {SECRET[::-1]}" for draft in range(5)]
        (withdrawn,) = {put(store, text).article_id for text in versions}
        put(store, f"{TEXT * length} Draft 4. {SECRET[::-1]}", url=ELSEWHERE, source="Courier")
        for number in range(40, 60):
            put(store, filler(number), url=f"https://herald.example/{number}")
        withdraw(store, [withdrawn], block=True, now=NOW)
        overwrite_log(store)
        assert traces(tmp_path) == []
    assert traces(tmp_path) == []


def filler(number):
    return " ".join(f"Boat {number} carried {number * day} crates of fish on day {day}." for day in range(25))


def traces(folder):
    needles = [SECRET.encode(), SECRET[::-1].encode(), b"Zabriskie", b"eiksirbaZ"]
    return [
        (path.name, needle) for path in folder.iterdir() for needle in needles if needle in path.read_bytes()
    ]


def test_other_entries_that_refuse_the_same_text_are_known(store):
    put(store, published=NOW)
    put(store, url=ELSEWHERE, source="Courier", published=NOW - timedelta(hours=1))
    assert sorted(withdraw(store, [2], block=True, now=NOW)) == [1, 2]
    takedowns = Takedowns(store.connection)
    takedowns.block_url("https://herald.example/other", NOW)

    addresses = {entry.id: entry.url for entry in takedowns.all()}
    assert {addresses[number]: [one.url for one in takedowns.alike(number)] for number in addresses} == {
        "https://herald.example/ferry": [ELSEWHERE],
        ELSEWHERE: ["https://herald.example/ferry"],
        "https://herald.example/other": [],
    }
