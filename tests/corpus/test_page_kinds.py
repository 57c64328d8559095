"""Pages that are no articles are told apart, in many shapes; a real article is never refused."""

import json

import pytest

from corpus.errors import ExtractError
from corpus.extract import draft_from_html

URL = "https://www.coast.example/travel/night-ferries"
LEAD = (
    "The ferry company Nordsund will stop its night crossings in October, the harbour office said on Monday."
)
STORY = [
    LEAD,
    "“We lose money on every empty deck,” its director, Ida Holm, told reporters in the old customs house.",
    "About 40 people work on the night boats; most of them will be offered other posts by the company.",
    "The last crossing leaves the island at 23:40 on 30 September, and the town plans a small farewell.",
    "Until then tickets cost half, and those who have booked for later get their money back within a week.",
    "The mayor of Vessel Bay, Per Olsen, asked the company to think again and offered it a loan of the town.",
]
WALLED = "it is behind a paywall: only a teaser of it can be read"
CONSENT = "it is a page that asks for consent, not the article"
VIDEO = "it is a page of a video, with hardly any text"


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body: str, *, head: str = "", title: str = "Night ferries end in October") -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title} | Coast Courier</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/subscribe'>Subscribe</a> <a href='/login'>Log in</a></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        "<footer><p>© 2024 Coast Courier</p></footer></body></html>"
    )


def article(**fields: object) -> str:
    value = {
        "@type": "NewsArticle",
        "headline": "Night ferries end in October",
        "datePublished": "2024-05-12",
    }
    return f"<script type='application/ld+json'>{json.dumps(value | fields)}</script>"


def refusal(html: str, url: str | None = URL) -> str | None:
    try:
        draft_from_html(html, origin="page", url=url)
    except ExtractError as error:
        return error.reason
    return None


@pytest.mark.parametrize(
    "html",
    [
        page(paragraphs(LEAD), head=article(isAccessibleForFree=False)),
        page(paragraphs(LEAD), head=article(isAccessibleForFree="False")),
        page(paragraphs(LEAD), head=article(isAccessibleForFree="http://schema.org/False")),
        page(paragraphs(LEAD), head=article(isAccessibleForFree=False, wordCount=900)),
        page(paragraphs(LEAD), head=article(isAccessibleForFree=False, articleBody=" ".join(STORY))),
        page(paragraphs(LEAD), head=article() + "<meta property='article:content_tier' content='locked'>"),
        page(paragraphs(LEAD) + "<div class='wall'><h2>Subscribe to continue reading</h2></div>"),
        page(
            paragraphs(LEAD, STORY[1][:40] + "…")
            + "<div><p>To read the full story</p><a href='/s'>Subscribe</a></div>"
        ),
        page(paragraphs(LEAD) + "<aside>This article is exclusively available to our subscribers.</aside>"),
        page(paragraphs(LEAD) + "<div><span>You have reached your limit of 3 free articles.</span></div>"),
        page(paragraphs(LEAD) + "<section><p>Log in or create an account to keep reading.</p></section>"),
        page(
            paragraphs(LEAD) + "<div>Already a subscriber? <a>Sign in to continue</a></div>", head=article()
        ),
        page("<div><h2>This content is for members only</h2><p>Already a member? Log in.</p></div>"),
        page(
            paragraphs("Die Reederei stellt ihre Nachtfahrten im Oktober ein, sagte das Hafenamt.")
            + "<div>Dieser Artikel ist nur für Abonnenten lesbar.</div>"
        ),
        page(
            paragraphs("La compagnie arrêtera ses traversées de nuit en octobre, a dit le port lundi.")
            + "<p class='x'>Il vous reste 85% de cet article à lire.</p>"
        ),
        page(
            paragraphs("La compañía dejará de navegar de noche en octubre, dijo el puerto el lunes.")
            + "<div><strong>Suscríbete para seguir leyendo</strong></div>"
        ),
    ],
)
def test_a_teaser_before_a_wall_is_refused_as_paywalled(html: str) -> None:
    assert refusal(html) == WALLED


@pytest.mark.parametrize(
    "html",
    [
        page(paragraphs(*STORY), head=article(isAccessibleForFree=False)),
        page(paragraphs(*STORY) + "<div>Subscribe to continue reading</div>"),
        page(
            paragraphs(LEAD) + "<p>You have 2 free articles left this month. Subscribe to keep reading.</p>"
        ),
        page(paragraphs(LEAD) + "<div style='display: none'><p>Subscribe to continue reading</p></div>"),
        page(paragraphs(LEAD) + "<template><p>Subscribe to continue reading</p></template>"),
        page(paragraphs(LEAD), head=article(isAccessibleForFree=True)),
        page(paragraphs(LEAD), head=article(isAccessibleForFree=False, wordCount=17)),
        page(paragraphs(LEAD) + "<p>Already a subscriber? <a href='/login'>Log in</a></p>", head=article()),
        page(
            paragraphs(*STORY[:2], "Readers must now subscribe to read the paper's site, its owner said."),
            head=article(isAccessibleForFree=True),
        ),
    ],
    ids=[
        "metered",
        "overlay",
        "meter",
        "hidden",
        "template",
        "free",
        "short and whole",
        "nav",
        "about walls",
    ],
)
def test_a_whole_article_beside_talk_of_subscribing_is_read(html: str) -> None:
    assert refusal(html) is None


