"""`/admin`: who may, articles in and out, reindexing that shows how far it is and can be cancelled."""

import asyncio

import discord
import pytest
from simcord import assert_error

from bot.client import NewsBot
from bot.errors import ServiceError
from bot.reports import Progress


class Gate:
    """Holds the service's work until it is opened."""

    def __init__(self, env):
        self._env = env
        self._opened = asyncio.Event()

    async def __call__(self):
        await self._env.external_wait(self._opened.wait(), reason="work held by the test")

    def open(self):
        self._opened.set()


@pytest.fixture
def gate(env, newsroom):
    newsroom.trouble = Gate(env)
    return newsroom.trouble


@pytest.fixture
async def allowed(env, guild, bob):
    """Bob, to whom the server offers the command though he may not manage it."""
    (command,) = [command for command in await env.bot.tree.fetch_commands() if command.name == "admin"]
    guild.set_command_permissions(command, {bob: True})
    return bob


FEEDS = ["add", "list", "notices", "pause", "remove", "resume"]
ALL = [
    "admin article add",
    "admin article gone",
    "admin article remove",
    "admin block add",
    "admin block lift",
    "admin block list",
    *(f"admin feed {name}" for name in FEEDS),
    "admin reindex",
    "admin status",
]


def test_other_members_do_not_see_the_commands(alice, admin, channel):
    assert not any(name.startswith("admin") for name in alice.available_commands(channel))
    assert sorted(name for name in admin.available_commands(channel) if name.startswith("admin")) == ALL


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("admin status", {}),
        ("admin reindex", {}),
        ("admin article remove", {"article": "1"}),
        ("admin article add", {"url": "https://a.example"}),
    ],
)
async def test_the_permission_is_checked_again(env, allowed, channel, newsroom, read, command, options):
    result = await allowed.slash(channel, command, **options)

    assert result.ephemeral
    assert read(result.response) == "Only members with the permission **Manage Server** can do that."
    assert newsroom.calls == []
    assert newsroom.added == []
    assert_error(env, discord.app_commands.CheckFailure)


async def test_status_counts(admin, channel, read):
    result = await admin.slash(channel, "admin status")

    assert result.ephemeral
    assert read(result.response) == (
        "**12 articles** from 1 outlet, <t:1710491400:D>\n"
        "**Index:** 28 of 30 passages, 2 still to be indexed\n"
        "**Model:** model\n"
        "**On disk:** 2.0 MB"
    )


async def test_addresses_and_files_are_added(admin, channel, newsroom, read):
    result = await admin.slash(
        channel,
        "admin article add",
        url="https://a.example/1 https://a.example/2",
        file=("one.txt", b"One"),
        file3=("two.html", b"Two"),
        source="Daily Example",
    )

    assert newsroom.added == [
        ("https://a.example/1", "Daily Example"),
        ("https://a.example/2", "Daily Example"),
        ("one.txt", b"One", "Daily Example"),
        ("two.html", b"Two", "Daily Example"),
    ]
    assert read(result.response).startswith("**4 added**\n- Nissan story 2 (article 2)")


async def test_a_path_of_the_machine_is_never_read(admin, channel, newsroom, read):
    result = await admin.slash(channel, "admin article add", url="/etc/passwd file:///etc/passwd")

    assert newsroom.added == []
    assert read(result.response) == (
        "**2 not taken**\n"
        "- /etc/passwd: that is no web address: it begins with https\\://\n"
        "- file\\:///etc/passwd: that is no web address: it begins with https\\://"
    )


async def test_nothing_to_add_is_told(env, admin, channel, read):
    result = await admin.slash(channel, "admin article add")

    assert read(result.response) == "There is nothing to add: give a web address or attach a file."
    assert env.errors


async def test_an_article_is_picked_shown_and_removed(admin, channel, newsroom, read):
    choices = await admin.autocomplete(channel, "admin article remove", "article", "story 1")
    result = await admin.slash(channel, "admin article remove", article=choices[0]["value"])
    assert choices[0]["name"] == "Nissan story 1 (Daily Example, 2024-03-15)"
    assert read(result.response).startswith("**Remove this article?**")
    assert 1 in newsroom.stories

    await admin.click(result.response, label="Remove")
    assert 1 not in newsroom.stories
    assert newsroom.calls[-1].block is False
    assert read(result.response).startswith("**Removed:** Nissan story 1")


async def test_an_article_is_removed_and_blocked(admin, channel, newsroom, read):
    result = await admin.slash(channel, "admin article remove", article="1")
    await admin.click(result.response, label="Remove and block")

    assert (newsroom.calls[-1].ids, newsroom.calls[-1].block) == ((1,), True)
    assert read(result.response).startswith(
        "**Removed and blocked:** Nissan story 1\n"
        "-# It and its copies are refused from now on; /admin block lift undoes that."
    )


async def test_an_article_is_named_by_words_of_its_headline_alone(admin, channel, newsroom, read):
    newsroom.stories = {1: newsroom.stories[1], 2: newsroom.stories[2]}
    result = await admin.slash(channel, "admin article remove", article="story 2")
    assert read(result.response).startswith(
        "**Remove this article?** Answers won’t quote it any more.\n**Nissan story 2**"
    )


async def test_removing_can_be_thought_better_of(admin, channel, newsroom, read):
    result = await admin.slash(channel, "admin article remove", article="1")
    await admin.click(result.response, label="Keep")

    assert read(result.response) == "Nothing was removed."
    assert 1 in newsroom.stories


