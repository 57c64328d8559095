"""`add`, `articles`, `reindex`, `status`, `eval` and `doctor`, over real files."""

import gzip
import json
from importlib.resources import files

from corpus.store import Store

STORY = {
    "title": "Ferry fares fall",
    "text": "Ferry fares on the Sound fall by a tenth in May. The operator says fuel has become cheaper. "
    * 3,
    "url": "https://islands.example/fares",
    "source": "Islands Daily",
    "published_at": "2024-04-02T08:00:00Z",
}
OTHER = {
    "title": "Orchard frost",
    "text": "Frost took half of the pear blossom in the Vale. Growers expect a small and costly crop. " * 3,
    "url": "https://islands.example/frost",
}


def jsonl(*stories):
    return "\n".join(json.dumps(story) for story in stories)


def test_a_folder_with_a_broken_file_adds_the_rest_and_names_it(citewire, tmp_path):
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "story.json").write_text(json.dumps(STORY))
    (folder / "other.jsonl.gz").write_bytes(gzip.compress(jsonl(OTHER).encode()))
    (folder / "broken.json").write_text('{"title": "x", "te')

    ran = citewire("add", folder, "--source", "Vale Weekly", "--json")

    assert ran.code == 1
    assert {key: ran.json[key] for key in ("added", "updated", "unchanged", "duplicates")} == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "duplicates": 0,
    }
    assert [failure["item"].endswith("broken.json") for failure in ran.json["failed"]] == [True]
    assert ran.json["failed"][0]["reason"]
    assert ran.err.startswith("failed: ")
    assert ran.err.count("\n") == 1

    again = citewire("add", folder, "--json").json
    assert (again["added"], again["unchanged"]) == (0, 2)
    listed = citewire("articles", "list", "--json").json["articles"]
    assert {one["source"] for one in listed} == {"Islands Daily", "Vale Weekly"}
    assert {"id", "title", "source", "author", "published_at", "url", "versions", "also_in"} <= listed[
        0
    ].keys()


def test_lines_from_stdin_and_files_are_added_together(citewire, tmp_path):
    (tmp_path / "other.json").write_text(json.dumps(OTHER))
    ran = citewire("add", "-", tmp_path / "other.json", stdin=jsonl(STORY))
    assert (ran.code, ran.out) == (0, "2 added\n")


def test_a_changed_story_is_a_new_version(citewire):
    citewire("add", "-", stdin=jsonl(STORY))
    changed = STORY | {"text": STORY["text"].replace("May", "June")}
    ran = citewire("add", "-", stdin=jsonl(changed))
    assert ran.out == "0 added, 1 updated\n"
    assert citewire("articles", "list", "--json").json["articles"][0]["versions"] == 2


def test_what_is_missing_is_named(citewire):
    ran = citewire("add", "nowhere.html")
    assert ran.code == 1
    assert "nowhere.html" in ran.err
    assert ran.out == "0 added, 1 failed\n"


def test_an_article_is_shown_and_removed_by_its_number(citewire):
    citewire("add", "-", stdin=jsonl(STORY))
    number = citewire("articles", "list", "--json").json["articles"][0]["id"]

    shown = citewire("articles", "show", number)
    assert shown.out.startswith("Ferry fares fall\n\nIslands Daily, 2 April 2024\n\nFerry fares on the Sound")

    removed = citewire("articles", "remove", number, "999")
    assert removed.code == 1
    assert removed.out == f"removed {number}: Ferry fares fall\n"
    assert removed.err == "no article has the number 999: «citewire articles list» shows which there are\n"
    assert citewire("articles", "show", number).code == 1
    assert citewire("search", "ferry fares", "--json").json["results"] == []


def test_lists_and_articles_name_the_section(citewire):
    citewire("add", "-", stdin=jsonl(STORY | {"section": "Travel"}, OTHER))

    listed = citewire("articles", "list", "--json").json["articles"]
    assert [one["section"] for one in listed] == ["Travel", None]
    assert citewire("articles", "show", listed[0]["id"], "--json").json["section"] == "Travel"


def test_the_list_in_a_pipe_has_a_line_an_article(citewire, sample):
    ran = citewire("articles", "list", "--limit", "2", data=sample)
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert len(rows) == 2
    assert rows[0][1:] == [
        "2024-11-16",
        "Harbour Ledger",
        "Crowds walk across Teale Bridge as it reopens after 21 months",
    ]


def test_an_empty_list_says_what_to_do(citewire):
    assert citewire("articles", "list").out == "No articles are stored. Add some: citewire add PATH_OR_URL…\n"


def test_the_status_counts_what_is_there(citewire, sample):
    status = citewire("status", "--json", data=sample).json
    assert status["lag"] == 0
    assert status["passages"] == status["indexed"] > status["articles"] > 40
    assert status["encoder"].startswith("all-MiniLM-L6-v2")
    assert status["published"]["from"] == "2023-02-09T21:05:00+00:00"
    assert {"name": "Harbour Ledger", "articles": 12} in status["sources"]
    assert "Published  " in citewire("status", data=sample).out


