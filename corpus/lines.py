"""What a single line of a copied page is: story, or one of the things that stand around stories (pure)."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from corpus.dates import written_date

FINAL = re.compile(r"[.!?…。！？؟।][\"'”’»›)\]*]*$|[\"”»]$")
QUOTE = re.compile(r"[\"“„«‹「『‘–—]")
"""What a line of speech begins with."""
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
BULLET = re.compile(r"(?:[-*•‣▪●◦·+]\s+)(?=\S)")
CRUMB_SIGN = re.compile(r"\s+(?:>|›|»|→|/|\|)\s+|\s*[›»]\s*")


class Kind(Enum):
    """What a line is, as far as the line alone tells."""

    STORY = auto()
    """A sentence, or speech."""
    OTHER = auto()
    """A headline, a heading, an item: it depends on where it stands."""
    CRUMBS = auto()
    BYLINE = auto()
    DATE = auto()
    AUTHOR_LABEL = auto()
    """«Written by», «About the author»: a name and perhaps a biography follow."""
    TAGS = auto()
    RELATED = auto()
    """The heading of a list of other stories."""
    COMMENTS = auto()
    CREDIT = auto()
    PROMO = auto()
    """Share bars, newsletters, «Read more: …», advertisements, cookies, copyright."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item on one line; `heading` is its level, 0 for none."""

    text: str
    heading: int = 0
    item: bool = False


def words_in(text: str) -> int:
    """Return how many words a line has; scripts without spaces count two signs as a word."""
    return len(text.split()) + len(CJK.findall(text)) // 2


def is_sentence(text: str) -> bool:
    """Return whether a line reads as at least one whole sentence: eight words and a final mark."""
    return bool(FINAL.search(text)) and words_in(text) >= 8


def kind_of(line: str) -> Kind:
    """Return what a line is. Whole sentences are story, but for those in which a page speaks of itself."""
    text = line.strip(" *_|·•–—-\t") or line
    length = words_in(text)
    if length <= 60:
        for kind, pattern in _SELF_REFERENCES:
            if pattern.match(text):
                return kind
    if length <= 50 and _CREDIT_AT_END.search(text):
        return Kind.CREDIT
    if is_sentence(line) or (QUOTE.match(line) and length >= 4):
        return Kind.STORY
    if length <= 40:
        for kind, pattern in _LABELS:
            if pattern.match(text):
                return kind
        if is_dateline(text):
            return Kind.DATE
        if byline_author(text):
            return Kind.BYLINE
        if is_crumbs(line):
            return Kind.CRUMBS
    return Kind.OTHER


def is_crumbs(line: str) -> bool:
    """Return whether a line is a path of section names: «Home > Business > Cars», «News | Sport | Weather»."""
    parts = [part for part in CRUMB_SIGN.split(line.strip()) if part.strip()]
    return (
        len(parts) >= 3
        and all(words_in(part) <= 3 for part in parts[:-1])
        or (
            len(parts) == 2
            and re.match(r"(?:home|start(?:seite)?|news|accueil|inicio)\b", line, re.I) is not None
        )
    )


def is_dateline(line: str) -> bool:
    """Return whether a line says little more than when: «Published 12 May 2024 10:15», «3 min read»."""
    if re.fullmatch(
        r"(?:\W*\d+[\s-]*min(?:ute)?s?[\s-]*(?:read|lesezeit|de lecture|de lectura)\W*)", line, re.I
    ):
        return True
    if re.fullmatch(r"\W*(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month|year)s? ago\W*", line, re.I):
        return True
    dated = written_date(line)
    rest = line
    while dated:
        rest = rest[: dated.span[0]] + " " + rest[dated.span[1] :]
        if (following := written_date(rest)) is None:
            return words_in(_WHEN_WORDS.sub(" ", rest)) <= 1
        dated = following
    return (
        bool(re.match(r"(?:last )?(?:published|updated|posted|modified)\b.{0,4}\d", line, re.I))
        and words_in(line) <= 7
    )


def stated_role(line: str) -> str | None:
    """Return «published» or «updated» when a line of dates says which its first date is."""
    found = re.search(
        r"(updated|modified|aktualisiert|mis à jour|actualizado)|(published|posted|first|publi|ver)",
        line,
        re.I,
    )
    if found is None:
        return None
    return "updated" if found[1] else "published"


