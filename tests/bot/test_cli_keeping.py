"""Versions, takedowns, outlets' rules, backups: what keeps the stored articles in order."""

import json
import os
import signal
import subprocess
import sys

import pytest

SECRET = "Captain Zabriskie hid the tin of plums beneath the pilot's berth"
STORY = {
    "title": "Ferry fares fall",
    "text": f"Ferry fares on the Sound fall by a tenth this spring. {SECRET}. Fuel is cheaper, it says. "
    "Cyclists travel free on every crossing, and so do dogs, as they have for as long as anyone remembers.",
    "url": "https://islands.example/fares",
    "source": "Islands Daily",
    "published_at": "2024-04-02T08:00:00Z",
}
OTHER = {
    "title": "Orchard frost",
    "text": "Frost took half of the pear blossom in the Vale. Growers expect a small and costly crop.",
    "url": "https://islands.example/frost",
    "source": "Vale Weekly",
    "published_at": "2024-04-03T08:00:00Z",
}
CHANGED = STORY | {"text": STORY["text"].replace("a tenth", "a fifth"), "updated_at": "2024-04-05T08:00:00Z"}
QUESTION = "by how much do ferry fares on the Sound fall?"


def jsonl(*stories):
    return "\n".join(json.dumps(story) for story in stories)


@pytest.fixture
def stored(citewire):
    citewire("add", "-", stdin=jsonl(STORY, OTHER))
    return citewire


def traces(folder, *needles):
    return [
        (path.name, needle)
        for path in folder.rglob("*")
        if path.is_file() and "models" not in path.parts
        for needle in needles
        if needle.encode() in path.read_bytes()
    ]


# Versions


def test_the_versions_are_shown_with_what_changed(stored):
    stored("add", "-", stdin=jsonl(CHANGED))

    shown = stored("articles", "show", "1", "--versions")
    assert shown.out.startswith("Version 1, read ")
    assert (
        "\n\n- Ferry fares on the Sound fall by a tenth this spring.\n"
        "+ Ferry fares on the Sound fall by a fifth this spring.\n"
    ) in shown.out

    versions = stored("articles", "show", "1", "--versions", "--json").json["versions"]
    assert [(one["version"], len(one["changes"])) for one in versions] == [(1, 0), (2, 1)]
    assert versions[0]["text"] == STORY["text"]
    assert stored("articles", "show", "9", "--versions").code == 1


def test_an_answer_says_when_its_article_was_updated(stored):
    assert (
        stored("ask", QUESTION, "--json", min_confidence="0").json["citations"][0]["article"]["changed_at"]
        is None
    )
    stored("add", "-", stdin=jsonl(CHANGED | {"published_at": STORY["published_at"]}))

    article = stored("ask", QUESTION, "--json", min_confidence="0").json["citations"][0]["article"]
    assert (article["version"], article["changed_at"] is not None) == (2, True)
    assert ", updated " in stored("ask", QUESTION, min_confidence="0").out


# Takedowns


def test_a_withdrawn_article_is_in_no_file_any_more_and_refused_with_the_reason(stored, empty):
    assert {name for name, _ in traces(empty, SECRET)} == {"citewire.db"}

    removed = stored("articles", "remove", "1", "--block")
    assert removed.out == "removed 1: Ferry fares fall\n"
    assert traces(empty, SECRET, "Zabriskie", "zabriski") == []

    copy = STORY | {"url": "https://elsewhere.example/x", "source": "Elsewhere"}
    again = stored("add", "-", stdin=jsonl(STORY, copy))
    assert again.code == 1
    assert again.out == "0 added, 2 failed\n"
    assert "it was withdrawn and is blocked (takedown 1)" in again.err
    assert "its text was withdrawn and is blocked (takedown 1)" in again.err
    assert stored("status", "--json").json["lag"] == 0


def test_an_address_is_blocked_listed_and_unblocked(stored):
    assert stored("articles", "block", STORY["url"]).out == (
        f"blocked {STORY['url']}\nremoved 1: Ferry fares fall\n"
    )
    entries = stored("articles", "blocked", "--json").json["blocked"]
    assert [(one["id"], one["url"], one["copies_too"]) for one in entries] == [(2, STORY["url"], True)]
    assert stored("articles", "blocked").out.split("\t")[2:] == [STORY["url"], "with copies of its text\n"]

    assert stored("articles", "unblock", "7").code == 1
    assert stored("articles", "unblock", STORY["url"]).out == f"unblocked {STORY['url']}\n"
    assert stored("add", "-", stdin=jsonl(STORY)).out == "1 added\n"
    assert stored("articles", "blocked").out.startswith("Nothing is blocked.")


def test_what_is_no_address_can_not_be_blocked(stored):
    ran = stored("articles", "block", "fares")
    assert ran.code == 1
    assert "can't be used as a web address" in ran.err


# Rules


def test_a_headline_only_outlet_is_named_and_never_quoted(stored):
    ran = stored("sources", "set", "islands daily", "--headline-only")
    assert (ran.code, ran.out) == (0, "islands daily\theadline only\tkept until removed\n")

    answer = stored("ask", QUESTION, "--json", min_confidence="0").json
    assert (answer["status"], answer["citations"]) == ("no_answer", [])
    assert answer["headlines"][0]["url"] == STORY["url"]
    results = stored("search", QUESTION, "--json").json["results"]
    first = next(one for one in results if one["article"]["url"] == STORY["url"])
    assert (first["quote"], first["start"], first["end"], first["link"]) == ("", 0, 0, STORY["url"])
    shown = stored("ask", QUESTION, min_confidence="0").out
    assert shown.startswith("Not to be quoted: the article that seems to answer may be named")
    assert "tenth" not in shown
    assert "tenth" not in stored("search", QUESTION).out


