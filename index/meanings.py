"""Words by what they do to a statement: deny it, hedge it, put it off, turn it round, say the same."""

DENIALS = frozenset(
    """no not never non none nobody nothing neither nor nowhere without cannot hardly barely scarcely unlikely
    fail fails failed failing refuse refuses refused refusing decline declines declined declining deny denies
    denied denying reject rejects rejected rejecting lack lacks lacked lacking nicht kein keine keinen keiner
    keinem nie niemand ohne ne pas jamais aucun aucune sans""".split()
)
"""With every word that ends in «n't»."""

HEDGES = frozenset(
    """may might could if unless whether perhaps possibly probably reportedly allegedly alleged suspected
    believe believes believed expect expects expected plan plans planned propose proposes proposed proposal
    offer offers offered consider considers considered considering hope hopes hoped want wants wanted ask asks
    asked threaten threatens threatened rumoured rumored seek seeks sought""".split()
)
"""What a statement loses when they are left out is its honesty."""

FUTURE = frozenset("will would shall should wird werden würde 'll".split())

BEFORE_TO = frozenset("still yet is are was were has have had going".split())
"""With «to» after them they put something off."""

CONDITIONS = frozenset("if unless wenn falls si".split())

SPEECH = frozenset(
    """said say says saying told tell tells add adds added warn warns warned argue argues argued insist
    insists insisted state states stated announce announces announced explain explains explained promise
    promises promised claim claims claimed call calls called describe describes described admit admits
    admitted according quote quoted read reads wrote write writes joke joked reply replied ask asked believe
    believes report reports reported sagte erklärte dit déclaré selon""".split()
)
"""Words that name somebody as the source of what is said."""

READER = frozenset("i me my mine we us our ours you your yours ich wir sie ihr je nous vous votre".split())
"""Words of one who speaks for themselves or to the reader, which no summary does."""

JOINTS = frozenset(
    """but although though while whereas because and or which who whose when after before since until if
    unless so as aber und weil als mais et car""".split()
)
"""Words at which a new clause begins."""

COUPLINGS = frozenset("and but so while whereas although though und aber mais et".split())
"""Those that join statements of which each could stand alone."""

OPPOSITES: tuple[tuple[str, str], ...] = (
    (
        "rise rises rose risen rising increase increases increased grow grows grew grown climb climbed gain "
        "gained jump jumped raise raised raises up higher",
        "fall falls fell fallen falling decrease decreases decreased drop dropped decline declined shrink "
        "shrank sink sank lower lowered cut cuts reduce reduced down",
    ),
    ("more over above most largest biggest highest longest", "less fewer under below least smallest lowest"),
    ("more less higher lower cheaper dearer", "same equal unchanged"),
    ("open opens opened reopen reopens reopened opening", "close closes closed closing shut shuts"),
    ("win wins won winning winner", "lose loses lost losing loser"),
    ("keep keeps kept retain retained hold held", "lose loses lost"),
    ("buy buys bought buying acquire acquired purchase purchased", "sell sells sold selling sale"),
    ("accept accepted approve approved agree agreed", "reject rejected refuse refused"),
    ("create creates created hire hired add added", "cut cuts lose lost dismiss dismissed redundant"),
    ("begin begins began begun start starts started launch launched", "end ends ended stop stopped finish"),
    ("before earlier", "after later"),
    ("first", "last"),
    ("early", "late"),
    ("support supported favour favor backed", "oppose opposed against"),
    ("allow allowed legal permit permitted", "ban banned forbid forbidden illegal prohibit prohibited"),
    ("guilty convicted", "innocent acquitted"),
    ("survive survived recover recovered alive", "die dies died dead killed"),
    ("minimum", "maximum"),
    ("profit profits", "loss losses"),
    ("men men's man", "women women's woman"),
    ("for", "against"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("spring", "autumn fall"),
    ("summer", "winter"),
    ("morning", "evening night"),
)
"""Pairs of groups: a word of one where the source has only words of the other turns it round."""

ALIKE = tuple(
    group.split()
    for group in (
        "rise rises rose risen rising increase increases increased grow grew grown climb climbed up",
        "fall falls fell fallen falling decrease decreased drop drops dropped decline declined down",
        "cut cuts cutting reduce reduces reduced lower lowered reduction",
        "win wins won winning",
        "lose loses lost losing loss losses",
        "buy buys bought buying acquire acquires acquired purchase purchased",
        "sell sells sold selling",
        "build builds built building",
        "find finds found discover discovers discovered",
        "say says said tell tells told state stated announce announced",
        "run runs ran running",
        "release releases released free freed",
        "go goes went gone",
        "hit hits",
        "begin begins began begun start starts started launch launched",
        "end ends ended stop stops stopped",
        "keep keeps kept retain retains retained",
        "hold holds held",
        "steal steals stole stolen",
        "beat beats beating beaten",
        "take takes took taken taking",
        "give gives gave given",
        "leave leaves left leaving",
        "pay pays paid paying",
        "spend spends spent",
        "know knows knew known",
        "see sees saw seen",
        "become becomes became",
        "come comes came",
        "rise raise raised raises",
        "speak speaks spoke spoken",
        "close closes closed closing shut shuts closure",
        "destroy destroys destroyed",
        "repair repairs repaired repairing",
        "vote votes voted",
        "person people",
        "man men",
        "woman women",
        "child children",
        "foot feet",
        "about around roughly approximately nearly almost some",
        "because due caused reason owing",
        "car cars vehicle vehicles",
        "company firm business",
        "children kids",
        "percent per cent",
        "carry carries carried carrying",
        "drive drives drove driven",
        "fire fires blaze",
        "job jobs post posts position positions",
    )
)
"""Words that may stand for one another in a sentence of a few facts; irregular forms among them."""

FILLERS = frozenset(
    """according part total number way use uses used using able include includes including included also
    later however result results resulted therefore thus as well amount amounts fact facts
    article excerpt""".split()
)
"""Words that add nothing which would need support."""

HONORIFICS = frozenset("mr mrs ms dr prof sir dame inc ltd corp cllr".split())

MONTHS = {
    month[:3]: month
    for month in """january february march april may june july august september october november
    december""".split()
}
NUMERALS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty""".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)
}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "m": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "k": 10**3,
}
UNITS = {
    "$": "$",
    "us$": "$",
    "dollar": "$",
    "dollars": "$",
    "€": "€",
    "euro": "€",
    "euros": "€",
    "£": "£",
    "pound": "£",
    "pounds": "£",
    "¥": "¥",
    "yen": "¥",
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "prozent": "%",
}