def byline_author(line: str) -> str | None:
    """Return the names in a byline: «By Jane Doe, Staff writer», «Von Max Muster und Eva Beispiel | 3. Mai 2024»."""
    found = _BYLINE.match(line)
    if found is None or FINAL.search(line) and not re.search(r"\b[A-Z]\.$", line):
        return None
    rest = line[found.end() :].strip(" :")
    if dated := written_date(rest):
        rest = re.sub(
            r"(?:\b(?:on|published|updated|posted|am|le|el)\b[\s:]*)+$", "", rest[: dated.span[0]], flags=re.I
        )
    rest = re.split(r"\s*(?:\||•|·|—|–| - |;|\(|@)\s*", rest)[0].strip(" ,:")
    return _names(rest)


def is_name(text: str) -> bool:
    """Return whether a short line has the shape of a person's name, perhaps with initials."""
    parts = text.split()
    return (
        1 <= len(parts) <= 5
        and not re.search(r"[\d:;!?@#/|]", text)
        and not text.endswith(".")
        and all(part[:1].isupper() or part.lower().strip("'’") in _PARTICLES for part in parts)
        and parts[0][:1].isupper()
        and not any(part.lower().strip(",.") in _NOT_NAMES for part in parts)
    )


def is_biography(text: str, author: str | None) -> bool:
    """Return whether a paragraph at a story's end presents its author: «Jane Doe is a reporter in Paris»."""
    known = author is not None and any(text.startswith(name) for name in (author, author.split()[0]))
    presents = _PRESENTS.match(text)
    if presents and (known or _SPEAKS_OF_SELF.search(text)):
        return True
    return known and bool(
        re.match(
            r"\S+(?: \S+){0,4} (?:covers|writes|reports|joined|has (?:covered|written|reported|been a))\b",
            text,
        )
    )


def _names(text: str) -> str | None:
    """Return «A, B and C» when a text is a list of names, without roles and outlets behind them."""
    kept: list[str] = []
    for part in re.split(r",\s*(?:and\s+|und\s+|et\s+|y\s+)?|\s+(?:and|und|et|y|e|&)\s+", text):
        if len(part.split()) >= 1 and is_name(part) and not _ROLE.search(part):
            kept.append(part)
        elif not kept:
            return None
        elif not _ROLE.search(part) and words_in(part) > 5:
            return None
        else:
            break
    return ", ".join(kept) if kept else None


