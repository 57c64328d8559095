"""`ask`, `search` and `chat` as people and programs rely on them, over the real sample."""

import json

import pytest

from bot.cli.sample import SAMPLE_QUESTIONS, UNFINISHED, sample_lines

QUESTION = "why did Nissan cut Ariya prices?"


def test_the_first_chat_indexes_the_sample_and_answers(first_chat):
    ran, _ = first_chat
    assert ran.code == 0, ran.err
    assert "Production problems and weak demand left sales of the Ariya low" in " ".join(ran.out.split())
    assert f"Indexing {len(sample_lines())} sample articles" in ran.err


def test_the_next_chat_indexes_nothing(citewire, sample):
    ran = citewire("chat", QUESTION, data=sample)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    "words", [("ask", QUESTION), ("search", "Nissan"), ("articles", "list"), ("status",)]
)
def test_other_verbs_never_index_the_sample(citewire, words):
    ran = citewire(*words)
    assert ran.code == 0
    assert "sample" not in ran.err
    assert citewire("status", "--json").json["articles"] == 0


def test_the_sample_can_be_declined(citewire):
    ran = citewire("chat", QUESTION, sample="0")
    assert ran.code == 0
    assert "Not found in the articles" in ran.out


def test_an_interrupted_first_start_is_finished_by_the_next(citewire, empty):
    citewire("add", "-", stdin="\n".join(sample_lines()[:50]))
    (empty / UNFINISHED).touch()

    citewire("chat", QUESTION)

    assert citewire("status", "--json").json["articles"] > 45
    assert not (empty / UNFINISHED).exists()


def test_an_answer_is_one_document_as_the_contract_says(citewire, sample):
    ran = citewire("ask", QUESTION, "--json", data=sample)
    answer = ran.json
    assert (ran.code, ran.err) == (0, "")
    assert {
        "question",
        "status",
        "confidence",
        "reason",
        "citations",
        "nearest",
        "timing_ms",
    } <= answer.keys()
    assert (answer["question"], answer["status"], answer["reason"]) == (QUESTION, "answered", None)
    assert 0 <= answer["confidence"] <= 1
    assert answer["timing_ms"]["total"] > 0
    first = answer["citations"][0]
    assert first["rank"] == 1
    assert {"id", "title", "source", "author", "published_at", "url"} <= first["article"].keys()
    assert first["link"].startswith(f"{first['article']['url']}#:~:text=")


def test_every_quote_is_the_stored_text_at_its_offsets(citewire, sample):
    results = citewire("search", "Nissan", "--json", "--limit", "3", data=sample).json["results"]
    assert [result["rank"] for result in results] == [1, 2, 3]
    for result in results:
        stored = citewire("articles", "show", result["article"]["id"], "--json", data=sample).json
        assert stored["text"][result["start"] : result["end"]] == result["quote"]
        for start, end in result["highlights"]:
            assert 0 <= start < end <= len(result["quote"])


def test_words_need_no_quotation_marks(citewire, sample):
    assert citewire("ask", *QUESTION.split(), "--json", data=sample).json["question"] == QUESTION


def test_no_answer_is_done_too(citewire, sample):
    answer = citewire("ask", "what is the capital of Mongolia", "--json", data=sample)
    assert answer.code == 0
    assert (answer.json["status"], answer.json["citations"]) == ("no_answer", [])
    assert answer.json["reason"]


def test_no_answer_names_the_days_covered(citewire, sample):
    ran = citewire("ask", "what is the capital of Mongolia", data=sample)
    assert "The articles cover 9 February 2023 to" in ran.out


def test_excerpts_are_at_most_what_was_asked_for(citewire, sample):
    ran = citewire("ask", QUESTION, "--excerpts", "1", "--json", data=sample)
    assert len(ran.json["citations"]) == 1


def test_a_minimum_confidence_of_zero_always_answers(citewire, sample):
    ran = citewire("ask", "what is the capital of Mongolia", "--json", data=sample, min_confidence="0")
    assert ran.json["status"] == "answered"


def test_outlets_and_days_narrow_a_search(citewire, sample):
    options = (
        "--source",
        "Aldwater Gazette",
        "--source",
        "harbour ledger",
        "--since",
        "2023-12",
        "--until",
        "2024",
    )
    results = citewire("search", "bridge", *options, "--json", data=sample).json["results"]
    assert results
    assert {result["article"]["source"] for result in results} <= {"Aldwater Gazette", "Harbour Ledger"}
    assert all("2023-12" <= result["article"]["published_at"] < "2025" for result in results)


