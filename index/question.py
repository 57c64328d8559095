"""What a question asks for: its kind, the words that carry it, its names and numbers. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’.&-][^\W\d_]+)*|[^\W_]+")
"""A word or number as people count them: «U.S», «Mercedes-Benz», «don't», «2.8», «10:30», «F150»."""


class Kind(StrEnum):
    """What would answer: a person, a time, a place, a figure of some kind, a reason, somebody's words."""

    WHO = "who"
    WHICH = "which"
    WHEN = "when"
    WHERE = "where"
    COUNT = "how many"
    MONEY = "how much money"
    SHARE = "what share"
    DISTANCE = "how far"
    DURATION = "how long"
    AGE = "how old"
    SPEED = "how fast"
    WEIGHT = "how heavy"
    DEGREES = "how hot"
    FREQUENCY = "how often"
    SIZE = "how big"
    SCORE = "what score"
    WHY = "why"
    SAID = "what was said"
    YES_NO = "yes or no"
    COMPARE = "compare"
    OTHER = "other"


FIGURES = frozenset(
    {
        *(Kind.WHEN, Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.DISTANCE, Kind.DURATION, Kind.AGE),
        *(Kind.SPEED, Kind.WEIGHT, Kind.DEGREES, Kind.FREQUENCY, Kind.SIZE, Kind.SCORE),
    }
)
"""Kinds whose answers are told by their form: without such a figure there is no answer."""

WHOLE = frozenset({Kind.YES_NO, Kind.COMPARE, Kind.OTHER})
"""Kinds that no form of words answers by itself: a whole sentence does."""

_ASKED_FOR: dict[Kind, tuple[str, ...]] = {
    Kind.WHY: (
        r"why|how come|warum|wieso|weshalb",
        r"(?:for )?what reasons?|what (?:was|is|were|are) the (?:reasons?|causes?)|what (?:caused|led to)",
    ),
    Kind.SAID: (
        r"(?:what|how) (?:did|does|do|has|had)\b.*\b(?:say|said|tell|told|think|respond|react|comment)",
        r"(?:what|how) (?:did|does|do|has|had)\b.*\b(?:call|describe|warn|promise|claim)",
        r"what\b.*\baccording to|reaction of|was (?:sagte|sagt)",
    ),
    Kind.SCORE: (
        r"(?:what|which) (?:(?:is|was|were) )?(?:the )?(?:\w+ )?(?:score(?:line)?|margin)",
        r"by (?:what|how (?:big|large) an?) (?:score|majority|margin)",
        r"how many (?:goals|points|runs|votes)\b.*\bby|by how many",
    ),
    Kind.SHARE: (
        r"(?:what|which) (?:percent(?:age)?|share|proportion|fraction|part)",
        r"how many percent|by how much|wie viel prozent",
    ),
    Kind.MONEY: (
        r"how (?:expensive|costly|cheap)|wie ?viel (?:kostet|kosten|geld)|was kostet",
        r"what(?:'?s)?\b.*\b(?:price|cost|fee|fare|salary|fine|budget|worth|charge|revenue|profit|debt)",
        r"how much (?:money|did|does|do|will|would|is|was|were|are|has|have)",
        r"how much\b.*\b(?:money|cost|pay|paid|paying|worth|raise|raised|spend|spent|price|debt)",
        r"what (?:does|did|will) .* (?:cost|pay|charge)",
    ),
    Kind.AGE: (r"how old|what(?:'?s)?\b.*\bage|wie alt",),
    Kind.SPEED: (r"how (?:fast|quick)|what(?:'?s)?\b.*\bspeed|wie schnell",),
    Kind.WEIGHT: (r"how heavy|how much\b.*\bweigh|what(?:'?s)?\b.*\bweight|wie schwer",),
    Kind.DEGREES: (r"how (?:hot|cold|warm)|what(?:'?s)?\b.*\btemperature",),
    Kind.FREQUENCY: (r"how often|how frequently|wie oft",),
    Kind.DISTANCE: (
        r"how (?:far|tall|high|deep|wide)|wie (?:weit|hoch|tief|breit)",
        r"what(?:'?s)?\b.*\b(?:range|length|height|depth|width|distance)",
        r"how long is the (?:bridge|tunnel|road|line|route|course|wall|pier|boat|ship|cable|track)",
    ),
    Kind.DURATION: (
        r"how (?:long|many (?:years|months|weeks|days|hours|minutes))|wie lange?|what\b.*\bduration",
    ),
    Kind.SIZE: (r"how (?:big|large|great)|what(?:'?s)?\b.*\bsize|wie groß",),
    Kind.COUNT: (r"how many|how much|what number|number of|wie ?viele?",),
    Kind.WHEN: (
        r"when|wann|since when|until when",
        r"(?:what|which) (?:day|date|year|month|time)",
    ),
    Kind.WHERE: (
        r"where|wo|wohin|woher",
        r"(?:what|which) (?:\w+ ){0,2}(?:city|town|country|place|street|state|region|village|island|river)",
        r"(?:what|which) (?:\w+ ){0,2}(?:harbou?r|port|venue|stadium)",
    ),
    Kind.WHO: (
        r"who|whom|whose|wer|wem|wen",
        r"(?:what|which) (?:\w+ ){0,2}(?:person|people|company|firm|party|player|team|minister|mayor)",
        r"(?:what|which) (?:\w+ ){0,2}(?:author|scientist)",
    ),
    Kind.WHICH: (r"which|what(?: is| was|'s|s)\b.*\b(?:called|named|name)|what (?:\w+ )?name|welche[rsn]?",),
    Kind.OTHER: (r"what|how",),
}
"""How each kind is asked for. What comes first in the question decides, then the order here: «which film
led when …» asks for a name, not for a time."""