def locked(selector: str = ".rest", **fields: object) -> str:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}
    return article(isAccessibleForFree=False, hasPart=part, **fields)


EIGHTY_WORDS = [*STORY, "The harbour office will write to all who hold a yearly ticket for the night boat."]
PROMPT = "<p>Subscribe to The Coast Courier to read all of it.</p>"


@pytest.mark.parametrize(
    "html",
    [
        page(paragraphs(*EIGHTY_WORDS) + f"<div class='story rest'>{PROMPT}</div>", head=locked()),
        page(paragraphs(*EIGHTY_WORDS) + "<div id='rest'></div>", head=locked("article #rest")),
        page(paragraphs(*EIGHTY_WORDS), head=article(isAccessibleForFree=False, wordCount=900)),
        page(paragraphs(*EIGHTY_WORDS), head=locked(wordCount=300)),
    ],
    ids=["an empty part", "an empty part by id", "its length", "its length and a part"],
)
def test_a_long_teaser_is_refused_when_its_page_says_that_the_story_goes_on(html: str) -> None:
    assert refusal(html) == WALLED


@pytest.mark.parametrize(
    "html",
    [
        page(f"<div class='rest'>{paragraphs(*EIGHTY_WORDS)}</div>", head=locked()),
        page(paragraphs(*EIGHTY_WORDS), head=locked()),
        page(paragraphs(*EIGHTY_WORDS) + "<div class='rest'></div>", head=locked(wordCount=100)),
        page(paragraphs(*EIGHTY_WORDS) + "<div class='rest'></div>", head=article()),
        page(paragraphs(*EIGHTY_WORDS), head=article(wordCount=900)),
        page(paragraphs(*EIGHTY_WORDS, *(f"{line} So it goes." for line in STORY * 3)), head=locked()),
    ],
    ids=["the part is there", "no such part", "its length", "not locked", "free and wrong", "long"],
)
def test_a_locked_page_that_shows_its_story_is_read(html: str) -> None:
    assert refusal(html) is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Error 404", "Nothing here."),
        ("410 Gone", "Nothing here."),
        ("503 Service Unavailable", "Back soon."),
        ("Page not found", "Try our search."),
        ("Seite nicht gefunden", "Bitte nutzen Sie die Suche."),
        (
            "Coast Courier",
            "Sorry, the page you are looking for could not be found. Try our home page or search.",
        ),
        (
            "Coast Courier",
            "This story is no longer available. Please return to our home page for the latest news.",
        ),
        (
            "Coast Courier",
            "Please enable JavaScript and cookies to continue to this site, then load it again.",
        ),
        (
            "Coast Courier",
            "We have seen unusual traffic from your network. Please verify that you are human to go on.",
        ),
        (
            "Coast Courier",
            "We are sorry: this content is not available in your region, for reasons of its licence.",
        ),
        ("Courrier", "Désolé, la page que vous cherchez n'existe plus sur notre site. Revenez à l'accueil."),
    ],
)
def test_an_error_page_is_refused_as_one_whatever_its_title(title: str, body: str) -> None:
    reason = refusal(page(paragraphs(body), title=title))

    assert reason is not None
    assert reason.startswith("it is an error page («")


@pytest.mark.parametrize(
    "title",
    [
        "404 people held after harbour protest",
        "500 jobs to go at the night ferries",
        "Forbidden City opens at night",
        "Security check queues grow at the harbour",
        "Cookie factory on the island closes",
        "Your privacy at sea",
        "Consent law passes on the island",
        "Oops: mayor sends the wrong letter",
    ],
)
def test_a_short_story_is_read_though_its_headline_sounds_like_an_error(title: str) -> None:
    assert refusal(page(paragraphs(*STORY[:3]), title=title)) is None


