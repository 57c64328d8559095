"""Answers in Discord whose sources change afterwards: the real service, Discord simulated."""

import json

import pytest

from bot.client import NewsBot
from bot.config import Settings
from bot.corrections import MOST_AT_ONCE, Corrections
from bot.service import open_service

pytestmark = pytest.mark.simcord(settle_timeout=12)

FARE = "The Dunmere ferry fare rises to 14 pounds for a car this spring."
LATER = "The Dunmere ferry fare rises to 17 pounds for a car this spring."
STORY = {
    "title": "Dunmere ferry fare rises",
    "text": f"{FARE} Cyclists travel free as before, the harbour board decided on Monday.",
    "url": "https://dunmere.example/fare",
    "source": "Dunmere News",
    "published_at": "2024-03-15T08:00:00Z",
}
CHANGED = STORY | {"text": STORY["text"].replace(FARE, LATER)}
OTHER = {
    "title": "Frost takes the pears",
    "text": "Frost took half of the pear blossom in Orrin. Growers expect a small and costly crop.",
    "url": "https://dunmere.example/frost",
    "source": "Dunmere News",
}
QUESTION = "how much is the Dunmere ferry fare for a car?"


def settings(folder):
    return Settings(_env_file=None, data_dir=folder, min_confidence=0, sample=False)


@pytest.fixture
async def newsroom(folder):
    async with open_service(settings(folder)) as service:
        await service.add_lines([json.dumps(STORY), json.dumps(OTHER)])
        yield service


@pytest.fixture
def corrections(env):
    return Corrections(env.bot)


async def change(newsroom, story=CHANGED):
    report = await newsroom.add_lines([json.dumps(story)])
    assert report.updated == 1


def edits(env):
    return [one for one in env.http_requests if one.method == "PATCH" and "@original" not in one.path]


async def test_a_changed_sentence_is_shown_with_old_and_new_in_place(
    env, alice, channel, newsroom, corrections, read
):
    answer = await alice.slash(channel, "ask", question=QUESTION)
    assert "14 pounds" in read(answer.response)
    before = read(answer.response)
    await change(newsroom)

    assert await corrections.amend()

    text = read(channel.last_message)
    assert "-# The source has since changed this:\n" in text
    assert f"> ~~{FARE}~~\n> {LATER}" in text
    assert text.startswith(f"**{QUESTION}**\n")
    assert before.splitlines()[-1] in text
    assert channel.last_message.id == answer.response.message.id
    assert channel.last_message.mentions == []


async def test_an_answer_that_still_stands_is_left_alone(env, alice, channel, newsroom, corrections, read):
    await alice.slash(channel, "ask", question=QUESTION)
    before, requests = read(channel.last_message), len(env.http_requests)
    more = STORY["text"] + " The board meets again in June to speak about winter timetables."
    await change(newsroom, STORY | {"text": more})

    assert await corrections.amend()

    assert read(channel.last_message) == before
    assert len(env.http_requests) == requests


async def test_an_answer_is_amended_once_after_a_restart(env, alice, channel, newsroom, memory, read):
    await alice.send(channel, f"{env.bot.user.mention} {QUESTION}")
    await change(newsroom)
    await env.restart_bot(NewsBot(newsroom, memory))
    corrections = Corrections(env.bot)

    await corrections.amend()
    assert LATER in read(channel.last_message)
    assert await corrections.amend()
    assert len(edits(env)) == 1


async def test_a_change_taken_back_restores_the_excerpt(alice, channel, newsroom, corrections, read):
    await alice.slash(channel, "ask", question=QUESTION)
    await change(newsroom)
    await corrections.amend()
    await change(newsroom, STORY | {"text": STORY["text"] + " This story was corrected twice today."})

    await corrections.amend()

    assert "has since changed" not in read(channel.last_message)
    assert f"> {FARE}" in read(channel.last_message)


async def test_a_withdrawn_article_takes_its_words_headline_and_link_along(
    alice, channel, newsroom, corrections, read, components
):
    await alice.slash(channel, "ask", question=QUESTION)
    (story,) = [one.article for one in await newsroom.articles() if one.article.url == STORY["url"]]
    await newsroom.remove([story.id], block=True)

    assert await corrections.amend()

    text = read(channel.last_message)
    assert "-# Withdrawn: the article quoted here is no longer among mine." in text
    assert "pounds" not in text
    assert "fare rises" not in text
    assert not any(STORY["url"] in part.get("url", "") for part in components(channel.last_message))


async def test_a_private_answer_is_not_remembered(alice, channel, memory):
    await alice.slash(channel, "ask", question=QUESTION, private=True)
    assert await memory.articles_cited() == {}


async def test_a_deleted_answer_is_forgotten(env, alice, admin, channel, newsroom, memory, corrections):
    await alice.slash(channel, "ask", question=QUESTION)
    assert await memory.articles_cited()
    message = await env.bot.get_channel(channel.id).fetch_message(channel.last_message.id)
    await message.delete()
    await env.settle()

    assert await memory.articles_cited() == {}


async def test_an_answer_deleted_while_the_bot_was_away_is_forgotten(
    env, alice, channel, newsroom, memory, corrections
):
    await alice.slash(channel, "ask", question=QUESTION)
    await change(newsroom)
    env.inject_error("GET", "/channels/*/messages/*", status=404, code=10008)

    assert await corrections.amend()

    assert await memory.articles_cited() == {}


async def test_many_answers_are_amended_a_few_at_a_time(env, alice, channel, newsroom, memory, corrections):
    await alice.slash(channel, "ask", question=QUESTION)
    (answer,) = await memory.answers_citing(1, 2)
    for number in range(MOST_AT_ONCE):
        await memory.remember_answer(number + 1, channel_id=channel.id, cited=answer.cited)
    await change(newsroom)

    assert not await corrections.amend()
    assert await corrections.amend()
    assert (await memory.articles_cited())[1] == {2}
