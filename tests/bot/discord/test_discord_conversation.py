"""Mentions, replies and direct messages."""

import asyncio

import discord
import pytest

from bot.errors import Busy


@pytest.fixture
def me(env):
    return env.bot.user.mention


async def test_a_mention_is_answered_with_a_reply_that_pings_nobody(alice, channel, me, read):
    asked = await alice.send(channel, f"{me} why did Nissan cut prices?")
    answer = channel.last_message

    assert answer.reference.message_id == asked.id
    assert answer.mentions == []
    assert read(answer) == (
        "> Nissan cut Ariya prices **because of rising competition**.\n"
        "**Nissan story 1**\nDaily Example · Jane Doe · <t:1710491400:D>\n"
        "-# Very likely the answer (93%)."
    )


async def test_messages_for_others_are_not_answered(env, guild, alice, channel, newsroom):
    robot = guild.add_member(env.create_user("robot", bot=True))
    await alice.send(channel, "why did Nissan cut prices?")
    await robot.send(channel, f"{env.bot.user.mention} Nissan?")
    await alice.send(channel, "@everyone Nissan?")

    assert newsroom.calls == []


async def test_a_reply_to_an_answer_is_understood_with_the_questions_before(alice, channel, me, newsroom):
    await alice.send(channel, f"{me} why did Nissan cut prices?")
    first = channel.last_message
    await alice.send(channel, "and when did Nissan?", reply_to=first)
    second = channel.last_message
    await alice.send(channel, "and where did Nissan?", reply_to=second)

    assert [call.asked.text for call in newsroom.calls] == [
        "why did Nissan cut prices?",
        "and when did Nissan?",
        "and where did Nissan?",
    ]
    assert [call.asked.conversation for call in newsroom.calls] == [
        (),
        ("why did Nissan cut prices?",),
        ("why did Nissan cut prices?", "and when did Nissan?"),
    ]


async def test_an_answer_to_a_command_can_be_asked_further_by_mentioning(alice, channel, me, newsroom):
    result = await alice.slash(channel, "ask", question="why did Nissan cut prices?")
    await alice.send(channel, f"{me} when did Nissan?", reply_to=result.response)

    assert newsroom.calls[1].asked.conversation == ("why did Nissan cut prices?",)


async def test_a_mention_elsewhere_begins_a_new_conversation(alice, channel, me, newsroom):
    await alice.send(channel, f"{me} why did Nissan cut prices?")
    await alice.send(channel, f"{me} when did Nissan?")

    assert newsroom.calls[1].asked.conversation == ()


async def test_direct_messages_are_a_conversation(env, newsroom, read):
    carol = env.create_user("carol")
    await carol.send_dm("why did Nissan cut prices?")
    await carol.send_dm("when did Nissan?")

    assert [call.asked.conversation for call in newsroom.calls] == [(), ("why did Nissan cut prices?",)]
    assert "rising competition" in read(carol.dm_channel.last_message)


async def test_a_thread_is_a_conversation(env, alice, channel, me, newsroom):
    await env.bot.get_channel(channel.id).create_thread(name="Nissan", type=discord.ChannelType.public_thread)
    (thread,) = channel.threads
    await alice.send(thread, f"{me} why did Nissan cut prices?")
    await alice.send(thread, f"{me} when did Nissan?")

    assert newsroom.calls[1].asked.conversation == ("why did Nissan cut prices?",)


async def test_commands_work_in_direct_messages(env, read):
    carol = env.create_user("carol")
    await carol.send_dm("hello")
    result = await carol.slash("ask", question="why did Nissan cut prices?")

    assert "rising competition" in read(result.response)
    assert "admin status" not in carol.available_commands()


async def test_an_answer_stands_even_where_it_cannot_be_remembered(alice, channel, me, memory, read):
    await memory._run("PRAGMA query_only = ON", ())
    await alice.send(channel, f"{me} why did Nissan cut prices?")

    assert "rising competition" in read(channel.last_message)


async def test_a_mention_without_a_question_explains_how_to_ask(alice, channel, me, newsroom, read):
    await alice.send(channel, f"{me} <:wave:123>")

    assert "mention me with your question" in read(channel.last_message)
    assert newsroom.calls == []


async def test_a_question_too_long_is_told(alice, channel, me, newsroom, read):
    await alice.send(channel, f"{me} {'Nissan ' * 200}")

    assert read(channel.last_message).startswith("The question has 1,399 characters")


async def test_whatever_goes_wrong_is_told_in_a_reply(alice, channel, me, newsroom, read):
    errors = iter([Busy(), ZeroDivisionError("secret")])

    async def trouble():
        raise next(errors)

    newsroom.trouble = trouble
    await alice.send(channel, f"{me} Nissan?")
    assert read(channel.last_message).startswith("Too many questions are waiting")
    await alice.send(channel, f"{me} Nissan?")
    assert read(channel.last_message).startswith("Something went wrong on my side")


async def test_the_sixth_question_is_asked_to_wait(alice, channel, me, read):
    for _ in range(6):
        await alice.send(channel, f"{me} Nissan?")

    assert read(channel.last_message).startswith("You have asked 5 questions in a short time")


async def test_a_slow_answer_shows_typing_and_comes(env, alice, channel, me, newsroom, read):
    arrived = asyncio.Event()

    async def trouble():
        await env.external_wait(arrived.wait(), reason="a slow answer")

    newsroom.trouble = trouble
    await alice.send(channel, f"{me} Nissan?")
    typed = [request.path for request in env.http_requests if request.path.endswith("/typing")]
    assert len(typed) >= 1

    arrived.set()
    await env.settle()
    assert "rising competition" in read(channel.last_message)


async def test_a_channel_where_the_bot_may_not_write_is_left_alone(env, guild, alice, newsroom):
    closed = guild.create_text_channel(
        "closed", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=True)}
    )
    env.inject_error("POST", "/channels/*/typing", status=403, code=50013, times=None)
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    await alice.send(closed, f"{env.bot.user.mention} Nissan?")

    assert closed.last_message.author.id == alice.id


async def test_without_the_right_to_read_the_history_the_answer_comes_plainly(env, alice, channel, me, read):
    env.inject_error("POST", "/channels/*/messages", status=400, code=160002)
    await alice.send(channel, f"{me} Nissan?")

    assert channel.last_message.reference is None
    assert "rising competition" in read(channel.last_message)


async def test_no_privileged_intent_is_needed(env):
    assert env.bot.intents == discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
