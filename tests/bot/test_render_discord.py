"""What Discord makes of a card: hostile titles and texts, limits, and the look of an answer."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.admin_cards import added_card, reindexing_card, sources_card
from bot.render.cards import answer_card, day, in_words, no_answer_card, search_card
from bot.render.escape import escaped, inline, shortened, units, visible
from bot.render.excerpt import quoted
from bot.reports import AddReport, Failure, Progress, Status
from corpus.types import Article
from index.types import Answer, Citation, NoAnswer, Query

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
HOSTILE = (
    "*a* **b** _c_ __d__ ~~e~~ ||f|| `g` ```h```",
    "> quote\n>>> quotes\n# heading\n-# small\n- item\n* item\n1. item\n12) item",
    "[x](https://evil.example) <https://evil.example> https://evil.example/a_b_c?d=*e*",
    "<@123> <@!123> <@&123> <#123> <:emoji:123> <a:emoji:123> <t:1:R> </ask:123> @everyone @here :smile:",
    "discord.gg/abc https://discord.gg/abc discord.com/invite/abc",
    "a\\*b \\ \\\\ c\\",
    "\u202eelpoep\u202c \u200bhid\u200bden\u2060 \u2066x\u2069 \u200ey\ufeff",
    "\u05e9\u05dc\u05d5\u05dd (2024) \u05e2\u05d5\u05dc\u05dd!",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea e\u0301" * 300,
    "x" * 10_000,
    "*" * 10_000,
    "word " * 2_000,
    "\n\n\nline\r\nline\u2028line\n\n\n\n\nline\n",
    "\u200b\u200b",
)


def article(**changes: Any) -> Article:
    values: dict[str, Any] = {
        "id": 1,
        "title": "Nissan cuts prices",
        "text": "Nissan cut prices.",
        "url": "https://daily.example/nissan",
        "source": "Daily Example",
        "author": "Jane Doe",
        "published": datetime(2024, 3, 15, 8, 30, tzinfo=UTC),
        "updated": None,
        "fetched": NOW,
        "digest": "",
        "language": "en",
    }
    return Article(**(values | changes))


def citation(
    text: str, *highlights: tuple[int, int], also_in: tuple[str, ...] = (), **changes: Any
) -> Citation:
    story = article(text=text, **changes)
    return Citation.cut(story, 0, len(text), highlights=highlights, also_in=also_in)


def answer(*citations: Citation, confidence: float = 0.93) -> Answer:
    return Answer(Query(text="why?", now=NOW), citations, confidence)


def components(card: Any) -> Iterator[dict[str, Any]]:
    waiting = list(card.to_components())
    while waiting:
        component = waiting.pop(0)
        yield component
        waiting += component.get("components", [])
        waiting += [component["accessory"]] if "accessory" in component else []


def texts(card: Any) -> list[str]:
    return [component["content"] for component in components(card) if component["type"] == 10]


def shown(markdown: str) -> list[tuple[str, bool]]:
    """Read markdown as Discord does: characters and whether they are bold; any other markup is a fault."""
    read, bold, position = [], False, 0
    for line in markdown.split("\n"):
        assert line.startswith("> ")
        body, position = line[2:], 0
        assert not re.match(r"\s*([-+*]|\d+[.)])\s|\s*(#|-#|>)", body), body
        while position < len(body):
            if body.startswith("**", position):
                bold, position = not bold, position + 2
                continue
            if body[position] == "\\" and not re.match(r"[0-9A-Za-z\s]", body[position + 1]):
                position += 1
            else:
                assert body[position] not in "\\*_~|`<>@#[]", body
                assert not re.match(r":\w+:|://", body[position:]), body
            read.append((body[position], bold))
            position += 1
        assert not bold
        read.append(("\n", False))
    return read[:-1]


@pytest.mark.parametrize("text", HOSTILE[:9])
def test_escaped_text_is_shown_as_the_same_characters(text):
    quote = visible(text)[:300]
    if not quote.strip():
        return

    assert "".join(character for character, _ in shown(quoted(citation(quote), 5_000))) == quote.strip()


@given(
    st.text(alphabet=st.sampled_from(list("ab *_~|`<>@#[]():/.\\-+1.\n")), min_size=1, max_size=60), st.data()
)
def test_any_mixture_of_markup_keeps_its_characters_and_its_bold_words(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    read = shown(quoted(citation(text, (start, end)), 1_000))

    wanted = "".join(text.split())
    assert "".join("".join(character for character, _ in read).split()) == wanted
    assert "".join(c for c, bold in read if bold and not c.isspace()) == "".join(text[start:end].split())


def test_bold_words_have_no_space_at_their_edges_and_never_touch():
    markdown = quoted(citation("one two three four\nfive", (3, 8), (8, 14), (14, 23)), 500)

    assert markdown == "> one **two three four**\n> **five**"


def test_a_quote_of_several_paragraphs_stays_inside_the_quote():
    assert quoted(citation("First.\n\nSecond.\r\nThird."), 500) == "> First.\n> Second.\n> Third."


def test_a_long_excerpt_is_cut_so_that_the_answer_shows():
    text = "before " * 500 + "the answer is 42 " + "after " * 500
    start = text.index("the answer")
    markdown = quoted(citation(text, (start, start + 16)), 300)

    assert "**the answer is 42**" in markdown
    assert markdown.startswith("> …before")
    assert markdown.endswith("after…")
    assert units(markdown) <= 300


def test_a_mention_an_invite_and_an_address_are_only_text():
    assert inline("<@1> @everyone discord.gg/x https://a.example", 200) == (
        r"\<\@1\> \@everyone discord\.gg/x https\://a.example"
    )


def test_right_to_left_marks_and_zero_width_characters_are_gone():
    assert inline("in\u200bvoice\u202egpj.exe\u202c", 100) == "invoicegpj.exe"


def test_right_to_left_titles_are_kept_apart_from_the_date_beside_them():
    assert inline("שלום", 100) == "\u2068שלום\u2069"


def test_an_emoji_of_several_characters_is_not_torn():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

    assert shortened("x" * 4 + family, 10) == "xxxx…"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("limit", [1, 2, 10, 120])
def test_escaped_text_keeps_its_length(text, limit):
    assert units(inline(text, limit + 2)) <= limit + 2


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_articles_make_cards_within_the_limits(text):
    hostile = citation(
        text,
        (0, max(1, len(text) // 2)),
        title=text,
        source=text,
        author=text,
        also_in=(text,) * 30,
        url="https://daily.example/" + "a" * 700,
    )
    linked = citation(text, title=text, source=text, author=text, also_in=(text,) * 30)
    question = Query(text="?" * 1_000, now=NOW)
    no = NoAnswer(question, text, (hostile.article, linked.article, linked.article), 0.1, understood=text)
    failed = tuple(Failure(text, text) for _ in range(50))
    cards = [
        answer_card(
            Answer(question, (linked, hostile, linked), 0.9, understood=text), asked=text, hint="x" * 50
        ),
        no_answer_card(no, asked=text, covered=(NOW, NOW)),
        search_card(text, [hostile, linked] * 12, page=4, search_id=10**15),
        search_card(text, [], page=0, search_id=1),
        added_card(AddReport(1, 2, 3, 4, failed, (hostile.article,) * 50)),
        sources_card(Status(1, 1, 1, 0, text, ((text, 3),) * 200, NOW, NOW, 1, 1)),
        reindexing_card(Progress(text, 5, 10)),
    ]

    for card in cards:
        assert sum(map(units, texts(card))) <= 4_000
        assert all(texts(card))
        parts = list(components(card))
        assert len(parts) <= 40
        custom_ids = [part["custom_id"] for part in parts if "custom_id" in part]
        assert len(custom_ids) == len(set(custom_ids))
        assert all(len(custom_id) <= 100 for custom_id in custom_ids)
        assert all(len(part["label"]) <= 80 for part in parts if part.get("label"))
        assert all(len(part["url"]) <= 512 for part in parts if part.get("url"))


async def test_an_answer_quotes_names_dates_and_links():
    text = "Nissan cut Ariya prices because of rising competition. More follows."
    card = answer_card(
        answer(citation(text, (24, 53), also_in=("Morning Wire",))), asked="why?", hint="Ask on."
    )

    assert texts(card) == [
        "**why?**",
        "> Nissan cut Ariya prices **because of rising competition**. More follows.",
        "-# Very likely the answer (93%). Ask on.",
        "**Nissan cuts prices**\nDaily Example · Jane Doe · <t:1710491400:D>"
        "\n-# Also reported by Morning Wire",
    ]
    (button,) = (part for part in components(card) if part["type"] == 2)
    assert button["url"].startswith("https://daily.example/nissan#:~:text=")
    assert button["label"] == "Read on"


async def test_a_second_excerpt_of_the_same_article_names_it_in_short():
    text = "One thing happened. Another followed."
    story = article(text=text)
    card = answer_card(answer(Citation.cut(story, 0, 19), Citation.cut(story, 20, len(text))))

    assert texts(card)[-1] == "-# From the same article"
    assert sum("Nissan cuts prices" in shown_text for shown_text in texts(card)) == 1


async def test_a_link_too_long_for_a_button_falls_back_to_the_plain_one_then_to_none():
    def links(url):
        card = answer_card(answer(citation("word " * 60, url=url)))
        return [part["url"] for part in components(card) if part["type"] == 2]

    assert links("https://daily.example/" + "a" * 480) == ["https://daily.example/" + "a" * 480]
    assert links("https://daily.example/" + "a" * 500) == []
    assert links(None) == []


async def test_no_answer_says_why_and_what_comes_nearest():
    reason = "No article says what *Honda* paid."
    card = no_answer_card(
        NoAnswer(Query(text="what?", now=NOW), reason, (article(),), 0.1),
        covered=(datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
    )

    assert texts(card) == [
        "**I didn’t find the answer in my articles.**\nNo article says what \\*Honda\\* paid.",
        "-# The articles that come nearest:",
        "-# My articles are from <t:1672574400:D> to <t:1709294400:D>.",
        "**Nissan cuts prices**\nDaily Example · Jane Doe · <t:1710491400:D>",
    ]


async def test_pages_of_results_can_be_turned():
    found = [citation(f"Result {number}.", title=f"Title {number}") for number in range(1, 13)]

    def buttons(page):
        card = search_card("q", found, page=page, search_id=7)
        return {
            part["label"]: (part["custom_id"], part["disabled"])
            for part in components(card)
            if part.get("custom_id")
        }

    assert buttons(0)["Next"] == ("citewire:page:7:1", False)
    assert buttons(0)["Previous"][1] is True
    assert buttons(2)["Previous"] == ("citewire:page:7:1", False)
    assert buttons(2)["Next"][1] is True
    assert "Page 3 of 3" in buttons(99)


def test_a_date_without_a_time_is_the_same_day_in_other_time_zones():
    assert (
        day(datetime(2024, 3, 15, tzinfo=UTC))
        == f"<t:{int(datetime(2024, 3, 15, 12, tzinfo=UTC).timestamp())}:D>"
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [("A", "A"), ("AB", "A and B"), ("ABC", "A, B and C"), ("ABCDE", "A, B and 3 more"), ("", "")],
)
def test_other_outlets_are_listed_in_words(names, words):
    assert in_words(names) == words


def test_numbers_of_many_digits_start_no_list():
    assert escaped("2024. It was") == "2024\\. It was"
    assert [key for key, _ in groupby(shown("> 2024\\. It"), key=lambda pair: pair[1])] == [False]
