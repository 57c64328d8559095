"""The phrases in which pages speak of themselves: share bars, newsletters, tags, credits, copyright.

Each list holds regular expressions for a whole line, matched without case; `match` says which list
a line belongs to. Phrases of several languages stand side by side.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto


class Furniture(Enum):
    """A line that is no story, told by its words alone."""

    AUTHOR_LABEL = auto()
    """«Written by», «About the author»: a name and perhaps a biography follow."""
    TAGS = auto()
    RELATED = auto()
    """The heading of a list of other stories."""
    ABOUT = auto()
    """The heading above what a company says of itself below its announcement."""
    COMMENTS = auto()
    CREDIT = auto()
    PROMO = auto()
    """What a site says for itself: share bars, newsletters, «Read more: …», advertisements, cookies."""


def phrase_in(line: str, words: int) -> Furniture | None:
    """Return what a line is by its phrase; `words` is how many it has. None when it may be story.

    Labels are recognised in short lines only. The longer phrases are told by what no story says:
    «our newsletter», «in your inbox», «all rights reserved».
    """
    if len(line) > LONGEST_LINE:
        return None
    if words <= LONGEST_PHRASE:
        for kind, pattern in _PHRASES:
            if pattern.match(line):
                return kind
        if _CREDITS.search(line):
            return Furniture.CREDIT
    if words <= LONGEST_LABEL:
        for kind, pattern in _LABELS:
            if pattern.match(line):
                return kind
    return None


def is_correction(line: str) -> bool:
    """Return whether a line says what has been changed in the story since it was published."""
    return len(line) <= LONGEST_CORRECTION and _CORRECTION.match(line) is not None


LONGEST_CORRECTION = 800
"""Characters."""
LONGEST_PHRASE, LONGEST_LABEL = 60, 40
"""Words."""
LONGEST_LINE = 600
"""Characters."""

_NETWORK = (
    r"(?:x|twitter|facebook|linkedin|instagram|whatsapp|telegram|reddit|pinterest|youtube|tiktok|"
    r"threads|bluesky|"
    r"mastodon|google news|flipboard|e-?mail|print|copy link|link|messenger|snapchat|tumblr|pocket|sms|rss|"
    r"apple news|substack|apple podcasts|spotify)"
)
_OURS = (
    r"our (?:[\w-]+ ){0,4}"
    r"(?:newsletters?|list|channel|community|app|alerts?|updates?|e-?mails?|briefing|podcast)"
)
_SIGN_UP = [
    rf"(?:please )?(?:sign up|subscribe|register|join)\b.{{0,60}}\b(?:{_OURS}|(?:the|your) "
    rf"\S.{{0,40}}newsletters?|"
    r"newsletters?$|your inbox|to (?:continue|keep) reading|e-?mail (?:alerts?|updates?)|mailing list|"
    r"youtube channel)\b.{0,150}",
    rf"(?:get|receive|want|enjoy(?:ed|ing)?|have)\b.{{0,80}}\b(?:in(?:to)? your inbox|{_OURS})\b.{{0,120}}",
    r"(?:there(?:['’]s| is) plenty more|start your day) .{0,250}\b(?:newsletter|sign up|subscribe)\b.{0,120}",
    r"if you (?:enjoyed|liked) (?:this|reading)\b.{0,300}",
    r"enter your e-?mail\b.{0,60}",
    r"download (?:our|the) (?:\S+ ){0,3}app\b.{0,100}",
    r"support our (?:work|journalism|reporting|newsroom)\b.{0,150}",
    r"thanks? (?:you )?for (?:reading|signing up|subscribing)\b.{0,60}",
    r"abonnieren sie .{0,60}\bnewsletter\b.{0,80}|inscrivez-vous à .{0,60}\b(?:newsletter|lettre)\b.{0,80}",
    r"suscríbe(?:te|ase) a .{0,60}\b(?:newsletter|boletín)\b.{0,80}",
]
_FOLLOW = [
    rf"(?:you can (?:also )?)?(?:follow|like|find|join|connect with|subscribe to) (?:us|@\w+|our "
    rf"\S+) (?:on|via|at) "
    rf"(?:our )?{_NETWORK}\b.{{0,120}}",
    rf"follow (?:the )?(?-i:[A-Z])[\w .’'-]{{1,60}} on {_NETWORK}\b[^.]{{0,80}}\.?",
    r"(?:have|got|do you have|send) an? (?:news |story )?(?:tip|idea)\b.{0,160}|do you have a "
    r"story\b.{0,160}",
    r"have something to share\b.{0,150}|tell us what you think.{0,80}",
    r"(?:click|tap) here (?:to|for) .{0,120}",
    r"(?:share|rate|print|listen to|save|bookmark) this (?:article|story|post|page|news)\b.{0,60}",
    rf"(?:listen to|watch) .{{0,60}}\bon (?:our )?{_NETWORK}\W*",
]
_OTHER_STORIES = [
    r"(?:read|see|watch|listen|more|lesen sie|lee|lire|leggi)"
    r"(?: also| more| next| this| auch| también| anche| mehr)?\s*[:|]\s*\S.{0,160}",
    r"(?:also (?:read|see)|(?:à )?lire aussi|lesen sie auch|auch interessant|mehr zum thema|lee también|"
    r"te puede interesar|lees ook|les også|läs (?:också|mer|även)|læs også|lue myös|leia (?:também|mais)|"
    r"czytaj (?:więcej|także|też)|recommended|related(?: \w+)?|don['’]t miss|see also|up next|must[- ]read|"
    r"trending)\s*[:|]\s*\S.{0,160}",
]
_PEOPLE = r"(?-i:[A-ZÀ-Þ])[\w.’'-]*(?:,? (?:and |in )?(?-i:[A-ZÀ-Þ])[\w.’'-]*){0,24}"
_CREDITED = (
    r"(?:(?:additional|further) )?(?:reporting|editing|writing|compiled|edited|reported)(?: and \w+)? by "
    + _PEOPLE
)
_RIGHTS = [
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}.{0,250}|©.{0,100}",
    r"(?:.{0,80}\b)?all rights reserved\b.{0,250}|this (?:copy|material|content) (?:is for your "
    r"personal|may not be)\b.{0,300}",
    r"this (?:article|story|post|piece) (?:(?:has been |was )?(?:originally|first) (?:appeared|published)|"
    r"(?:may )?contains? affiliate|(?:has been|was) (?:edited|produced|provided|republished) (?:by|"
    r"from|with))\b.{0,200}",
    r"(?:if|when) you (?:buy|purchase|click|shop)\b.{0,80}\b(?:link|post|site|through|via)\b.{0,60}"
    r"\b(?:commission|share|earn|receive)\b.{0,100}",
    r"we (?:use income earning|may (?:earn|receive)|earn) .{0,40}\b(?:affiliate|commission)\b.{0,120}",
    rf"\(?{_CREDITED}(?:[;,.—–-]* (?:with )?{_CREDITED})*\W*",
    r".{2,120} contributed (?:reporting )?(?:to )?(?:this|the) (?:report|story|article|reporting)\W*",
    r"our standards\s*:.{0,80}",
]
_COOKIES = [
    r"(?:we|this (?:web)?site) uses? cookies\b.*",
    r"by (?:continuing|using|clicking|signing up)\b.{0,80}\b(?:you (?:agree|consent|accept)|cookies)\b.*",
    r"(?:accept|reject|manage)(?: all)? cookies\b.*|your privacy choices\b.*",
]
_EMBEDS = [
    r"(?:externer inhalt nicht verfügbar|ein klick für den datenschutz|"
    r"empfohlener (?:redaktioneller|externer) inhalt|"
    r"(?:recommended|external) (?:editorial |external )?content)\W*",
    r"(?:an dieser stelle|hier) (?:finden sie|findest du|wird|werden) .{0,80}\bexterne[nr]? inhalte?\b"
    r".{0,300}",
    r"this (?:article|story|page) (?:includes|contains) content (?:provided by|from)\b.{0,300}",
    r"(?:ich bin damit einverstanden|i (?:agree|consent)),? .{0,60}\b"
    r"(?:externer?|external|third[- ]party) (?:inhalte?|content|media)\b.{0,300}",
    r"(?:deine|ihre|your) (?:privatsphäre|datenschutz|cookie|privacy)[- ]?(?:einstellungen|settings)\b"
    r".{0,60}\b(?:verhindern|prevent|block)\b.{0,300}",
    r"we ask (?:for )?your permission before\b.{0,200}|allow [\w .]{1,30} content\?",
]
"""What stands in place of a video or a post of another site until the reader agrees."""
_TAG_LIST = [
    r"(?:tagged|tags?|topics?|filed under|keywords?|categories|schlagw[oö]rter|themen|mots[- ]clés|etiquetas|"
    r"hashtags?)\s*(?:as|with|in|under)?\s*:(?:\s.{0,300})?"
]
_ABOUT_AUTHOR = [
    r"(?:about the (?:author|writer|reporter)s?|über (?:den autor|die autorin)|à propos de l['’]auteur|"
    r"sobre (?:el autor|la autora)|author bio|the author)\s*:?"
]
_WRITTEN_BY = [
    r"(?:(?:written|words|story|posted|reported|published|article) )?by\s*:?",
    r"(?:author|autor|autorin|auteur)\s*:?|meet the author\b.{0,40}",
]
_TAG_LABEL = [
    r"(?:tagged|tags|filed under|topics|in this (?:story|article)|related topics|hashtags)\W*",
    r"(?:#\w+[\s,]*)+",
]
_RELATED = [
    r"related(?: (?:articles?|stories|story|posts?|news|content|links?|coverage|reading|topics))?",
    r"more (?:from|on|about|in|like this|to read|to explore)\b.{0,40}|more (?:\S+ ){0,3}(?:stories|"
    r"news|articles|coverage)",
    r"read (?:more|next|also|this next)|also read|see also|further reading|up next|what to read next",
    r"recommended(?: (?:for you|stories|articles|reading|videos))?|you (?:may|might) (?:also "
    r")?(?:like|be interested in)",
    r"(?:most (?:read|popular|viewed)|trending|top stories|latest|popular)(?: (?:now|news|stories|"
    r"articles|posts))?",
    r"editor['’]?s['’]? picks|don['’]t miss|(?:next|previous) (?:article|story|post)",
    r"czytaj (?:więcej|także|też)|zobacz także|lees ook|les også|läs (?:också|mer|även)|læs også|lue myös|"
    r"leia (?:também|mais)|leggi anche|mehr themen auf .{1,40}|mehr zum thema|"
    r"das könnte sie auch interessieren|sur le même sujet|à lire aussi|noticias relacionadas",
]
_ABOUT = [r"about (?-i:[A-ZÀ-Þ])[\w.&’'-]*(?: (?-i:[A-ZÀ-Þ])[\w.&’'-]*){0,4}:?"]
_COMMENTS = [
    r"(?:\d+ )?(?:comments?|replies|responses|kommentare?|commentaires?|comentarios?)\s*(?:\(\d+\)|: ?\d+)?",
    r"(?:leave|post|add|write|view|show|join) (?:a |the |your |all )?(?:comments?|reply|discussion|"
    r"conversation)\b.{0,40}",
    r"no comments(?: yet)?|log ?in to (?:leave a )?(?:comment|reply)\b.*|discussion about this "
    r"(?:post|article).*",
]
_BUTTONS = [
    r"(?:share(?: (?:on|via|this|article|story|now))*|tweet|pin(?: it)?|teilen|partager|compartir|"
    r"follow(?: us)?(?: on)?)"
    rf"\s*:?\s*(?:{_NETWORK}\b[\s,|/•·&+]*(?:(?:and|und|or|on|via|share|tweet|pin)\b\s*)*)*",
    rf"(?:{_NETWORK}\b[\s,|/•·&+]*){{2,}}|facebook|twitter|whatsapp|e-?mail(?: this)?|print|save|copy link",
    r"\d[\d.,]*[km]? (?:shares?|views?|likes?|retweets?|claps?|reads?)|\d+ min(?:ute)?s?(?: read)?",
    r"\d[\d.,]*[km]? (?:people|readers|others|users) (?:are |have )?(?:now )?"
    r"(?:reading|read|watching|viewing|viewed)"
    r"(?: (?:this|it))?(?: (?:article|story|page))?(?: right)?(?: now)?",
    r"advertisement|advertising|sponsored(?: content)?|promoted(?: content)?|anzeige|werbung|"
    r"publicité|publicidad|ad",
    r"(?:story|article) continues below(?: advertisement)?|continue reading(?: the main story)?|"
    r"to read the (?:full|whole|rest|complete|entire)\b.{0,60}",
    r"scroll (?:down )?to continue.*|skip (?:advert|ad|to .{1,30})|back to top|loading\.*|close|menu|search",
    r"log ?in|sign ?in|sign ?up|subscribe(?: now)?|newsletter|print this page|listen to (?:this "
    r")?article|watch(?: now| live)?",
    r"https?://\S+|\d{4}-\d\d-\d\dT[\d:.]+\S*|thank you|an error has occurred.{0,40}|this article "
    r"has been sent to.{0,40}",
    rf"follow .{{1,40}} on {_NETWORK}\b.{{0,20}}",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|settings|"
    r"preferences)|contact us|"
    r"about us|accept(?: all)?|i agree|got it)(?:\s*[|•·,]\s*.{0,80})?",
]
_CREDIT = [
    r"(?:^|[\s(\[.])(?:photo(?:graph)?s?|image|picture|illustration|video|graphic|foto|bild|credit|"
    r"(?:photo|image|picture) credit)"
    r"(?: (?:by|courtesy(?: of)?|credit))?\s*:\s*(?!.*[.!?]\s)[^.!?]{2,70}[)\]]?$",
    r"\((?:photo|image|picture|foto|ap|reuters|afp|getty)\b[^)]{0,70}\)$",
    r"(?:^|\s)(?:getty images|shutterstock|istockphoto|ap photo|afp|reuters|epa|alamy|imago|unsplash)"
    r"\s?(?:/|via\s)\s?[\w ./-]{2,50}$",
    r"^(?:©\s*)?(?:[\w .-]{2,40}\s?(?:/|via)\s?)?(?:getty images(?:/\w+)?|shutterstock|"
    r"istock(?:photo)?|ap photo|afp|"
    r"reuters|alamy|unsplash)$",
]


_STORY = r"(?:article|story|post|report|piece|page|headline|caption|interview|review|column)"
_CORRECTION = re.compile(
    r"[\W_]*(?:(?:corrections?|clarifications?|corrigendum|erratum|editor['’]?s['’]? note|korrektur|"
    r"richtigstellung|berichtigung|anmerkung der redaktion|correctif|rectificatif|corrección|rettifica)\b"
    r"[^:.–—]{0,40}[:.–—]\s*\S+(?:\s+\S+){3,}|"
    rf"(?:this|the) {_STORY} (?:was|has been|is) (?:first published .{{0,60}} and )?(?:since )?"
    r"(?:updated|corrected|amended|revised|changed|clarified)\b|"
    rf"(?:an|a|the) (?:earlier|previous|original) (?:version|edition) of (?:this|the) {_STORY}\b|"
    rf"in an (?:earlier|previous) version of (?:this|the) {_STORY}\b|"
    r"in einer (?:früheren|vorherigen|ersten) (?:fassung|version)|"
    r"une (?:première )?version (?:précédente|antérieure)|(?:en )?una versión anterior)",
    re.IGNORECASE,
)


def _whole(phrases: Sequence[str], after: str = "") -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(phrases) + ")" + after + "$", re.IGNORECASE)


_PHRASES = (
    (Furniture.PROMO, _whole([*_SIGN_UP, *_FOLLOW, *_OTHER_STORIES, *_RIGHTS, *_COOKIES, *_EMBEDS])),
    (Furniture.TAGS, _whole(_TAG_LIST)),
    (Furniture.AUTHOR_LABEL, _whole(_ABOUT_AUTHOR)),
)
_LABELS = (
    (Furniture.AUTHOR_LABEL, _whole(_WRITTEN_BY)),
    (Furniture.TAGS, _whole(_TAG_LABEL)),
    (Furniture.RELATED, _whole(_RELATED, r"\s*(?:[:…>→]|\.\.\.)*")),
    (Furniture.COMMENTS, _whole(_COMMENTS, r"\W*")),
    (Furniture.PROMO, _whole(_BUTTONS, r"\W*")),
    (Furniture.ABOUT, _whole(_ABOUT)),
)
_CREDITS = re.compile("|".join(_CREDIT), re.IGNORECASE)
