"""`feeds`: from a site's address to answers, over real feeds on loopback."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def feeds(citewire):
    """Call a feeds verb; loopback may be read."""
    return lambda *words, **options: citewire("feeds", *words, allow_private_addresses="1", **options)


def test_a_feed_is_shown_and_followed_without_a_question_where_there_is_no_terminal(feeds, site):
    url = site.feed()
    ran = feeds("add", url)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Dunmere Post"
    assert "RSS, language en, " in ran.out
    assert "2 stories listed now, stories are read from their pages" in ran.out
    assert "  - Council buys nine electric ferries (" in ran.out
    assert ran.out.endswith("Followed as feed 1.\n")

    (feed,) = feeds("list", "--json").json["feeds"]
    assert (feed["id"], feed["url"], feed["name"], feed["state"]) == (1, url, "Dunmere Post", "new")


def test_a_sites_own_address_is_enough(feeds, site):
    url = site.feed("/news/rss")
    link = '<link rel="alternate" type="application/rss+xml" href="/news/rss" title="All news">'
    site.serve("/", f"<html><head>{link}</head><body><h1>Dunmere Post</h1></body></html>")
    added = feeds("add", site.url, "--json")
    assert (added.code, added.json["added"], added.json["feed"]["url"]) == (0, True, url)
    assert [item["title"] for item in added.json["preview"]["newest"]] == [
        "Council buys nine electric ferries",
        "Late frost takes half of the pear blossom",
    ]


def test_a_preview_follows_nothing(feeds, site):
    ran = feeds("add", site.feed(), "--preview")
    assert ran.code == 0
    assert "Dunmere Post" in ran.out
    assert feeds("list").out == "No feed is followed. Add one: citewire feeds add URL\n"


def test_following_again_changes_nothing(feeds, site):
    url = site.feed()
    feeds("add", url, "--name", "Post", "--source", "The Dunmere Post")
    again = feeds("add", url)
    assert (again.code, again.out) == (0, "Followed already, as «Post» (feed 1).\n")


def test_an_address_without_a_feed_says_so_and_follows_nothing(feeds, site):
    site.serve("/", "<html><body><p>Only this.</p></body></html>")
    ran = feeds("add", site.url)
    assert ran.code == 1
    assert ran.err.startswith("citewire: ")
    assert ran.err.count("\n") == 1
    assert feeds("list", "--json").json == {"feeds": []}


def test_what_a_refresh_brings_answers_questions(feeds, citewire, site):
    feeds("add", site.feed(), "--source", "Dunmere Post")
    report = feeds("refresh", "--json")
    assert report.code == 0, report.err
    assert (report.json["added"], report.json["updated"], report.json["failed"]) == (2, 0, [])
    assert report.json["feeds"][0]["status"] == "read"

    found = citewire("search", "electric ferries", "--json").json["results"][0]["article"]
    assert (found["title"], found["source"]) == ("Council buys nine electric ferries", "Dunmere Post")
    (feed,) = citewire("status", "--json").json["feeds"]
    assert feed["state"] == "good"
    assert feed["last_success"] < feed["next_due"]
    assert feed["items_per_day"] > 0
    assert "Feeds\nDunmere Post   good   last read " in citewire("status").out


def test_a_second_refresh_takes_only_what_is_new(feeds, site):
    feeds("add", site.feed(stories=("orchards",)))
    feeds("refresh")
    site.feed(stories=("library", "orchards"))
    ran = feeds("refresh")
    assert (ran.code, ran.out) == (0, "Dunmere Post: 1 new\n")


def test_a_failing_feed_is_told_in_words_and_the_others_come_in(feeds, site):
    feeds("add", site.feed("/good.xml"))
    feeds("add", site.feed("/bad.xml", title="Karlsund News"))
    site.serve("/bad.xml", "oh", "text/plain", 500)
    ran = feeds("refresh", "--json")
    assert ran.code == 1
    assert ran.json["added"] == 2
    (failed,) = ran.json["failed"]
    assert failed["item"] == f"{site.url}/bad.xml"
    assert "500" in failed["reason"]
    assert ran.err.startswith("failed: Karlsund News (")

    states = {feed["name"]: feed for feed in feeds("list", "--json").json["feeds"]}
    assert states["Dunmere Post"]["state"] == "good"
    assert states["Karlsund News"]["state"] == "failing"
    assert "500" in states["Karlsund News"]["error"]
    assert "\tfailing\t" in feeds("list").out


def test_a_feed_that_is_gone_pauses_itself_and_can_be_resumed(feeds, site):
    feeds("add", site.feed())
    site.serve("/feed.xml", status=410)
    assert feeds("refresh", "--json").json["feeds"][0]["status"] == "gone"
    (feed,) = feeds("list", "--json").json["feeds"]
    assert (feed["state"], feed["paused"], feed["next_due"]) == ("gone", True, None)
    assert feeds("refresh").out == "No feed is to be asked: citewire feeds list\n"

    site.feed()
    assert feeds("resume", "1").out == "resumed 1: Dunmere Post\n"
    assert feeds("refresh", "--json").json["added"] == 2


def test_a_paused_feed_is_not_asked(feeds, site):
    feeds("add", site.feed())
    assert feeds("pause", "Dunmere Post").out == "paused 1: Dunmere Post\n"
    site.asked.clear()
    feeds("refresh")
    assert site.asked == []


@pytest.mark.parametrize(("words", "left"), [((), 2), (("--with-articles",), 0)])
def test_a_feed_goes_with_or_without_its_articles(feeds, citewire, site, words, left):
    url = site.feed()
    feeds("add", url)
    feeds("refresh")
    ran = feeds("remove", url, *words, "--json")
    assert ran.code == 0
    assert ran.json["feeds"][0]["articles"] == 2 - left
    assert feeds("list", "--json").json == {"feeds": []}
    assert len(citewire("articles", "list", "--json").json["articles"]) == left


@pytest.mark.parametrize(
    ("words", "rest"), [((), "its articles stay"), (("--with-articles",), "0 articles with it")]
)
def test_removing_says_what_becomes_of_the_articles(feeds, site, words, rest):
    feeds("add", site.feed())
    assert feeds("remove", "1", *words).out == f"removed 1: Dunmere Post, {rest}\n"


def test_part_of_a_name_removes_nothing_and_is_answered_with_what_may_be_meant(feeds, site):
    feeds("add", site.feed())
    ran = feeds("remove", "dunmere")
    assert (ran.code, ran.err) == (1, "no feed is called «dunmere»: did you mean «Dunmere Post» (1)?\n")
    assert len(feeds("list", "--json").json["feeds"]) == 1


def test_what_is_not_followed_is_named_and_the_rest_is_done(feeds, site):
    feeds("add", site.feed())
    ran = feeds("pause", "7", "1")
    assert (ran.code, ran.out) == (1, "paused 1: Dunmere Post\n")
    assert ran.err == "no feed is called «7»: give its number, address or name\n"


def test_lists_go_out_and_come_in(feeds, site, tmp_path):
    site.feed()
    feeds("add", f"{site.url}/feed.xml", "--name", "Post & Söhne")
    assert feeds("export", tmp_path / "feeds.opml").out.startswith("1 feeds written to ")
    feeds("remove", "1")
    ran = feeds("import", tmp_path / "feeds.opml", "--json")
    assert ran.code == 0
    assert [feed["name"] for feed in ran.json["added"]] == ["Post & Söhne"]
    assert feeds("import", tmp_path / "feeds.opml").out == "0 followed, 1 followed already\n"
    assert feeds("refresh", "--json").json["added"] == 2
    assert feeds("export", "-").out.startswith("<?xml")


def test_a_list_that_is_none_is_told(feeds, tmp_path):
    (tmp_path / "feeds.opml").write_text("no xml")
    ran = feeds("import", tmp_path / "feeds.opml")
    assert ran.code == 1
    assert "feeds.opml" in ran.err
    assert ran.err.count("\n") == 1


def test_watching_takes_in_what_is_due_until_it_is_stopped(feeds, citewire, site, empty):
    feeds("add", site.feed())
    command = [sys.executable, "-m", "bot", "feeds", "refresh", "--watch", "--json"]
    environment = {
        "CITEWIRE_DATA_DIR": str(empty),
        "CITEWIRE_ALLOW_PRIVATE_ADDRESSES": "1",
        "PYTHONPATH": str(ROOT),
    }
    watching = subprocess.Popen(
        command, cwd=empty, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    report = json.loads(watching.stdout.readline())
    watching.send_signal(signal.SIGTERM)
    _, errors = watching.communicate(timeout=60)
    assert (watching.returncode, report["status"], report["added"]) == (0, "read", 2), errors
    assert citewire("search", "pear blossom", "--json").json["results"][0]["article"]["title"] == (
        "Late frost takes half of the pear blossom"
    )