def test_a_search_without_match_says_so(citewire):
    ran = citewire("search", "anything")
    assert (ran.code, ran.out) == (0, "No article matches.\n")


def test_lines_are_answered_in_order_and_a_bad_one_keeps_its_place(citewire, sample):
    lines = [
        json.dumps({"question": QUESTION}),
        "not json",
        "",
        json.dumps({"question": "what happened in Lunmouth yesterday?", "now": "2023-12-08"}),
        json.dumps({"question": 7}),
        json.dumps({"question": "any bridge news?", "sources": ["Aldwater Gazette"], "since": "never"}),
        json.dumps(
            {
                "question": "and when does it reopen?",
                "conversation": ["what was wrong with the Teale Bridge?"],
            }
        ),
    ]
    ran = citewire("ask", "-", "--excerpts", "1", data=sample, stdin="\n".join(lines))

    answers = ran.lines
    assert ran.code == 1
    assert [answer.get("question") for answer in answers] == [
        QUESTION,
        None,
        "what happened in Lunmouth yesterday?",
        None,
        None,
        "and when does it reopen?",
    ]
    assert [answer["line"] for answer in answers if "error" in answer] == [2, 5, 6]
    assert answers[2]["citations"][0]["article"]["published_at"].startswith("2023-12-0")
    assert ran.err.count("failed: line ") == 3
    assert "failed: line 6: «never» is no day that can be read" in ran.err


def test_search_reads_lines_too(citewire, sample):
    lines = [
        json.dumps({"query": "red panda"}),
        json.dumps({"query": "Tern ferries", "sources": "Harbour Ledger"}),
    ]
    ran = citewire("search", "-", "--limit", "2", data=sample, stdin="\n".join(lines))
    assert ran.code == 0
    assert [answer["query"] for answer in ran.lines] == ["red panda", "Tern ferries"]
    assert ran.lines[0]["results"][0]["article"]["title"] == "Escaped red panda found asleep above a bus stop"
    assert {result["article"]["source"] for result in ran.lines[1]["results"]} == {"Harbour Ledger"}


@pytest.mark.parametrize(
    "words",
    [
        ("ask", QUESTION, "--since", "soon"),
        ("ask", QUESTION, "--now", "today"),
        ("ask", QUESTION, "--excerpts", "0"),
        ("ask", QUESTION, "--nonsense"),
        ("search", "x", "--limit", "many"),
        ("articles", "show", "first"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_exit_code_2(citewire, words):
    ran = citewire(*words)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_days_the_wrong_way_round_are_named(citewire):
    ran = citewire("ask", QUESTION, "--since", "2024-03-02", "--until", "2024-03-01")
    assert ran.code == 1
    assert ran.err.startswith("citewire: nothing can lie between 2024-03-02 and")
    assert ran.err.count("\n") == 1


def test_piped_lines_are_answered_each_and_numbers_show_more(citewire, sample):
    ran = citewire("chat", data=sample, stdin=f"{QUESTION}\n1\n/sources\n/help\n")
    assert ran.code == 0
    assert ran.out.startswith(f"> {QUESTION}\n\n1. “")
    more = ran.out.partition("> 1\n")[2].partition("> /sources")[0]
    assert "Production problems and weak demand" in more
    assert "https://" not in more
    assert "Harbour Ledger (12 articles)" in ran.out
    assert "/search QUERY" in ran.out


def test_piped_lines_that_fail_are_told_and_the_rest_is_done(citewire, sample):
    ran = citewire("chat", data=sample, stdin="/serach x\n1\n/more 9\n/status\n/quit\nnever read\n")
    assert ran.code == 1
    assert "There is no /serach: did you mean /search?" in ran.err
    assert ran.err.count("Nothing has been shown yet") == 2
    assert "Articles" in ran.out
    assert "never read" not in ran.out


@pytest.mark.parametrize("question", SAMPLE_QUESTIONS)
def test_the_questions_that_the_chat_suggests_are_answered(citewire, sample, question):
    assert citewire("ask", question, "--json", data=sample).json["status"] == "answered"