_PARTICLES = frozenset(
    "de da del della der den di do dos du el al bin ibn la le van von und y ter ten zu".split()
)
_NOT_NAMES = frozenset(
    "the a an this that these those it its is are was were has have had will would can could should may monday tuesday "
    "wednesday thursday friday saturday sunday january february april june july august september october november "
    "december today tomorrow yesterday about for from with without after before when while how why what where who "
    "news home business sports sport politics world share comments video photos newsletter subscribe "
    "contrast default law definition comparison then now nature design mail phone email".split()
)
_BYLINE = re.compile(
    r"(?:(?:story|text|words|reporting|report|written|posted|published|reported|analysis|opinion|article|geschrieben) )?"
    r"(?:by|von|par|por|di|door)\b\s*:?\s+(?=[A-ZÀ-Þ])|(?:author|autor|auteur|authors|words|text|byline)\s*:\s*(?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:staff|writer|reporter|editor|editors|correspondent|columnist|contributor|contributing|journalist|freelance|"
    r"producer|bureau|chief|senior|special to|reuters|associated press|press|newsroom|desk|team|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journaliste|redactor[a]?)\b",
    re.IGNORECASE,
)
_PRESENTS = re.compile(
    r"(?:about the author:?\s*)?(?:[A-ZÀ-Þ][\w.'’-]*\s+){1,4}(?:\([^)]{1,40}\)\s*)?(?:is|was|has been)\s+"
    r"(?:an?|the|our|one of)\b.{0,80}?\b(?:reporter|writer|editor|journalist|correspondent|columnist|contributor|"
    r"blogger|producer|author|freelancer|photographer|critic|analyst|fellow)\b"
)
_SPEAKS_OF_SELF = re.compile(
    r"\b(?:follow (?:him|her|them)|on (?:twitter|x|mastodon|linkedin) |covers|covering|writes (?:about|for|on)|who covers|"
    r"can be reached|reach (?:him|her|them)|(?:his|her|their) (?:work|writing|book) |previously|formerly|based in|"
    r"e-?mail)\b|@\w",
    re.IGNORECASE,
)
_WHEN_WORDS = re.compile(
    r"\b(?:(?:first|last|originally|date|time)|published|publié|publicado|veröffentlicht|posted|updated?|aktualisiert|mis à jour|"
    r"actualizado|modified|edited|created|stand|on|at|le|el|am|vom|um|uhr|à|a las|and|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"[ap]\.?m\.?|[A-Z]{2,4}T|GMT|UTC|\d+ min(?:ute)?s? read|min|read)\b|[^\w\s]+",
    re.IGNORECASE,
)
_NETWORKS = r"(?:x|twitter|facebook|linkedin|instagram|whatsapp|telegram|reddit|pinterest|youtube|tiktok|threads|bluesky|mastodon|google news|flipboard|e-?mail|print|copy link|link|messenger|snapchat|tumblr|pocket|sms|rss|apple news|substack)"
_CREDIT_AT_END = re.compile(
    r"(?:^|[\s(\[.])(?:photo(?:graph)?s?|image|picture|illustration|video|graphic|foto|bild|credit|photo credit|image credit|picture credit)"
    r"(?:\s+(?:by|courtesy(?: of)?|credit))?\s*:\s*(?!.*[.!?]\s)[^.!?]{2,70}[)\]]?$"
    r"|\((?:photo|image|picture|foto|ap|reuters|afp|getty)[^)]{0,70}\)$"
    r"|(?:^|\s)(?:getty images|shutterstock|istockphoto|ap photo|afp|reuters|epa|alamy|imago|unsplash)\s?(?:/|via\s)\s?[\w ./-]{2,50}$"
    r"|^(?:©\s*)?(?:[\w .-]{2,40}\s?(?:/|via)\s?)?(?:getty images(?:/\w+)?|shutterstock|istock(?:photo)?|ap photo|afp|reuters|alamy|unsplash)$",
    re.IGNORECASE,
)
_SELF_REFERENCES = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            Kind.PROMO,
            r"(?:please )?(?:sign up|subscribe|register|join)\b[^.!?]{0,60}\b(?:our|your inbox|newsletters?|to (?:read|continue|keep reading)|"
            r"e-?mail (?:alerts?|updates?|list)|mailing list)\b[^.!?]{0,80}(?:[.!?][^.!?]{0,80})?[.!]?$",
        ),
        (
            Kind.PROMO,
            r"(?:get|receive|want|enjoy(?:ed|ing)?)\b[^.!?]{0,80}\b(?:in your inbox|to your inbox|our (?:\w+ )?newsletters?|our (?:free )?app|this (?:article|story))\b"
            r"[^.!?]{0,60}(?:[.!?][^.!?]{0,90})?[.!?]?$",
        ),
        (
            Kind.PROMO,
            rf"(?:you can (?:also )?)?(?:follow|like|find|join|connect with|subscribe to)\s+(?:us|@\w+|our \w+|[A-Z][\w ]{{1,30}})\s+(?:on|via|at)\s+(?:our )?(?:{_NETWORKS})\b.{{0,100}}$",
        ),
        (
            Kind.PROMO,
            r"(?:we use cookies|this (?:web)?site uses cookies|by (?:continuing|using|clicking|signing up)[^.]{0,60}(?:you (?:agree|consent|accept)|cookies)|"
            r"(?:accept|reject|manage)(?: all)? cookies|your privacy choices)\b.*$",
        ),
        (
            Kind.PROMO,
            r"(?:click|tap) here (?:to|for)\b.{0,120}$|download (?:our|the) (?:\S+ ){0,3}app\b.{0,100}$|"
            r"(?:if you (?:enjoyed|liked) this|thanks? (?:you )?for reading|support our (?:work|journalism|reporting))\b.{0,150}$|"
            r"(?:share|rate|print|listen to|save|bookmark) this (?:article|story|post|page|news)\b.{0,60}$|"
            r"(?:do you have|got) a (?:story|news tip|tip)\b.{0,150}$|have something to share\b.{0,150}$",
        ),
        (
            Kind.PROMO,
            r"(?:read|see|lesen sie|lee|lire|leggi|watch|listen|more)(?: also| more| next| this| auch| también| anche| mehr)?\s*:\s\S.{0,160}$"
            r"|(?:also (?:read|see)|à lire aussi|lire aussi|lesen sie auch|auch interessant|mehr zum thema|lee también|te puede interesar|recommended|related(?: \w+)?|don['’]t miss|see also|up next|must read|trending)\s*:\s\S.{0,160}$",
        ),
        (
            Kind.PROMO,
            r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}|by\b).{0,200}$|(?:.{0,80}\b)?all rights reserved\b.{0,120}$|"
            r"(?:this (?:article|story|post|piece)) (?:was )?(?:(?:has been |was )?(?:originally|first) (?:appeared|published)|contains affiliate|may contain affiliate)\b.{0,200}$|"
            r"(?:additional |further )?(?:reporting|editing|writing|compiled) by [A-Z][^.]{2,120}(?:[;,] ?(?:additional )?(?:editing|writing|reporting) by [^.]{2,100})*\.?$|"
            r"our standards\s*:.{0,80}$",
        ),
        (
            Kind.TAGS,
            r"(?:tagged|tags?|topics?|filed under|keywords?|categories|schlagw[oö]rter|themen|mots[- ]clés|etiquetas|hashtags?)\s*(?:as|with|in|under)?\s*:(?:\s.{0,300})?$",
        ),
        (
            Kind.AUTHOR_LABEL,
            r"(?:about the (?:author|writer|reporter)s?|über (?:den autor|die autorin)|à propos de l['’]auteur|sobre el autor|author bio|the author)\s*:?$",
        ),
    )
)
_LABELS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            Kind.AUTHOR_LABEL,
            r"(?:written|words|story|posted|reported|published|article)?\s?by\s*:?$|(?:author|autor|auteur)\s*:?$|meet the author\b",
        ),
        (
            Kind.TAGS,
            r"(?:tagged|tags|filed under|topics|in this (?:story|article)|related topics|hashtags)\W*$|(?:#\w+[\s,]*)+$",
        ),
        (
            Kind.RELATED,
            r"(?:related(?: (?:articles?|stories|posts?|news|content|links?|coverage|reading|topics))?|more (?:from|on|about|in|stories|news|articles|like this|to read|to explore)\b.{0,40}|"
            r"read (?:more|next|also|this next)|also read|recommended(?: (?:for you|stories|articles|reading))?|you (?:may|might) (?:also )?(?:like|be interested in)|see also|"
            r"most (?:read|popular|viewed)|trending(?: now)?|top stories|latest (?:news|stories|articles|posts)|editor['’]?s['’]? picks|don['’]t miss|popular (?:now|stories|posts)|"
            r"mehr zum thema|das könnte sie auch interessieren|sur le même sujet|à lire aussi|noticias relacionadas|further reading|up next|what to read next|next article|previous article)\s*(?:[:…>→]|\.\.\.)*$",
        ),
        (
            Kind.COMMENTS,
            r"(?:\d+ )?(?:comments?|replies|responses|kommentare?|commentaires?|comentarios?)\s*(?:\(\d+\)|: ?\d+)?$|(?:leave|post|add|write|view|show|join) (?:a |the |your |all )?(?:comments?|reply|discussion|conversation)\b.{0,40}$|no comments(?: yet)?$|log ?in to (?:leave a )?(?:comment|reply)\b.*$|discussion about this (?:post|article).*$",
        ),
        (
            Kind.PROMO,
            rf"(?:share(?: (?:on|via|this|article|story|now))*|tweet|pin(?: it)?|e-?mail(?: this)?|print|save|copy link|facebook|teilen|partager|compartir|follow(?: us)?(?: on)?)\s*:?\s*(?:{_NETWORKS}\b[\s,|/•·&+]*(?:and|und|or|on|via|share|tweet|pin)*\s*)*$|(?:{_NETWORKS}\b[\s,|/•·&+]*){{2,}}$",
        ),
        (
            Kind.PROMO,
            r"\d[\d.,]*[km]? (?:shares?|views?|likes?|retweets?|claps?|reads?)\W*$|(?:advertisement|advertising|sponsored(?: content)?|promoted(?: content)?|anzeige|werbung|publicité|publicidad|ad|story continues below(?: advertisement)?|article continues below(?: advertisement)?|continue reading(?: the main story)?|scroll (?:down )?to continue.*|skip to (?:main )?content|back to top|loading\.*|close|menu|search|log ?in|sign ?in|sign ?up|subscribe(?: now)?|newsletter|print this page|listen to (?:this )?article|skip (?:advert|ad|to .{1,30}))\W*$",
        ),
        (
            Kind.PROMO,
            r"(?:sign up|subscribe|newsletter|get our|get the)\b.{0,40}\b(?:newsletter|inbox|updates|alerts|now|today|free)\b.{0,60}$|enter your e-?mail\b.{0,60}$|follow .{1,40} on (?:x|twitter|facebook|instagram|linkedin|youtube|tiktok|threads|bluesky|google news)\b.{0,20}$",
        ),
        (
            Kind.PROMO,
            r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|settings|preferences)|contact us|about us|accept(?: all)?|i agree|got it)(?:\s*[|•·,]\s*.{0,80})?$",
        ),
        (Kind.DATE, r"(?:\d+\s*min(?:ute)?s?(?: read)?|reading time\W.{0,20}|lesezeit\W.{0,20})$"),
    )
)
