"""A passage's link opens its article at the quoted sentence."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.links import passage_link
from corpus.types import Article
from index.types import Citation

TEXT = (
    "Prices fell again on Tuesday.\n"
    "“We cannot win the competition as long as we stick to conventional wisdom and a traditional approach,” "
    "he said.\n"
    "The company said it would cut 1,200 jobs, a fifth of its staff, by the end of May & close two plants.\n"
    "The company said it would cut 1,200 jobs, a fifth of its board, by the end of the decade, not before.\n"
)


def article(text=TEXT, url="https://voltpost.example/prices", title="Prices fall"):
    return Article(
        id=1, title=title, text=text, url=url, source="Volt Post", author=None, published=None,
        updated=None, fetched=datetime(2024, 3, 15, tzinfo=UTC), digest="0", language="en",
    )  # fmt: skip


def cite(quote, **kwargs):
    story = article(**kwargs)
    start = story.text.index(quote)
    return Citation.cut(story, start, start + len(quote))


def opened_at(link, page):
    """Return where a browser would scroll to: the offsets that the directive matches first."""
    directive = link.partition(":~:text=")[2]
    parts = directive.split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    start, end = unquote(parts[0]), unquote(parts[1]) if len(parts) > 1 else ""
    pattern = (
        r"(?<!\w)" + (re.escape(prefix) + r"\s*" if prefix else "") + f"(?P<start>{re.escape(start)})(?!\\w)"
    )
    found = re.search(pattern, page, re.IGNORECASE)
    assert found, f"{directive} matches nothing"
    if not end:
        return found.start("start"), found.end("start")
    last = re.compile(rf"(?<!\w){re.escape(end)}(?!\w)", re.IGNORECASE).search(page, found.end())
    assert last, f"{directive} has no end"
    return found.start("start"), last.end()


def test_a_short_quote_is_written_out():
    assert passage_link(cite("Prices fell again on Tuesday.")) == (
        "https://voltpost.example/prices#:~:text=Prices%20fell%20again%20on%20Tuesday"
    )


def test_a_long_quote_is_named_by_its_first_and_last_words_without_quotation_marks():
    assert passage_link(cite(TEXT.splitlines()[1])) == (
        "https://voltpost.example/prices"
        "#:~:text=We%20cannot%20win%20the,traditional%20approach%2C%E2%80%9D%20he%20said"
    )


def test_syntax_of_the_directive_is_encoded():
    link = passage_link(cite("Sold-out, & more", text="It was Sold-out, & more was to come."))
    assert link == "https://voltpost.example/prices#:~:text=Sold%2Dout%2C%20%26%20more"


@pytest.mark.parametrize("line", range(4))
def test_the_first_match_on_the_page_is_the_quote(line):
    quote = TEXT.splitlines()[line]
    start, end = opened_at(passage_link(cite(quote)), TEXT)
    assert TEXT[start:end] == quote.strip("“.")


def test_words_before_tell_a_repeated_sentence_from_the_first_one():
    text = "It rained. Nobody came.\nThe sun shone. “It rained,” he said."
    citation = Citation.cut(article(text), text.rindex("“It"), text.rindex(" he said"))
    assert passage_link(citation) == (
        "https://voltpost.example/prices#:~:text=The%20sun%20shone.-,%E2%80%9CIt%20rained"
    )


def test_only_the_first_paragraph_of_a_quote_is_matched():
    quote = "Prices fell again on Tuesday.\n“We cannot win the competition"
    assert passage_link(cite(quote)).endswith("#:~:text=Prices%20fell%20again%20on%20Tuesday")


def test_of_several_paragraphs_the_one_that_answers_is_opened():
    story = article()
    quote = "\n".join(TEXT.splitlines()[:2])
    answering = quote.index("conventional")
    citation = Citation.cut(story, 0, len(quote), highlights=((answering, answering + 12),))
    assert "#:~:text=We%20cannot%20win%20the," in passage_link(citation)


def test_the_urls_own_fragment_stays():
    link = passage_link(cite("Prices fell again on Tuesday.", url="https://a.example/p#top"))
    assert link == "https://a.example/p#top:~:text=Prices%20fell%20again%20on%20Tuesday"


def test_an_older_directive_is_replaced():
    link = passage_link(cite("Prices fell again on Tuesday.", url="https://a.example/p#top:~:text=x"))
    assert link == "https://a.example/p#top:~:text=Prices%20fell%20again%20on%20Tuesday"


def test_a_link_too_long_drops_its_end_then_the_fragment_then_itself():
    quote = TEXT.splitlines()[2]
    whole = passage_link(cite(quote))
    shorter = passage_link(cite(quote), limit=len(whole) - 1)
    assert shorter == whole.rpartition(",")[0]
    assert passage_link(cite(quote), limit=len(shorter) - 1) == "https://voltpost.example/prices"
    assert passage_link(cite(quote), limit=10) is None


def test_an_article_without_url_has_no_link():
    assert passage_link(cite("Prices fell again on Tuesday.", url=None)) is None


def test_a_script_without_spaces_is_named_by_its_first_clause():
    text = "日産は値下げを発表した、" + "販売が低迷しているためだ" * 8 + "。"
    link = passage_link(cite(text, text=text))
    assert unquote(link).endswith("#:~:text=日産は値下げを発表した")


@given(st.data())
def test_every_sentence_of_any_text_is_opened(data):
    sentence = st.lists(
        st.sampled_from(["a", "The", "rose", "12%", "“we", "won’t”,", "U.S.", "up-to", "&", "said"]),
        min_size=1,
    )
    text = "\n".join(" ".join(words) for words in data.draw(st.lists(sentence, min_size=1, max_size=6)))
    lines = [line for line in text.splitlines() if line.strip(" “&")]
    if not lines:
        return
    quote = data.draw(st.sampled_from(lines))
    link = passage_link(cite(quote, text=text))
    assert len(link) <= 512
    assert ":~:text=" not in link or opened_at(link, text)