@pytest.mark.parametrize(
    "text",
    [
        "The video has been removed from the site after complaints, the company said on "
        "Monday evening. You can see why.",
        "Police say the page was deleted by a former clerk, who was held on Monday in the "
        "harbour and questioned twice.",
    ],
)
def test_a_short_story_about_a_page_that_is_gone_is_read(text: str) -> None:
    assert refusal(page(paragraphs(text, *STORY[1:3]))) is None


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "Cookies on the Coast Courier",
            ["We use cookies. By clicking accept you agree to them.", "Accept all"],
        ),
        (
            "Before you continue",
            ["We and our partners store cookies on your device.", "Reject all", "Accept all"],
        ),
        (
            "Coast Courier",
            [
                "We and our 812 partners use cookies and ask for your consent to advertising and tracking.",
                "You can change your privacy choices and withdraw consent at any time in the settings.",
            ],
        ),
        (
            "Kurier",
            [
                "Wir und unsere Partner nutzen Cookies und bitten um Ihre Einwilligung für Werbung "
                "und Tracking.",
                "Sie können Ihre Zustimmung jederzeit widerrufen. Alle akzeptieren oder Datenschutz "
                "einstellen.",
            ],
        ),
        (
            "Courrier",
            [
                "Nous et nos partenaires utilisons des cookies avec votre consentement, pour la publicité.",
                "Vous pouvez changer vos choix. Tout accepter ou lire la politique de confidentialité.",
            ],
        ),
    ],
)
def test_a_consent_wall_is_refused_as_one(title: str, lines: list[str]) -> None:
    assert refusal(page(paragraphs(*lines), title=title)) == CONSENT


def test_a_short_story_about_cookies_is_read() -> None:
    lines = (
        "The court fined the firm because it set cookies before users gave consent, a blow to "
        "its advertising.",
        "Its tracking of visitors through cookies broke the privacy law, the judges wrote, "
        "and consent came late.",
    )

    assert refusal(page(paragraphs(*lines))) is None


def teaser(number: int, *, card: str = "article", heading: str = "h2", text: str = "") -> str:
    told = (
        text
        or f"Fares on line {number} rise by a tenth in May, and the operator blames the price of fuel for it."
    )
    return (
        f"<{card} class='c'><{heading}><a href='/news/{number}'>Fares rise on ferry line "
        f"{number}</a></{heading}>"
        f"<p>{told}</p></{card}>"
    )


LIST_DATA = "<script type='application/ld+json'>" + json.dumps(
    {"@type": "ItemList", "itemListElement": [
        {"@type": "NewsArticle", "headline": f"Fares rise on ferry line {n}", "datePublished": "2024-05-01"}
        for n in range(9)]}
) + "</script>"  # fmt: skip


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("".join(teaser(n) for n in range(12)), ""),
        ("".join(teaser(n, card="li", heading="h3") for n in range(12)), ""),
        ("".join(teaser(n, card="div", heading="h4") for n in range(12)), ""),
        ("".join(teaser(n) for n in range(12)), LIST_DATA),
        ("".join(teaser(n) for n in range(12)), "<meta property='og:type' content='website'>"),
        ("".join(teaser(n, text=" ".join(STORY)) for n in range(5)), ""),
        ("".join(f"<a href='/n/{n}'><h3>Fares rise on line {n}</h3></a>" for n in range(30)), ""),
    ],
    ids=["articles", "items", "containers", "listed in data", "website", "whole stories", "headlines"],
)
def test_a_list_of_stories_is_refused_as_one(body: str, head: str) -> None:
    reason = refusal(
        f"<html><head><title>All news</title>{head}</head><body><main>{body}</main></body></html>"
    )

    assert reason is not None
    assert reason.startswith(("it is a list of ", "the page lists stories"))


def test_a_story_with_teasers_around_it_is_read() -> None:
    others = "".join(teaser(n, card="div") for n in range(8))

    assert refusal(page(paragraphs(*STORY)).replace("</main>", f"</main><aside>{others}</aside>")) is None


def test_a_list_of_goods_in_one_story_is_read() -> None:
    goods = "".join(
        f"<section><h3><a href='https://shop.example/{n}'>Lamp for the night boat "
        f"{n}</a></h3><p>{line}</p></section>"
        for n, line in enumerate(STORY)
    )

    assert refusal(page(goods)) is None


PLAYER = "<iframe src='https://www.youtube.com/embed/x'></iframe>"
IS_VIDEO = '<script type=\'application/ld+json\'>{"@type": "VideoObject", "name": "x"}</script>'


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (page(PLAYER + paragraphs(LEAD), head="<meta property='og:type' content='video.other'>"), URL),
        (page(PLAYER + paragraphs(*STORY[:2]), head=IS_VIDEO), URL),
        (page(PLAYER + paragraphs(LEAD)), "https://www.coast.example/video/ferries"),
        (
            page("<video src='a.mp4'></video>" + paragraphs(LEAD), head=article()),
            "https://www.coast.example/videos/7",
        ),
    ],
    ids=["open graph", "data", "address", "with article data"],
)
def test_a_page_of_a_video_is_refused_as_one(html: str, url: str) -> None:
    assert refusal(html, url) == VIDEO


def test_a_story_with_a_video_is_read() -> None:
    assert refusal(page(PLAYER + paragraphs(*STORY), head=IS_VIDEO)) is None
    assert refusal(page(PLAYER + paragraphs(LEAD), head=article())) is None


def test_a_log_in_page_is_refused_as_one() -> None:
    form = "<form><p>Welcome back.</p><input name='u'><input type='password' name='p'></form>"

    assert (
        refusal(page(form + "<p>Your account at the Courier</p>", title="Log in"))
        == "it is a page that asks to log in"
    )
