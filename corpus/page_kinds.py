"""Why a page is no article: errors, walls, lists, videos; a page in doubt is taken for one (pure)."""

import re
from collections.abc import Sequence
from typing import Any

from corpus.boilerplate import Story
from corpus.lines import is_sentence, words_in
from corpus.metadata import Metadata
from corpus.page_signs import has_log_in, has_player, has_wall, is_withheld, shown_text

SHORT_PAGE = 1_200
"""Characters; a longer text is a story whatever its title says."""
LEAST_PROSE = 200
"""Characters of whole sentences that a page must have unless it calls itself an article; so long a line
counts without a final mark, which some languages don't use."""
LEAST_FREE = 80
"""Words; what stands before a wall with fewer says hardly more than its headline."""
MOST_LEFT = 2
"""Times what a locked page shows: so much more of the story it must say that there is, to be a teaser."""
LEAST_ABOUT_VIDEO = 80
"""Words; a page of a video with fewer has only its caption."""
LEAST_HEADLINES = 8
"""Of other stories, which make a page without a text of its own a list."""
LEAST_TEASERS, TEASED = 3, 0.6
"""So many other stories' teasers that hold such a share of a page's text make it a list."""

ERROR_TITLE = re.compile(
    r"(?:error\s*)?(?:40[0-9]|410|429|451|50[0-4])(?:\s*$|\s*[-–—:|.!].{0,60}$|\s+(?:error|not found|page|"
    r"forbidden|gone|bad|internal|service|unauthorized|too many|gateway|client|server)\b.{0,60}$)|"
    r"(?:page|article|story|content|file)\s+(?:not found|(?:is )?(?:un|not )available).*$|"
    r".{0,30}\b(?:page (?:can(?:no|['’])t|could not) be found|not found)\b.{0,30}$|access (?:denied|to "
    r"this page has been denied).*$|"
    r"(?:just a moment|attention required|are you (?:a )?(?:robot|human)|verify you are human|bad gateway|"
    r"internal server error|(?:sorry, )?something went wrong|service (?:temporarily )?unavailable|"
    r"site maintenance|under maintenance|checking your browser|seite nicht gefunden|page (?:introuvable|"
    r"non trouvée)|página no encontrada|pagina non trovata|pagina niet gevonden|página não encontrada|"
    r"zugriff verweigert|accès refusé)\b.*$|(?:security check|forbidden|oops)\W*$",
    re.IGNORECASE,
)
ERROR_TEXT = re.compile(
    r"(?:page|article|story|content|url|address)\s+(?:that )?you(?:['’]re| are| were|['’]ve| have)? "
    r"(?:looking for|trying to (?:reach|access|view)|requested|followed)|"
    r"\b(?:this|the|that) (?:page|article|story|content|link|url)\b.{0,25}\b"
    r"(?:no longer (?:exists?|available)|could(?:n['’]t| not) be found|can(?:['’]t|not) be found|"
    r"(?:doesn['’]t|does not) exist|"
    r"has been (?:removed|deleted|moved))|"
    r"(?:enable|turn on|activate) (?:javascript|cookies)\b|javascript (?:is (?:disabled|required)|seems)|"
    r"(?:unusual|automated|suspicious) (?:traffic|activity|requests)|verify (?:that )?you are (?:a )?human|"
    r"not available in your (?:country|region|location)|unavailable (?:due to|for) legal reasons|"
    r"(?:an|internal|server) error (?:has )?occurred|"
    r"(?:seite|artikel) (?:wurde nicht gefunden|existiert nicht|ist nicht (?:mehr )?verfügbar)|"
    r"(?:page|article) (?:que vous (?:cherchez|demandez|recherchez)|n['’]existe (?:pas|plus)|introuvable)|"
    r"(?:página|artículo) (?:que (?:buscas?|busca usted|solicita)|no existe|"
    r"no (?:está|se encuentra) disponible)",
    re.IGNORECASE,
)
TO_THE_READER = re.compile(
    r"\b(?:you|your|sorry|please|oops|sie|bitte|leider|vous|désolés?|usted|lo sentimos|home ?page)\b",
    re.IGNORECASE,
)
CONSENT_TITLE = re.compile(
    r"(?:before you continue|bevor sie (?:fortfahren|weiter\w+)|(?:we value )?your privacy|"
    r"cookie (?:consent|settings|policy|preferences|notice|wall)|cookies|consent|"
    r"privacy (?:settings|choices)|"
    r"zustimmung|datenschutz-?einstellungen|gérer vos cookies)\b.*$",
    re.IGNORECASE,
)
CONSENT_WORDS = frozenset(
    "cookies cookie consent privacy partners advertising gdpr vendors tracking einwilligung zustimmung "
    "datenschutz werbung partner partnern consentement partenaires confidentialité publicité consentimiento "
    "privacidad socios publicidad consenso toestemming".split()
)
CONSENT_ACTS = re.compile(
    r"\b(?:we and our|accept all|i agree|manage (?:your|my|privacy|cookies|options)|reject all|"
    r"your (?:choices|preferences|consent|device|privacy|personal data)|you can (?:change|withdraw)|"
    r"by (?:clicking|using|continuing)|wir und unsere|alle akzeptieren|"
    r"ihre (?:einwilligung|zustimmung|daten)|"
    r"sie können .{0,40}widerrufen|nous et nos|tout accepter|votre (?:consentement|appareil|choix)|"
    r"nosotros y nuestros|aceptar todo|su consentimiento|noi e i nostri|wij en onze|alles accepteren)\b",
    re.IGNORECASE,
)


