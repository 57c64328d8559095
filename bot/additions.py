"""What an admin adds from Discord: web addresses and attached files, never a path of this machine."""

from collections.abc import Iterable, Sequence

import discord

from bot.reports import AddReport, Failure
from bot.service import NewsService

MOST_BYTES = 25_000_000


async def add_all(
    service: NewsService, addresses: str, files: Iterable[discord.Attachment], *, source: str | None
) -> AddReport:
    """Add every address (separated by spaces) and every file; what fails is in the report."""
    items = addresses.split()
    web = [item for item in items if item.casefold().startswith(("http://", "https://"))]
    reports = [
        _failed(item, "that is no web address: it begins with https://") for item in items if item not in web
    ]
    if web:
        reports.append(await service.add(web, source=source))
    reports += [await _add_file(service, file, source) for file in files]
    return summed(reports)


def summed(reports: Sequence[AddReport]) -> AddReport:
    """Return several reports as one."""
    return AddReport(
        added=sum(report.added for report in reports),
        updated=sum(report.updated for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        duplicates=sum(report.duplicates for report in reports),
        failed=tuple(failure for report in reports for failure in report.failed),
        articles=tuple(article for report in reports for article in report.articles)[:100],
    )


async def _add_file(service: NewsService, file: discord.Attachment, source: str | None) -> AddReport:
    if file.size > MOST_BYTES:
        return _failed(file.filename, f"it has more than {MOST_BYTES // 1_000_000} MB")
    try:
        data = await file.read()
    except discord.DiscordException:
        return _failed(file.filename, "Discord did not hand over the file: attach it again")
    return await service.add_bytes(file.filename, data, source=source)


def _failed(item: str, reason: str) -> AddReport:
    return AddReport(0, 0, 0, 0, (Failure(item, reason),))
