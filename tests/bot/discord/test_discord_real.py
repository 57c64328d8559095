"""The main paths with nothing simulated but Discord: the sample articles, the real model and indexes."""

import asyncio
import re
import shutil

import pytest
from aiohttp import web

from bot.cli.sample import sample_lines
from bot.client import NewsBot
from bot.config import Settings
from bot.guilds import open_guilds
from bot.reindexing import Reindexing
from bot.render.escape import visible
from bot.request import Request
from bot.service import open_service

# Shorter than aiohttp keeps a connection, which the simulation would wait for.
pytestmark = pytest.mark.simcord(settle_timeout=12)

PAGE = """<html><head><title>Council buys nine electric ferries</title></head><body><article>
<h1>Council buys nine electric ferries</h1>
<p>The council of Dunmere bought nine electric ferries on Monday for 41 million pounds.</p>
<p>The boats replace a fleet that burned 600,000 litres of diesel a year, the harbour master said.</p>
</article></body></html>"""


def settings(folder, **changes):
    return Settings(_env_file=None, data_dir=folder, allow_private_addresses=True, **changes)


@pytest.fixture(scope="session")
def sampled(request, tmp_path_factory, encoder):
    """A data folder that holds the sample articles, indexed."""
    folder = tmp_path_factory.mktemp("sampled")
    (folder / "models").symlink_to(request.config.cache.mkdir("models"))

    async def add():
        async with open_service(settings(folder)) as service:
            await service.add_lines(sample_lines())

    asyncio.run(add())
    return folder


@pytest.fixture
def folder(sampled, tmp_path):
    return shutil.copytree(sampled, tmp_path / "data", symlinks=True)


@pytest.fixture
async def newsroom(folder):
    async with open_service(settings(folder, min_confidence=0.2)) as service:
        yield service


@pytest.fixture
async def memory(folder):
    async with open_guilds(folder / "citewire.db") as opened:
        yield opened


def quotes(text):
    """Return the excerpts of a card as they are in the article, for comparison without spaces."""
    blocks = re.findall(r"(?m)(?:^> .*\n?)+", text)
    return ["".join(re.sub(r"\\(\W)|\*\*|^> ", r"\1", block, flags=re.M).split()) for block in blocks]


async def test_every_excerpt_is_the_publishers_text(alice, channel, read, newsroom):
    result = await alice.slash(channel, "ask", question="why did Nissan cut Ariya prices?")

    text = read(result.response)
    assert "Ariya" in text
    assert quotes(text)
    stored = ["".join(visible(story.article.text).split()) for story in await newsroom.articles()]
    assert all(any(quote.strip("…") in text for text in stored) for quote in quotes(text))


async def test_a_question_that_no_article_answers_says_so(alice, channel, read):
    result = await alice.slash(channel, "ask", question="what does a kilo of bananas cost in Peru?")

    assert "**I didn’t find the answer in my articles.**" in read(result.response)


async def test_search_results_are_turned_after_a_restart_on_the_same_data(env, alice, channel, folder, read):
    first = await alice.slash(channel, "search", query="bridge repair")
    assert "Teale Bridge" in read(first.response)

    async with (
        open_service(settings(folder)) as service,
        open_guilds(folder / "citewire.db") as memory,
    ):
        await env.restart_bot(NewsBot(service, memory))
        await alice.click(channel.last_message, label="Next")
        assert re.search(r"(?m)^6\. ", read(channel.last_message))


async def test_a_follow_up_is_understood(env, alice, channel, read):
    await alice.send(channel, f"{env.bot.user.mention} why was the Teale Bridge closed?")
    await alice.send(channel, "when did it reopen?", reply_to=channel.last_message)

    assert "Teale Bridge" in read(channel.last_message)


async def test_an_article_is_added_by_its_address_found_and_removed(env, admin, channel, read):
    async def page(request):
        return web.Response(text=PAGE, content_type="text/html")

    app = web.Application()
    app.router.add_get("/ferries", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/ferries"
    try:
        added = await admin.slash(channel, "admin article add", url=address, source="Dunmere News")
    finally:
        await runner.cleanup()
    assert read(added.response).startswith("**1 added**\n- Council buys nine electric ferries")

    question = "how much did the council of Dunmere pay for the electric ferries?"
    assert "41 million pounds" in read((await admin.slash(channel, "ask", question=question)).response)

    choices = await admin.autocomplete(channel, "admin article remove", "article", "electric ferries")
    removing = await admin.slash(channel, "admin article remove", article=choices[0]["value"])
    await admin.click(removing.response, label="Remove")
    assert read(removing.response).startswith("**Removed:** Council buys nine electric ferries")
    assert "41 million" not in read((await admin.slash(channel, "ask", question=question)).response)


async def test_an_article_that_is_blocked_stays_out_under_another_name_too(admin, channel, read):
    story = ("story.html", PAGE.encode())
    await admin.slash(channel, "admin article add", file=story, source="Dunmere News")
    removing = await admin.slash(channel, "admin article remove", article="nine electric ferries")
    await admin.click(removing.response, label="Remove and block")
    assert read(removing.response).startswith("**Removed and blocked:** Council buys nine electric ferries")

    again = await admin.slash(
        channel, "admin article add", file=("copy.html", PAGE.encode()), source="Dunmere Post"
    )

    assert read(again.response).startswith(
        "**1 not taken**\n- copy.html: its text was withdrawn and is blocked"
    )


async def test_a_file_is_added_and_a_bad_one_named(admin, channel, read):
    added = await admin.slash(
        channel,
        "admin article add",
        file=("pool.txt", b"Pool opens in Dunmere\n\nThe mayor opened the new swimming pool on Monday."),
        file2=("empty.txt", b""),
        file3=("picture.png", bytes(range(256))),
    )

    text = read(added.response)
    assert text.startswith("**1 added, 2 not taken**\n- Pool opens in Dunmere")
    assert "- empty.txt" in text
    assert "- picture.png" in text


@pytest.mark.simcord(settle_timeout=90)
async def test_a_full_reindex_ends_in_its_summary_and_answers_go_on(admin, alice, channel, newsroom, read):
    result = await admin.slash(channel, "admin reindex", full=True)
    passages = (await newsroom.status()).passages

    assert read(result.response).startswith(f"**The index equals the articles:** {passages} passages")
    status = await admin.slash(channel, "admin status")
    assert f"**Index:** {passages} of {passages} passages, up to date" in read(status.response)
    answer = await alice.slash(channel, "ask", question="why did Nissan cut Ariya prices?")
    assert quotes(read(answer.response))


class Impatient(Reindexing):
    """Cancels as soon as there is progress."""

    def _take(self, progress):
        super()._take(progress)
        self.cancel()


class Shown:
    """A reply that keeps the last card."""

    async def show(self, card):
        self.components = card.to_components()


async def test_a_cancelled_reindex_leaves_a_working_index(newsroom, read):
    reply = Shown()
    await Impatient(newsroom).run(reply, full=True)

    assert read(reply).startswith("**Reindexing was cancelled.**")
    status = await newsroom.status()
    assert status.indexed == status.passages
    answer = await newsroom.ask(Request("why did Nissan cut Ariya prices?"))
    assert answer.citations[0].article.title.startswith("Why the Ariya got cheaper")