_PREAMBLE = re.compile(
    r"\A\W*(?:(?:can|could|would|will) (?:you|someone|anyone) (?:please )?(?:tell|show|explain|say|remind)\w*"
    r"|(?:do|does) (?:you|anyone|anybody|someone) (?:know|remember)|(?:please )?tell (?:me|us))\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compared? (?:to|with)|in comparison|versus|vs\.?|difference between|differ(?:s|ed)? from)(?!\w)"
    r"|\b(?:(?:more|less|fewer) [\w-]+|(?!(?:rather|other|later|earlier)\b)\w+er) than (?!any\b|\d)"
    r"|\b(?:more|less|fewer|\w+er)\b[^?]*[,:] [^?]*\bor\b",
    re.IGNORECASE,
)
_COMPARABLE = frozenset({Kind.WHO, Kind.WHICH, Kind.YES_NO, Kind.OTHER})
_COUNTED = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+)"
_SEVERAL = re.compile(
    rf"\W*(?:which (?:{_COUNTED}\b|\w{{3,}}(?<!s)s\b)|what {_COUNTED}\b|(?:who|what) (?:are|were) (?!you\b)"
    r"|(?:which|what) (?:\w+ ){0,2}\w{3,}(?<!s)s (?:are|were|have|do|did|will|would|can|could|may|might)\b"
    rf"|(?:list|name) (?:the|all|every|{_COUNTED})\b)",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
    r"|(?:is|are|was|were|do|does|did|has|have|had|can|could|wo|would|should)n['’]t"
    r"|ist|sind|hat|haben|war|waren|wird|werden|kann|können)\b",
    re.IGNORECASE,
)
_COUNTING = re.compile(
    r"\b(?:how (?:many|much)|number of) (?:(?:of|the|its|their|other|more) )*([\w'’-]+)(?: ([\w'’-]+))?",
    re.IGNORECASE,
)
_KINDS = {
    kind: re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE) for kind, patterns in _ASKED_FOR.items()
}

STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being between both but
    by can could did do does doing down during each else ever few for from further get gets getting
    give given go going got had has have having he her here hers him his how i if in into is it its
    itself just know let like made make many may me might more most much must my no nor not now of
    off on once only or other our out over own per please really same say says said she should since
    so some still such tell than that the their them then there these they this those through thing
    things to too under until up us very was we were what when where which while who whom whose why
    will with would yes yet you your whats what's who's whos hows how's where's when's didn't
    doesn't isn't aren't wasn't weren't der die das ein eine einer eines einem einen den dem des und
    oder aber nicht ist sind war waren wird werden wurde wurden hat haben hatte hatten in im an am
    auf aus bei mit nach von vom vor zu zum zur für über unter um als wie was wer wo wann warum
    wieso wohin welche welcher welches wieviel viele viel es er sie wir ihr ich du le la les un une
    des du de et est sont qui que quoi quand où pourquoi comment el los las y es son por""".split()
)
"""English first, with the little words of German, French and Spanish."""

_ASKING = frozenset(
    """happen happened happening news latest article articles story stories report reports reported
    according anything something someone somebody anyone tell explain describe name list mean means
    called kind type""".split()
)
"""Words that belong to the asking, not to what is asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    `words` are its content words in lower case and in order, without repeats; `names` those written
    with a capital inside the sentence or beside digits; `numbers` its figures, years included;
    `several`: it asks for more than one («which towns …», «who were …»); `counted`: the word whose
    number a COUNT asks for («how many *jobs* will go»), None elsewhere.
    """

    text: str
    kind: Kind
    words: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    several: bool = False
    counted: str | None = None


def compared(word: str) -> str:
    """Return a word as it is looked up: in lower case and without the «'s» of a possessive."""
    return word.casefold().replace("’", "'").removesuffix("'s")


def kind_of(text: str) -> Kind:
    """Return the kind of answer asked for: OTHER where no pattern fits."""
    asked = _PREAMBLE.sub("", text, count=1)
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_KINDS.items())
        if (match := pattern.search(asked))
    ]
    kind = min(found)[2] if found else Kind.OTHER
    if _YES_NO.match(asked):
        kind = Kind.YES_NO
    return Kind.COMPARE if kind in _COMPARABLE and _COMPARE.search(asked) else kind


def taken_apart(text: str) -> Question:
    """Return the question's parts; a text of stop words only keeps them all as its words."""
    found = list(WORD.finditer(text))
    words: list[str] = []
    names: list[str] = []
    numbers: list[str] = []
    for position, match in enumerate(found):
        word = match.group()
        lower = compared(word)
        if word != "US" and (lower in STOP_WORDS or lower in _ASKING):
            continue
        if lower not in words:
            words.append(lower)
        if lower[0].isdigit():
            numbers.append(lower)
        elif word[0].isupper() and (position > 0 or not text.istitle()):
            names.append(lower)
    if not words:
        words = list(dict.fromkeys(match.group().casefold() for match in found))
    kind = kind_of(text)
    return Question(
        text,
        kind,
        tuple(words),
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(numbers)),
        several=bool(_SEVERAL.match(_PREAMBLE.sub("", text, count=1))),
        counted=_counted(text, words) if kind is Kind.COUNT else None,
    )


def _counted(text: str, words: Sequence[str]) -> str | None:
    match = _COUNTING.search(text)
    following = [compared(word) for word in match.groups() if word] if match else []
    return next((word for word in following if word in words and word not in STOP_WORDS), None)
