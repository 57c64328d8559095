"""`feeds`: the sources that are followed."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cli.session import Session
    from bot.feeds import Feeds
    from corpus.feed_types import Feed

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Chosen = Annotated[
    list[str],
    typer.Argument(metavar="URL_OR_ID…", help="Numbers, addresses or names, as «feeds list» shows."),
]

feeds = typer.Typer(
    help="Follow RSS, Atom and JSON feeds and sitemaps.", no_args_is_help=True, rich_markup_mode="rich"
)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    from bot.cli import feed_lists as lists
    from bot.cli import refreshing

    example = "Example: citewire feeds"
    feeds.command("add", no_args_is_help=True, epilog=f"{example} add voltpost.example")(add)
    feeds.command("list", epilog=f"{example} list")(list_feeds)
    feeds.command("remove", no_args_is_help=True, epilog=f"{example} remove 3 --with-articles")(remove)
    feeds.command("pause", no_args_is_help=True, epilog=f"{example} pause 3")(pause)
    feeds.command("resume", no_args_is_help=True, epilog=f"{example} resume 3")(resume)
    feeds.command("refresh", epilog=f"{example} refresh --watch")(refreshing.refresh)
    feeds.command("import", no_args_is_help=True, epilog=f"{example} import feeds.opml")(lists.import_list)
    feeds.command("export", no_args_is_help=True, epilog=f"{example} export feeds.opml")(lists.export_list)
    app.add_typer(feeds, name="feeds")


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, a sitemap, or a site that has some.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask, take the best.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would be followed.")] = False,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What to call the feed.")] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="The outlet to name its articles after.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow a feed, after showing what it brings.

    On a terminal it asks first; else the best feed at the address is followed at once. Its stories
    come with «citewire feeds refresh», or by themselves while «citewire run» runs.
    """
    from bot.cli.following import followed
    from bot.cli.session import run_verb

    asks = not (yes or preview or as_json)

    async def job(session: "Session") -> bool:
        return await followed(session, url, asks=asks, only_preview=preview, name=name, source=source)

    run_verb(job, Output(as_json=as_json))


def list_feeds(as_json: AsJson = False) -> None:
    """List the feeds: when each was last read, when it is next, how much it brings, what is wrong."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from datetime import UTC, datetime

        from bot.feeds import Feeds
        from bot.render.feed_documents import feeds_document
        from bot.render.feed_tables import feed_lines, feeds_table

        states, output = await Feeds(session.service).states(), session.output
        if as_json:
            output.document(feeds_document(states))
        elif not states:
            output.text("No feed is followed. Add one: citewire feeds add URL")
        elif output.plain:
            output.text("\n".join(feed_lines(states)))
        else:
            output.show(feeds_table(states, datetime.now(UTC)))
        return True

    run_verb(job, Output(as_json=as_json))


def remove(
    chosen: Chosen,
    with_articles: Annotated[
        bool, typer.Option("--with-articles", help="Remove the articles too that it alone has brought.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Follow feeds no more; their articles stay unless --with-articles is given."""

    from bot.render.phrases import counted

    async def change(desk: "Feeds", feed: "Feed") -> tuple[str, dict[str, object]]:
        count = await desk.remove(feed, with_articles=with_articles)
        rest = f"{counted(count, 'article')} with it" if with_articles else "its articles stay"
        return f"removed {feed.id}: %s, {rest}", {"removed": True, "articles": count}

    _change_each(chosen, change, Output(as_json=as_json))


def pause(chosen: Chosen, as_json: AsJson = False) -> None:
    """Ask feeds no more until they are resumed; their articles stay."""

    async def change(desk: "Feeds", feed: "Feed") -> tuple[str, dict[str, object]]:
        await desk.pause(feed)
        return f"paused {feed.id}: %s", {"paused": True}

    _change_each(chosen, change, Output(as_json=as_json))


def resume(chosen: Chosen, as_json: AsJson = False) -> None:
    """Ask paused feeds again, those too that paused themselves."""

    async def change(desk: "Feeds", feed: "Feed") -> tuple[str, dict[str, object]]:
        await desk.resume(feed)
        return f"resumed {feed.id}: %s", {"paused": False}

    _change_each(chosen, change, Output(as_json=as_json))


def _change_each(
    chosen: list[str],
    change: "Callable[[Feeds, Feed], Awaitable[tuple[str, dict[str, object]]]]",
    output: Output,
) -> None:
    """Change every feed that is there, name those that aren't; `%s` in the words is the feed's name."""
    from bot.cli.session import run_verb

    async def job(session: "Session") -> bool:
        from bot.feeds import Feeds
        from corpus.characters import one_line
        from corpus.errors import NewsError

        desk = Feeds(session.service)
        documents, failed = [], []
        for text in chosen:
            try:
                feed = await desk.chosen(text)
                words, facts = await change(desk, feed)
            except NewsError as error:
                failed.append({"item": text, "reason": str(error)})
                output.notice(str(error))
                continue
            documents.append({"id": feed.id, "url": feed.url, "name": feed.name} | facts)
            if not output.as_json:
                output.text(words % one_line(feed.name))
        if output.as_json:
            output.document({"feeds": documents, "failed": failed})
        return not failed

    run_verb(job, output)
