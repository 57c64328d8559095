"""Feeds as they really come: each gives the items that are there, or says in words what is wrong."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from corpus.errors import FeedError
from corpus.feed_types import FeedKind
from corpus.feeds import parse_feed

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
URL = "https://post.example/news/feed.xml"


def item(number=1, *, title=None, link=None, guid=None, date="Tue, 19 May 2026 08:00:00 GMT", rest=""):
    return (
        f"<item><title>{title or f'Story {number}'}</title><link>{link or f'https://post.example/{number}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'id-{number}'}</guid>"
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + f"{rest}</item>"
    )


def rss(*items, channel="", head="<?xml version='1.0'?>", end="</channel></rss>"):
    return (
        f"{head}<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
        "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
        f"<channel><title>The Harbour Post</title>{channel}{''.join(items)}{end}"
    )


def parse(feed, **options):
    body = feed if isinstance(feed, bytes) else feed.encode()
    return parse_feed(body, URL, now=NOW, **options)


def titles(feed, **options):
    return [found.title for found in parse(feed, **options).items]


def reason(feed):
    with pytest.raises(FeedError) as caught:
        parse(feed)
    return caught.value.reason


# Forms


def test_rss_tells_its_title_site_language_and_how_often_to_ask():
    channel = (
        "<link>https://post.example/</link><language>en-GB</language><ttl>30</ttl>"
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    )
    feed = parse(rss(item(), channel=channel))

    assert (feed.kind, feed.title, feed.site, feed.language) == (
        FeedKind.RSS,
        "The Harbour Post",
        "https://post.example/",
        "en",
    )
    assert (feed.hints.ttl, feed.hints.period) == (timedelta(minutes=30), timedelta(minutes=15))


def test_an_rss_item_tells_its_story():
    body = "<content:encoded><![CDATA[<p>The bridge <b>opened</b>.</p>]]></content:encoded>"
    (found,) = parse(rss(item(rest=f"<author>desk@post.example (Ann Lee)</author>{body}"))).items

    assert (found.key, found.url, found.title) == ("id-1", "https://post.example/1", "Story 1")
    assert (found.html, found.author) == ("<p>The bridge <b>opened</b>.</p>", "Ann Lee")
    assert found.published == datetime(2026, 5, 19, 8, tzinfo=UTC)


def test_atom_keeps_publication_and_change_apart():
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><id>f</id>
    <updated>2026-05-19T10:00:00Z</updated><entry><title>One</title><id>urn:1</id>
    <link href="https://post.example/1"/><published>2026-05-18T09:00:00+02:00</published>
    <updated>2026-05-19T10:00:00Z</updated><author><name>Ann Lee</name></author></entry></feed>"""
    document = parse(feed)
    (found,) = document.items

    assert document.kind is FeedKind.ATOM
    assert found.published == datetime(2026, 5, 18, 7, tzinfo=UTC)
    assert found.updated == datetime(2026, 5, 19, 10, tzinfo=UTC)
    assert found.author == "Ann Lee"


def test_the_date_of_an_rdf_item_is_its_publication():
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Post</title></channel>
    <item rdf:about="https://post.example/1"><title>One</title><link>https://post.example/1</link>
    <dc:date>2026-05-18T09:00:00Z</dc:date></item></rdf:RDF>"""
    (found,) = parse(feed).items

    assert (found.published, found.updated) == (datetime(2026, 5, 18, 9, tzinfo=UTC), None)


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0", "9.9"])
def test_every_version_of_rss_is_read(version):
    feed = f"<rss version='{version}'><channel><title>P</title>{item()}</channel></rss>"

    assert titles(feed) == ["Story 1"]


def test_json_feed_is_read_whatever_types_its_values_have():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "language": "en-US",
        "home_page_url": "https://post.example/",
        "items": [
            {
                "id": 7,
                "url": "/seven",
                "title": "Seven",
                "content_html": "<p>7</p>",
                "authors": [{"name": "Ann"}],
            },
            {"id": "8", "content_text": "Two\n\nparagraphs & more", "date_published": "2026-05-19T10:00:00Z"},
            {"id": None, "title": 3, "authors": "nobody", "url": ["x"]},
            "no object",
        ],
    }
    document = parse(json.dumps(feed))
    found = {one.key: one for one in document.items}

    assert (document.kind, document.title, document.language) == (FeedKind.JSON, "Post", "en")
    assert (found["7"].url, found["7"].author) == ("https://post.example/seven", "Ann")
    assert found["8"].html == "<p>Two</p><p>paragraphs &amp; more</p>"
    assert found["8"].published == datetime(2026, 5, 19, 10, tzinfo=UTC)


def test_a_news_sitemap_tells_title_date_outlet_and_language():
    feed = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
    xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
    <loc>https://post.example/1?utm_source=map</loc>
    <image:image><image:title>A boat</image:title></image:image>
    <news:news><news:publication><news:name>The Post</news:name><news:language>en</news:language>
    </news:publication><news:publication_date>2026-05-19T08:00:00+00:00</news:publication_date>
    <news:title>Bridge opens &amp; closes</news:title></news:news></url></urlset>"""
    document = parse(feed)
    (found,) = document.items

    assert (document.kind, document.title, document.language) == (FeedKind.SITEMAP, "The Post", "en")
    assert (found.url, found.title) == ("https://post.example/1", "Bridge opens & closes")
    assert found.published == datetime(2026, 5, 19, 8, tzinfo=UTC)