async def test_headlines_of_the_newest_articles_are_offered_first(admin, channel):
    choices = await admin.autocomplete(channel, "admin article remove", "article", "")

    assert [choice["value"] for choice in choices][:3] == ["1", "2", "3"]


async def test_words_that_are_no_article_are_told(env, admin, channel, read):
    result = await admin.slash(channel, "admin article remove", article="Nissan")

    assert read(result.response) == "«Nissan» is no article here: pick one from the list that appears."
    assert env.errors


async def test_reindexing_ends_in_a_summary(admin, channel, newsroom, read):
    result = await admin.slash(channel, "admin reindex", full=True)

    assert newsroom.calls[0].full is True
    assert read(result.response) == (
        "**The index equals the articles:** 30 passages\n2 added, 0 removed, 30 embedded in 1.5 s"
    )


async def test_progress_is_edited_into_the_same_message_every_two_seconds(
    env, admin, channel, newsroom, gate, read
):
    result = await admin.slash(channel, "admin reindex")
    first = read(result.response)
    newsroom.on_progress(Progress("embedding", 3, 4))
    assert read(result.response) == first

    await env.advance_time(2)
    assert read(result.response) == "**Reindexing: embedding** 3 of 4\n▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱ 75%"
    edits = sum(request.method == "PATCH" for request in env.http_requests)
    await env.advance_time(10)
    assert sum(request.method == "PATCH" for request in env.http_requests) == edits

    gate.open()
    await env.settle()
    assert read(result.response).startswith("**The index equals the articles:**")
    assert result.followups == []
    assert len(channel.history()) == 1


async def test_only_one_reindexing_runs_at_a_time(env, admin, channel, gate, read):
    await admin.slash(channel, "admin reindex")
    second = await admin.slash(channel, "admin reindex")

    assert second.ephemeral
    assert read(second.response).startswith("A reindexing is in hand already")
    assert_error(env, ServiceError)
    gate.open()
    await env.settle()


async def test_reindexing_can_be_cancelled_and_started_again(env, admin, channel, newsroom, gate, read):
    result = await admin.slash(channel, "admin reindex")
    await admin.click(result.response, label="Cancel")
    assert read(result.response).startswith("**Reindexing was cancelled.**")

    newsroom.trouble = None
    again = await admin.slash(channel, "admin reindex")
    assert read(again.response).startswith("**The index equals the articles:**")


async def test_other_members_cannot_cancel(env, admin, alice, channel, gate, read):
    result = await admin.slash(channel, "admin reindex")
    pressed = await alice.click(result.response, label="Cancel")

    assert pressed.ephemeral
    assert read(pressed.response).startswith("Only members with the permission")
    assert read(result.response).startswith("**Reindexing:")
    gate.open()
    await env.settle()


async def test_a_failed_reindexing_says_so(env, admin, channel, newsroom, read):
    async def trouble():
        raise RuntimeError("secret")

    newsroom.trouble = trouble
    result = await admin.slash(channel, "admin reindex")

    assert read(result.response).startswith("Something went wrong on my side")
    assert_error(env, RuntimeError)


async def test_reindexing_longer_than_an_interaction_lives_ends_in_the_same_message(
    env, admin, channel, newsroom, gate, read
):
    await admin.slash(channel, "admin reindex")
    await env.advance_time(16 * 60)
    newsroom.on_progress(Progress("embedding", 2, 4))
    await env.advance_time(2)
    assert "50%" in read(channel.last_message)

    gate.open()
    await env.settle()
    assert read(channel.last_message).startswith("**The index equals the articles:**")
    assert len(channel.history()) == 1


async def test_where_the_message_is_gone_by_then_the_summary_is_sent_anew(env, admin, channel, gate, read):
    await admin.slash(channel, "admin reindex")
    await env.advance_time(16 * 60)
    env.inject_error("PATCH", "/channels/*/messages/*", status=404, code=10008)
    gate.open()
    await env.settle()

    assert len(channel.history()) == 2
    assert read(channel.last_message).startswith("**The index equals the articles:**")


async def test_closing_the_bot_cancels_the_reindexing_and_says_so(env, admin, channel, gate, read):
    await admin.slash(channel, "admin reindex")
    await env.bot.finish()

    assert read(channel.last_message).startswith("**Reindexing was cancelled.**")


async def test_a_cancel_button_left_by_a_killed_bot_is_put_right(
    env, admin, channel, newsroom, memory, gate, read
):
    await admin.slash(channel, "admin reindex")
    await env.restart_bot(NewsBot(newsroom, memory))
    assert read(channel.last_message).startswith("**Reindexing:")

    await admin.click(channel.last_message, label="Cancel")
    assert read(channel.last_message).startswith("This reindexing has ended.")


async def test_removal_buttons_work_after_a_restart(env, admin, channel, newsroom, memory):
    result = await admin.slash(channel, "admin article remove", article="1")
    await env.restart_bot(NewsBot(newsroom, memory))
    await admin.click(result.response, label="Remove")

    assert 1 not in newsroom.stories


async def test_one_who_may_not_manage_the_server_any_more_removes_nothing(
    admin, channel, newsroom, demote, read
):
    result = await admin.slash(channel, "admin article remove", article="1")
    demote(admin)

    pressed = await admin.click(result.response, label="Remove")

    assert read(pressed.response).startswith("Only members with the permission")
    assert 1 in newsroom.stories