def test_reindexing_what_is_equal_changes_nothing(citewire, sample):
    ran = citewire("reindex", "--json", data=sample)
    assert {key: ran.json[key] for key in ("encoded", "added", "removed", "dry_run")} == {
        "encoded": 0,
        "added": 0,
        "removed": 0,
        "dry_run": False,
    }
    assert citewire("reindex", data=sample).out.startswith("The index equals the articles: ")


def test_a_full_reindex_encodes_everything_again(citewire):
    citewire("add", "-", stdin=jsonl(STORY, OTHER))
    planned = citewire("reindex", "--full", "--dry-run", "--json").json
    assert planned["dry_run"]
    assert planned["encoded"] == planned["total"] == 2
    done = citewire("reindex", "--full", "--json").json
    assert done["encoded"] == 2
    assert (
        citewire("search", "ferry fares", "--json").json["results"][0]["article"]["title"]
        == "Ferry fares fall"
    )


def test_the_doctor_finds_nothing_wrong_with_the_sample(citewire, sample):
    ran = citewire("doctor", "--json", data=sample)
    states = {check["name"]: check["state"] for check in ran.json["checks"]}
    assert ran.code == 0, ran.out
    assert states["database"] == states["index"] == states["model"] == states["Python"] == "good"
    assert states["Discord"] == "warning"


def test_the_doctor_says_what_to_do_about_each_fault(citewire, empty):
    (empty / "citewire.db").write_bytes(b"this is no database" * 100)
    ran = citewire("doctor", discord_token="abc", http_prot="80")
    assert ran.code == 1
    assert "CITEWIRE_HTTP_PROT is no setting" in ran.out
    assert "Did you mean CITEWIRE_HTTP_PORT?" in ran.out
    assert "restore a backup" in ran.out
    assert "Reset Token" in ran.out
    assert "2 faults." in ran.out
    assert "abc" not in ran.out


def test_the_doctor_works_when_the_settings_do_not(citewire):
    ran = citewire("doctor", http_port="x")
    assert ran.code == 1
    assert "CITEWIRE_HTTP_PORT=x can't be used" in " ".join(ran.out.split())


def test_known_answers_are_measured(citewire, sample):
    questions = files("corpus") / "sample" / "questions.jsonl"
    ran = citewire("eval", questions, "--json", data=sample)
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["questions"], ran.json["answerable"]) == (60, 45)
    assert ran.json["metrics"]["answer@1"]["value"] > 0.7
    assert ran.json["metrics"]["withheld_of_unanswerable"]["n"] == 15


def test_questions_that_can_not_be_read_are_named(citewire, tmp_path):
    (tmp_path / "questions.jsonl").write_text('{"question": "why?", "answers": ["so"]}\n{"answers": []}\n')
    ran = citewire("eval", tmp_path / "questions.jsonl")
    assert ran.code == 1
    assert ran.err.startswith("citewire: line 2 of the questions needs a text as")


def test_an_archive_is_added_once_and_again_after_its_article_was_removed(citewire, tmp_path):
    body = f"<html><head><title>{STORY['title']}</title></head><body><p>{STORY['text']}</p></body></html>"
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {STORY['url']}\r\nContent-Length: {len(answer)}"
    )
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(f"{head}\r\n\r\n{answer}\r\n\r\n".encode()))

    assert citewire("add", tmp_path / "crawl.warc.gz").out == "1 added\n"
    assert citewire("add", tmp_path / "crawl.warc.gz").out == "0 added, 1 unchanged\n"
    stored = citewire("articles", "list", "--json").json["articles"][0]
    assert (stored["title"], stored["url"]) == (STORY["title"], STORY["url"])
    citewire("articles", "remove", stored["id"])
    assert citewire("add", tmp_path / "crawl.warc.gz").out == "1 added\n"


def test_what_a_publisher_changes_or_removes_without_a_word_is_noticed(citewire, site, empty):
    head, body = "<title>Pier closes</title>", "<p>The pier at Dunmere closes in May for repairs.</p>" * 9
    page = f"<html><head>{head}</head><body><article><h1>Pier closes</h1>{body}</article></body></html>"
    url, allowed = site.serve("/pier", page), {"allow_private_addresses": "1"}
    assert citewire("add", url, **allowed).out == "1 added\n"

    site.serve("/pier", page.replace("May", "June"))
    make_due(empty)
    citewire("feeds", "refresh", **allowed)
    (changed,) = citewire("articles", "list", "--json").json["articles"]
    assert (changed["versions"], changed["gone_at"]) == (2, None)

    site.serve("/pier", status=410)
    assert citewire("articles", "list", "--gone").out == "No article's page is known to be gone.\n"
    for _ in range(2):
        make_due(empty)
        citewire("feeds", "refresh", **allowed)
    (gone,) = citewire("articles", "list", "--gone", "--json").json["articles"]
    assert (gone["id"], gone["gone_at"] is not None) == (changed["id"], True)


def make_due(data):
    """Let the time come for every look at an article."""
    with Store.open(data / "citewire.db") as store:
        store.connection.execute("UPDATE looks SET due = 0")
