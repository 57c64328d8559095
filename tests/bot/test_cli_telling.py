"""`timeline`, `latest` and `ask --explain` as people and programs meet them, over the real sample."""

import pytest

HONDA = "What share of the cars Honda sold in early 2023 were pure EVs?"
QUESTION = "how much is it costing to fix the teale bridge"


def test_a_timeline_is_one_document_with_a_dated_sentence_a_step(citewire, sample):
    ran = citewire("timeline", "Teale", "Bridge", "--json", data=sample)
    assert (ran.code, ran.err, ran.json["topic"]) == (0, "", "Teale Bridge")
    assert [step["date"] for step in ran.json["steps"]] == [
        "2023-02-09", "2023-06-21", "2023-06-23", "2024-03-27", "2024-11-16",
    ]  # fmt: skip
    first = ran.json["steps"][0]
    stored = citewire("articles", "show", first["article"]["id"], "--json", data=sample).json
    assert stored["text"][first["start"] : first["end"]] == first["quote"]
    assert first["link"].startswith(f"{first['article']['url']}#:~:text=")


def test_a_timeline_reads_as_text(citewire, sample):
    ran = citewire("timeline", "Storm Edda", data=sample)
    assert ran.out.startswith("7 December 2023\n  “The sea came over the wall at Lunmouth")
    assert "— Harbour Ledger, also reported by The Graysholm Herald" in ran.out


def test_days_and_outlets_narrow_a_timeline(citewire, sample):
    options = ("--since", "2024", "--source", "Harbour Ledger", "--json")
    steps = citewire("timeline", "ferries", *options, data=sample).json["steps"]
    assert [step["date"] for step in steps] == ["2024-05-30", "2024-08-17"]


def test_the_latest_come_newest_first(citewire, sample):
    steps = citewire("latest", "--limit", "3", "--json", data=sample).json["steps"]
    assert [step["date"] for step in steps] == ["2024-11-16", "2024-10-29", "2024-10-22"]
    of_topic = citewire("latest", "ferries", "--limit", "2", "--json", data=sample).json
    assert [step["date"] for step in of_topic["steps"]] == ["2024-10-12", "2024-08-17"]


def test_a_topic_without_articles_and_an_empty_store_say_so(citewire, sample):
    assert citewire("timeline", "banana bread", data=sample).out == "No article is about this.\n"
    assert citewire("latest").out == "There are no articles yet.\n"
    assert citewire("timeline", "anything", "--json").json["steps"] == []


def test_why_is_told_below_the_answer(citewire, sample):
    out = citewire("ask", QUESTION, "--explain", data=sample).out
    answer, _, why = out.partition("\nWhy this answer\n")
    assert "Confidence: " in answer
    assert "Kind of question: how much" in why
    assert "Searched within: all articles" in why
    assert "What made the confidence" in why
    assert " quoted\n" in why
    assert "scores lower" in why


def test_why_is_part_of_the_document(citewire, sample):
    answer = citewire("ask", QUESTION, "--explain", "--since", "2023-06", "--json", data=sample).json
    why = answer["explanation"]
    assert why["filter"]["since"] == "2023-06-01T00:00:00+00:00"
    quoted = [one for one in why["considered"] if one["verdict"] == "quoted"]
    assert [one["quote"] for one in quoted] == [one["quote"] for one in answer["citations"]]
    assert {"name", "value", "weight", "amount"} == set(why["features"][0])


def test_an_answer_document_names_independent_outlets_and_conflicting_figures(citewire, sample):
    money = citewire("ask", QUESTION, "--json", data=sample).json
    assert sorted(one["figure"] for one in money["conflicts"]) == ["£62 million", "£71.4 million"]
    share = citewire("ask", HONDA, "--json", data=sample).json
    outlets = {one["article"]["source"] for one in share["corroboration"]}
    assert len(outlets) >= 3
    assert share["citations"][0]["article"]["source"] not in outlets


def test_the_chat_tells_stories_and_explains_the_last_answer(citewire, sample):
    lines = ["/explain", QUESTION, "/explain", "/timeline Teale Bridge since:2024", "/latest"]
    ran = citewire("chat", data=sample, stdin="\n".join(lines))
    assert "Nothing has been asked yet" in ran.err
    assert f"Searched for: {QUESTION}" in ran.out
    told = ran.out.partition("> /timeline")[2].partition("> /latest")
    assert "27 March 2024" in told[0]
    assert "9 February 2023" not in told[0]
    assert "16 November 2024" in told[2]


@pytest.mark.parametrize("line", ["/timeline", "/timeline since:2024"])
def test_a_timeline_needs_a_topic(citewire, sample, line):
    ran = citewire("chat", data=sample, stdin=line)
    assert "/timeline needs something to look for" in ran.err