def test_another_outlet_that_ran_the_same_is_quoted_where_one_may_not_be(stored):
    wire = STORY | {"url": "https://vale.example/fares", "source": "Vale Weekly"}
    wire |= {"published_at": "2024-04-02T06:00:00Z"}
    assert stored("add", "-", "--json", stdin=jsonl(wire)).json["duplicates"] == 1

    def cited():
        answer = stored("ask", QUESTION, "--excerpts", "1", "--json", min_confidence="0").json
        return [citation["article"]["source"] for citation in answer["citations"]]

    assert cited() == ["Vale Weekly"]
    ran = stored("sources", "set", "Vale Weekly", "--headline-only")
    assert ran.err == "settled anew which outlet is quoted for 1 story that several ran\n"
    assert cited() == ["Islands Daily"]

    ruled = stored("sources", "set", "Vale Weekly", "--quotes", "--json").json
    assert (ruled["regrouped"], ruled["add_again"]) == (1, [])
    assert cited() == ["Vale Weekly"]


def test_a_quote_limit_cuts_to_whole_sentences_of_the_stored_text(stored):
    stored("sources", "set", "Islands Daily", "--quote-limit", "60")

    (citation,) = stored("ask", QUESTION, "--excerpts", "1", "--json", min_confidence="0").json["citations"]

    assert citation["quote"] == "Ferry fares on the Sound fall by a tenth this spring."
    assert STORY["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_the_outlets_are_listed_with_their_rules(stored):
    stored("sources", "set", "Vale Weekly", "--quote-limit", "300", "--keep-days", "30")
    stored("sources", "set", "Vale Weekly", "--headline-only")

    listed = stored("sources", "list", "--json").json
    assert listed["sources"][1] == {
        "name": "Vale Weekly", "articles": 1, "quote_limit": 300, "headline_only": True, "keep_days": 30
    }  # fmt: skip
    assert listed["default"]["headline_only"] is False
    stored("sources", "set", "Vale Weekly", "--default")
    assert stored("sources", "list").out.count("kept until removed") == 2


def test_a_rule_without_content_or_for_an_unknown_outlet_is_told(stored):
    assert stored("sources", "set", "Vale Weekly").code == 2
    ran = stored("sources", "set", "Nobody", "--quotes")
    assert ran.code == 0
    assert "no stored article is of «Nobody» yet" in ran.err


def test_articles_past_their_time_are_purged(stored, empty):
    assert stored("sources", "purge").out == "Nothing is kept longer than its outlet allows.\n"
    stored("sources", "set", "Islands Daily", "--keep-days", "30")

    assert stored("sources", "purge").out == "removed 1: Ferry fares fall\n"
    assert traces(empty, SECRET) == []
    refused = stored("add", "-", stdin=jsonl(STORY))
    assert "Islands Daily allows its articles to be kept for 30 days" in refused.err


# Backups


def test_a_backup_brings_everything_back_and_the_index_is_made_equal(stored, tmp_path):
    backup = tmp_path / "backup.db"
    assert stored("backup", backup).out.startswith(f"wrote {backup} (")
    stored("articles", "remove", "1")

    restored = stored("restore", backup)
    assert (restored.code, restored.out) == (0, "restored 2 articles, 2 passages\n")
    status = stored("status", "--json").json
    assert (status["articles"], status["lag"]) == (2, 0)
    assert stored("search", "ferry fares", "--json").json["results"][0]["article"]["url"] == STORY["url"]


def test_what_was_withdrawn_since_the_backup_is_left_out(stored, tmp_path, empty):
    backup = tmp_path / "backup.db"
    stored("backup", backup)
    stored("articles", "remove", "1", "--block")

    restored = stored("restore", backup)

    assert restored.out == "restored 1 article, 1 passage\nleft out 1 article withdrawn since\n"
    assert traces(empty, SECRET) == []


def test_a_running_citewire_keeps_a_backup_from_being_restored(stored, tmp_path, empty):
    backup = tmp_path / "backup.db"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CITEWIRE_")}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=environment | {"CITEWIRE_DATA_DIR": str(empty), "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as running:  # fmt: skip
        running.stdin.write(b'{"question": "who?"}\n')
        running.stdin.flush()
        assert running.stdout.readline()
        made = stored("backup", backup, "--json")
        refused = stored("restore", backup)
        running.send_signal(signal.SIGINT)

    assert made.json["bytes"] == backup.stat().st_size
    assert (refused.code, refused.out) == (1, "")
    assert "is in use: stop the bot and every other citewire first" in refused.err
    assert refused.err.count("\n") == 1


def test_what_is_no_backup_is_refused_in_a_line(stored, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader")
    ran = stored("restore", tmp_path / "letter.txt")
    assert ran.code == 1
    assert ran.err == f"citewire: {tmp_path / 'letter.txt'} is no backup of Citewire\n"