def test_an_index_of_sitemaps_names_them_with_their_changes():
    feed = """<sitemapindex><sitemap><loc>https://post.example/a.xml</loc><lastmod>2026-05-19</lastmod></sitemap>
    <sitemap><loc>ftp://post.example/b.xml</loc></sitemap><sitemap><loc>https://post.example/c.xml</loc></sitemap>
    </sitemapindex>"""
    document = parse(feed)

    assert document.kind is FeedKind.SITEMAP_INDEX
    assert document.children == (
        ("https://post.example/a.xml", datetime(2026, 5, 19, tzinfo=UTC)),
        ("https://post.example/c.xml", None),
    )


def test_an_empty_feed_is_a_feed():
    assert titles(rss()) == []


# Characters


@pytest.mark.parametrize(
    ("declared", "really"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-8"),
        ("windows-1251", "cp1251"),
        ("utf-16", "utf-16"),
        ("no-such-encoding", "utf-8"),
    ],
)
def test_the_encoding_is_the_one_that_the_bytes_are_in(declared, really):
    title = "Мост открыт для движения" if really == "cp1251" else "Café «Größe» – déjà vu"
    feed = rss(item(title=title), head=f"<?xml version='1.0' encoding='{declared}'?>")

    assert titles(feed.encode(really)) == [title]


def test_the_encoding_that_only_the_server_names_is_used():
    feed = rss(item(title="日本の新しい橋が開通しました"))

    assert titles(feed.encode("shift_jis"), charset="shift_jis") == ["日本の新しい橋が開通しました"]


def test_characters_that_xml_forbids_are_dropped():
    assert titles(rss(item(title="Bri\x0bdge&#x1; ope\x00ns"))) == ["Bridge opens"]


def test_characters_that_html_names_are_read():
    assert titles(rss(item(title="Caf&eacute;&nbsp;&ndash; open"))) == ["Café – open"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<![CDATA[A <em>new</em> bridge &amp; more]]>", "A new bridge & more"),
        ("A &lt;b&gt;new&lt;/b&gt; bridge", "A new bridge"),
        ("Profit &lt; 5% &amp; rising", "Profit < 5% & rising"),
        ("<![CDATA[I <3 bridges]]>", "I <3 bridges"),
        ("\n  Two\n lines ", "Two lines"),
    ],
)
def test_a_title_is_plain_text(title, shown):
    assert titles(rss(item(title=title))) == [shown]


def test_a_feed_in_gzip_is_unpacked():
    assert titles(gzip.compress(rss(item()).encode())) == ["Story 1"]