def why_no_article(story: Story, page: Metadata, tree: Any, teasers: Sequence[str]) -> str | None:
    """Return in words why a page holds no article, None when it holds one.

    `teasers` are the texts of other stories on it (see `corpus.page_signs`), `tree` is the page.
    A long text is an article whatever else the page shows; so is a short one that the page calls
    an article, unless it stands before a wall.
    """
    text, title = story.text or shown_text(tree), story.title or ""
    words = words_in(text)
    if len(text) < SHORT_PAGE:
        if ERROR_TITLE.match(title):
            return f"it is an error page («{title}»)"
        if is_about_consent(text, least=1 if CONSENT_TITLE.match(title) else 4):
            return "it is a page that asks for consent, not the article"
        if (words < LEAST_FREE and _is_walled(page, tree, words)) or _is_cut(page, tree, words):
            return "it is behind a paywall: only a teaser of it can be read"
        if not page.is_article and _is_error(text):
            return f"it is an error page («{text[:60].splitlines()[0]}»)"
    if _is_video(page, tree, words):
        return "it is a page of a video, with hardly any text"
    teased = 0 if page.is_article else _teased_in(story, teasers)
    prose = sum(len(line) for line in story.paragraphs if is_sentence(line) or len(line) >= LEAST_PROSE)
    tells_little = not page.is_article and prose < LEAST_PROSE and prose < 0.5 * len(text)
    if not teased and tells_little and len(teasers) >= LEAST_HEADLINES:
        teased = len(teasers)
    if teased:
        return f"it is a list of {teased} stories, not one: add them by their own addresses"
    if tells_little and has_log_in(tree):
        return "it is a page that asks to log in"
    if not story.text:
        return "no article was found on the page"
    return "the page lists stories or has too little text to be one" if tells_little else None


def is_about_consent(text: str, least: int = 4) -> bool:
    """Return whether a short text asks for consent to cookies and the like, rather than tells of that."""
    words = re.findall(r"\w+", text.lower())
    about = sum(word in CONSENT_WORDS for word in words)
    return about >= least and about >= 0.04 * len(words) and CONSENT_ACTS.search(text) is not None


def _is_error(text: str) -> bool:
    """Return whether a text of a few lines tells the reader that the page isn't there."""
    said = text if len(text) < SHORT_PAGE / 2 else ""
    return ERROR_TEXT.search(said[:LEAST_PROSE]) is not None and TO_THE_READER.search(said) is not None


def _is_walled(page: Metadata, tree: Any, words: int) -> bool:
    """Return whether there is more of the story; a stated count of words may tell that this is all."""
    if page.words is not None and page.words <= 1.25 * words:
        return False
    return page.is_free is False or (page.is_free is not True and has_wall(tree))


def _is_cut(page: Metadata, tree: Any, words: int) -> bool:
    """Return whether a locked page says itself that its story goes on, by its length or by an empty part."""
    if page.is_free is not False:
        return False
    stated = page.words or (words_in(page.body) if page.body else 0)
    return stated >= MOST_LEFT * words or (not stated and is_withheld(tree, page.locked))


def _is_video(page: Metadata, tree: Any, words: int) -> bool:
    at_video = re.search(r"/(?:videos?|watch)(?:/|$)", page.url or "", re.I) is not None
    if page.is_article:
        return at_video and words < LEAST_ABOUT_VIDEO and has_player(tree)
    return words < LEAST_ABOUT_VIDEO and (page.is_video or (at_video and has_player(tree)))


def _teased_in(story: Story, teasers: Sequence[str]) -> int:
    """Return how many other stories' teasers make up the text; 0 when it is a story."""
    if len(teasers) < LEAST_TEASERS:
        return 0
    pages = "\n".join(teasers)
    held = [line for line in story.paragraphs if line in pages]
    share = sum(map(len, held)) / max(len(story.text), 1)
    holding = sum(any(line in teaser for line in held) for teaser in teasers)
    if share >= TEASED and holding >= LEAST_TEASERS:
        return holding
    within = [teaser for teaser in teasers if teaser in story.text]
    return len(within) if sum(map(len, within)) >= TEASED * len(story.text) else 0
