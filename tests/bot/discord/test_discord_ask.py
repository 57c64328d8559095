"""`/ask` and «Ask the news about this» as members meet them."""

import asyncio
from datetime import date

import discord
from discord.app_commands import TransformerError
from simcord import assert_error

from bot.desk import TooManyQuestions
from bot.errors import Busy
from index.errors import QueryError


async def test_an_answer_is_quoted_with_its_source_date_and_link(alice, channel, read, components):
    result = await alice.slash(channel, "ask", question="why did Nissan cut prices?")

    assert read(result.response) == (
        "**why did Nissan cut prices?**\n"
        "> Nissan cut Ariya prices **because of rising competition**.\n"
        "**Nissan story 1**\nDaily Example · Jane Doe · <t:1710491400:D>\n"
        "-# Very likely the answer (93%). To ask further, reply to this and mention me."
    )
    assert not result.ephemeral
    links = [part["url"] for part in components(result.response) if part.get("url")]
    assert [link.partition("#")[0] for link in links] == ["https://daily.example/1"]


async def test_a_private_answer_is_seen_by_nobody_else_and_not_kept(alice, channel, read, memory):
    result = await alice.slash(channel, "ask", question="Nissan?", private=True)

    assert result.ephemeral
    assert "because of rising competition" in read(result.response)
    assert await memory.questions_in(channel.id) == ()


async def test_no_answer_shows_why_the_nearest_article_and_the_dates(alice, channel, read):
    result = await alice.slash(channel, "ask", question="who won?")

    assert read(result.response) == (
        "**who won?**\n"
        "**I didn’t find the answer in my articles.**\nNo article says so.\n"
        "-# The articles that come nearest:\n"
        "**Nissan story 1**\nDaily Example · Jane Doe · <t:1710491400:D>\n"
        "-# My articles are from <t:1710491400:D>."
    )


async def test_days_and_outlet_reach_the_service(alice, channel, newsroom):
    await alice.slash(
        channel, "ask", question="Nissan?", since="2024-02", until="2024-02", source="morning wire"
    )

    (call,) = newsroom.calls
    assert (call.asked.since, call.asked.until) == (date(2024, 2, 1), date(2024, 2, 29))
    assert list(call.asked.sources) == ["Morning Wire"]


async def test_a_day_that_cannot_be_read_is_told_privately(env, alice, channel, read):
    result = await alice.slash(channel, "ask", question="Nissan?", since="the day of the jackal")

    assert result.ephemeral
    assert read(result.response).startswith("«the day of the jackal» is no day that can be read")
    assert_error(env, TransformerError)


async def test_days_in_the_wrong_order_and_an_unknown_outlet_are_told_privately(env, alice, channel, read):
    swapped = await alice.slash(channel, "ask", question="Nissan?", since="2024-03", until="2024-02")
    unknown = await alice.slash(channel, "ask", question="Nissan?", source="The *Moon*")

    assert swapped.ephemeral
    assert "swap them" in read(swapped.response)
    assert unknown.ephemeral
    assert read(unknown.response) == "No outlet is called «The \\*Moon\\*»: /sources lists them."
    assert_error(env, QueryError)


async def test_outlets_are_offered_while_typing(alice, channel):
    choices = await alice.autocomplete(channel, "ask", "source", "ex", question="q")

    assert [choice["value"] for choice in choices] == ["Daily Example", "The Example Daily"]


async def test_a_busy_service_says_so_in_place_of_thinking(env, alice, channel, newsroom, read):
    async def trouble():
        raise Busy

    newsroom.trouble = trouble
    result = await alice.slash(channel, "ask", question="Nissan?")

    assert read(result.response) == "Too many questions are waiting right now: please ask again in a moment."
    assert not result.response.flags.loading
    assert_error(env, Busy)


async def test_a_crash_is_not_shown_but_told(env, alice, channel, newsroom, read):
    async def trouble():
        raise ZeroDivisionError("secret detail")

    newsroom.trouble = trouble
    result = await alice.slash(channel, "ask", question="Nissan?")

    assert read(result.response).startswith("Something went wrong on my side")
    assert "secret" not in read(result.response)
    assert_error(env, ZeroDivisionError)


async def test_a_slow_answer_is_acknowledged_first_and_shown_when_it_comes(
    env, alice, channel, newsroom, read
):
    arrived = asyncio.Event()

    async def trouble():
        await env.external_wait(arrived.wait(), reason="a slow answer")

    newsroom.trouble = trouble
    result = await alice.slash(channel, "ask", question="Nissan?")
    assert result.deferred
    assert result.response.flags.loading

    await env.advance_time(30)
    arrived.set()
    await env.settle()
    assert "because of rising competition" in read(result.response)
    assert not result.response.flags.loading


async def test_an_answer_that_never_comes_is_given_up(env, alice, channel, newsroom, read):
    async def trouble():
        await env.external_wait(asyncio.Event().wait(), reason="an endless answer")

    newsroom.trouble = trouble
    result = await alice.slash(channel, "ask", question="Nissan?")
    await env.advance_time(61)

    assert read(result.response) == "That took too long, so I stopped. Please try again in a minute."
    assert not result.response.flags.loading
    assert_error(env, TimeoutError)


async def test_a_reply_that_discord_refuses_is_replaced_by_an_apology(env, alice, channel, read):
    env.inject_error("PATCH", "/webhooks/*/messages/@original", status=400, code=50035)
    result = await alice.slash(channel, "ask", question="Nissan?")

    assert read(result.response).startswith("Something went wrong on my side")
    assert_error(env, discord.HTTPException)


async def test_the_sixth_question_in_half_a_minute_is_asked_to_wait(env, alice, bob, channel, read):
    for _ in range(5):
        await alice.slash(channel, "ask", question="Nissan?")
    sixth = await alice.slash(channel, "ask", question="Nissan?")
    others = await bob.slash(channel, "ask", question="Nissan?")

    assert sixth.ephemeral
    assert read(sixth.response).startswith("You have asked 5 questions in a short time")
    assert "rising competition" in read(others.response)
    assert_error(env, TooManyQuestions)

    await env.advance_time(31)
    assert "rising competition" in read((await alice.slash(channel, "ask", question="Nissan?")).response)


async def test_hostile_words_in_a_question_mention_nobody(alice, channel, read):
    result = await alice.slash(channel, "ask", question="@everyone <@1> **Nissan** https://evil.example")

    message = result.response.message
    assert not message.mention_everyone
    assert message.mentions == []
    assert read(result.response).startswith(r"**\@everyone \<\@1\> \*\*Nissan\*\* https\://evil.example**")


async def test_a_message_can_be_asked_about(alice, bob, channel, newsroom, read):
    said = await bob.send(channel, "> **Nissan** cuts prices <:car:1234> <@1234>!")
    result = await alice.context_menu(channel, "Ask the news about this", said)

    assert result.ephemeral
    assert newsroom.calls[0].asked.text == "Nissan cuts prices !"
    assert "because of rising competition" in read(result.response)


async def test_a_long_message_is_asked_about_by_its_beginning(alice, bob, channel, newsroom):
    said = await bob.send(channel, "Nissan " * 280)
    await alice.context_menu(channel, "Ask the news about this", said)

    assert len(newsroom.calls[0].asked.text) <= 1_000


async def test_a_message_without_words_can_not_be_asked_about(env, alice, bob, channel, read):
    said = await bob.send(channel, "<:car:1234>")
    result = await alice.context_menu(channel, "Ask the news about this", said)

    assert result.ephemeral
    assert read(result.response) == "This message has no words that I could look for."
    assert_error(env, QueryError)
