"""`/search` and its pages, before and after a restart."""

from simcord import assert_error

from bot.client import NewsBot
from bot.errors import Busy
from index.errors import QueryError


def numbers(text):
    return [line.split(".")[0] for line in text.split("\n") if line[:1].isdigit()]


async def test_results_come_in_pages_that_can_be_turned(alice, channel, read):
    result = await alice.slash(channel, "search", query="Ariya prices")
    first = read(result.response)
    turned = await alice.click(result.response, label="Next")
    second = read(result.response)
    await alice.click(result.response, label="Next")
    third = read(result.response)
    await alice.click(result.response, label="Previous")

    assert first.startswith("**Results for** «Ariya prices»")
    assert [numbers(page) for page in (first, second, third)] == [
        list("12345"),
        [*"6789", "10"],
        ["11", "12"],
    ]
    assert read(result.response) == second
    assert turned.followups == []


async def test_the_pages_can_be_turned_after_a_restart(env, alice, channel, newsroom, memory, read):
    result = await alice.slash(channel, "search", query="Ariya prices", source="Daily Example")
    await env.restart_bot(NewsBot(newsroom, memory))
    await alice.click(channel.last_message, label="Next")

    assert numbers(read(channel.last_message)) == [*"6789", "10"]
    assert newsroom.calls[1].asked.text == "Ariya prices"
    assert list(newsroom.calls[1].asked.sources) == ["Daily Example"]
    assert newsroom.calls[1].asked.now is not None
    assert result.response.id == channel.last_message.id


async def test_another_member_turns_pages_of_their_own(alice, bob, channel, read):
    result = await alice.slash(channel, "search", query="Ariya prices")
    own = await bob.click(result.response, label="Next")
    again = await bob.click(own.response, label="Next")

    assert own.ephemeral
    assert numbers(read(result.response)) == list("12345")
    assert again.followups == []
    assert numbers(read(own.response)) == ["11", "12"]


async def test_nothing_found_has_no_pages(alice, channel, read, components):
    result = await alice.slash(channel, "search", query="nothing")

    assert read(result.response) == "**Nothing found for** «nothing»\nTry other words, or fewer limits."
    assert [part for part in components(result.response) if part["type"] == 2] == []


async def test_a_search_too_old_is_told_privately_and_the_page_stays(env, alice, channel, memory, read):
    result = await alice.slash(channel, "search", query="Ariya prices")
    before = read(result.response)
    await memory.forget_user(alice.id)
    pressed = await alice.click(result.response, label="Next")

    assert pressed.ephemeral
    assert read(pressed.response) == "This search is too old to be turned: please search again."
    assert read(result.response) == before
    assert QueryError not in map(type, env.errors)


async def test_a_busy_service_leaves_the_page_and_says_so(alice, channel, newsroom, read):
    async def trouble():
        raise Busy

    result = await alice.slash(channel, "search", query="Ariya prices")
    before = read(result.response)
    newsroom.trouble = trouble
    pressed = await alice.click(result.response, label="Next")

    assert read(result.response) == before
    (told,) = pressed.followups
    assert told.ephemeral
    assert read(told).startswith("Too many questions are waiting")


async def test_a_busy_service_is_told_in_place_of_the_first_page(env, alice, channel, newsroom, read):
    async def trouble():
        raise Busy

    newsroom.trouble = trouble
    result = await alice.slash(channel, "search", query="Ariya prices")

    assert read(result.response).startswith("Too many questions are waiting")
    assert_error(env, Busy)


async def test_a_button_of_a_former_version_says_so(env, alice, channel, read):
    result = await alice.slash(channel, "search", query="Ariya prices")
    env.bot.presses.clear()
    pressed = await alice.click(result.response, label="Next")

    assert pressed.ephemeral
    assert read(pressed.response).startswith("This command or button has changed")