def test_a_damaged_gzip_gives_the_items_that_are_whole():
    packed = gzip.compress(rss(*(item(n, rest=f"<x>{n * 7919 % 1009}</x>") for n in range(500))).encode())

    assert 50 < len(titles(packed[: len(packed) // 2])) < 500


# Addresses and keys


def test_relative_links_follow_the_base_that_the_feed_names():
    entry = '<entry xml:base="bridges/"><id>1</id><title>One</title><link href="one.html"/></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/a/">{entry}</feed>'

    assert [found.url for found in parse(feed).items] == ["https://cdn.example/a/bridges/one.html"]


def test_relative_links_without_a_base_follow_the_feeds_address():
    assert parse(rss(item(link="../one?utm_source=rss"))).items[0].url == "https://post.example/one"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://post.example/1", "https://me:pw@post.example/1"]
)
def test_a_link_that_is_no_web_address_is_none(link):
    assert parse(rss(item(link=link))).items[0].url is None


def test_one_id_for_several_addresses_loses_none():
    feed = rss(*(item(n, guid="same") for n in range(1, 4)))

    assert sorted(titles(feed)) == ["Story 1", "Story 2", "Story 3"]
    assert len({found.key for found in parse(feed).items}) == 3


def test_of_an_item_listed_twice_the_newest_counts():
    older = item(1, title="Before", date="Mon, 18 May 2026 08:00:00 GMT")

    assert titles(rss(older, item(1, title="After"))) == ["After"]


def test_items_without_id_and_address_are_told_apart_by_what_they_say():
    feed = "<rss version='2.0'><channel>" + "".join(
        f"<item><title>T{n}</title><description>D{n}</description></item>" for n in range(3)
    )

    assert len({found.key for found in parse(feed + "</channel></rss>").items}) == 3


def test_an_item_changes_its_digest_when_it_says_something_else_only():
    one, same, other = (
        parse(rss(item(title=title, date=date))).items[0].digest
        for title, date in (("A", None), ("A", "Tue, 19 May 2026 08:00:00 GMT"), ("B", None))
    )

    assert one == same != other


# Dates


@pytest.mark.parametrize(
    ("written", "published"),
    [
        (None, None),
        ("yesterday-ish", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Wed, 20 May 2026 15:00:00 GMT", NOW),
        ("Sat, 20 Jun 2026 15:00:00 GMT", None),
        ("2026-05-19 08:00:00 +0200", datetime(2026, 5, 19, 6, tzinfo=UTC)),
        ("19 May 2026 08:00 EDT", datetime(2026, 5, 19, 12, tzinfo=UTC)),
        ("Dienstag, 19. Mai 2026", datetime(2026, 5, 19, tzinfo=UTC)),
    ],
)
def test_only_a_date_that_can_be_is_believed(written, published):
    assert parse(rss(item(date=written))).items[0].published == published


def test_a_change_at_one_moment_of_all_items_is_none():
    entries = "".join(
        f"<entry><id>{n}</id><title>T{n}</title><updated>2026-05-19T10:00:00Z</updated></entry>"
        for n in range(3)
    )

    assert {
        found.updated for found in parse(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>').items
    } == {None}


def test_items_are_newest_first():
    days = [f"{day} May 2026 08:00:00 GMT" for day in (17, 19, 18)]

    assert titles(rss(*(item(n, date=date) for n, date in enumerate(days)))) == [
        "Story 1",
        "Story 2",
        "Story 0",
    ]


# Broken and hostile


@pytest.mark.parametrize("cut", [10, 25, 60])
def test_a_feed_that_is_cut_off_gives_its_whole_items(cut):
    assert titles(rss(item(1), item(2), item(3))[: -len("</channel></rss>") - cut]) == ["Story 1", "Story 2"]


def test_a_feed_of_broken_xml_gives_its_items():
    feed = rss(item(1, rest="<description>Tom & Jerry <b>unclosed</description>"), item(2))

    assert titles(feed) == ["Story 1", "Story 2"]


def test_ten_megabytes_are_read_as_far_as_they_go():
    story = "<description>" + "Words about the bridge. " * 1_000 + "</description>"
    feed = rss(*(item(n, rest=story) for n in range(420)))

    assert len(feed) > 10_000_000
    assert len(titles(feed[:10_000_000])) > 400


def test_a_feed_of_very_many_items_gives_the_newest_thousand():
    dates = [(NOW - timedelta(minutes=n)).strftime("%d %b %Y %H:%M:%S GMT") for n in range(6_000)]
    found = titles(rss(*(item(n, date=dates[n]) for n in reversed(range(6_000)))))

    assert (len(found), found[0]) == (1_000, "Story 0")


def test_no_entity_grows():
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    head = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY l0 'ha'>{laughs}]>"
    (found,) = parse(rss(item(title="Ha &l9;"), head=head)).items

    assert len(found.title) < 20


def test_no_entity_grows_in_a_sitemap():
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    head = f"<!DOCTYPE urlset [<!ENTITY l0 'ha'>{laughs}]>"
    document = parse(
        f"{head}<urlset><url><loc>https://post.example/1</loc><title>&l9;</title></url></urlset>"
    )

    assert [(found.url, found.title) for found in document.items] == [("https://post.example/1", None)]


def test_no_file_is_read_for_an_entity(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    head = f"<!DOCTYPE urlset [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    document = parse(f"{head}<urlset><url><loc>https://post.example/1</loc><title>&x;</title></url></urlset>")

    assert "secret" not in str(document)


def test_a_deeply_nested_feed_is_read():
    assert titles(rss(item(rest="<a>" * 20_000 + "</a>" * 20_000))) == ["Story 1"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b"just words", "it is no feed: neither XML nor JSON"),
        (
            b"<html><body>Hi</body></html>",
            "it is a web page, not a feed; give the site's address to find its feeds",
        ),
        (
            b"<!DOCTYPE html><title>x</title>",
            "it is a web page, not a feed; give the site's address to find its feeds",
        ),
        (b"<?xml version='1.0'?><svg/>", "it is XML, but no feed that is known"),
        (b"<opml version='2.0'><body/></opml>", "it is a list of feeds (OPML): import it"),
        (b'{"a": 1}', "it is JSON, but no JSON Feed: «items» is missing"),
        (b'{"items": [{"id": "1"', "the JSON is cut off at its end, line 1, column 22"),
        (b"<rss version='2.0'><channel><item><title>A", "it is cut off before the end of its first story"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "it is a PNG picture, not text"),
    ],
)
def test_what_is_no_feed_is_said_in_words(body, said):
    assert reason(body) == said
