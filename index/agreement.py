"""Whether what a sentence says of its numbers and names agrees with a source. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from itertools import combinations, pairwise

from index.meanings import OPPOSITES
from index.statements import Clause, Part, Term

Alike = Callable[[str], Set[str]]
"""Maps a form to those that may stand for it, itself among them."""

NEAR = 4
"""Terms from a number to a word that belongs to it, at most."""

_PAIRS = [tuple(frozenset(group.split()) for group in pair) for pair in OPPOSITES]


def is_number(term: Term, other: Term) -> bool:
    """Tell whether a number occurs as another; one without a unit may be of any."""
    return (
        other.part is Part.NUMBER and term.form == other.form and (not term.unit or term.unit == other.unit)
    )


def is_turned(said: Set[str], source: Set[str]) -> bool:
    """Tell whether a word stands where the source has only words of the opposite."""
    return any(
        said & group and not source & group and source & opposite and not said & opposite
        for pair in _PAIRS
        for group, opposite in (pair, pair[::-1])
    )


def likest_clauses(
    wanted: Sequence[Term], clauses: Sequence[tuple[Clause, Collection[str]]], alike: Alike
) -> list[Clause]:
    """Return the clauses that share the most terms with those wanted, names counting only in a tie."""
    words = [term.form for term in wanted if term.part is Part.WORD and not term.opens]
    others = [term.form for term in wanted if term.part is not Part.WORD or term.opens]
    shared = [
        (_count(words, forms, alike) + _count(others, forms, alike) / 100, clause)
        for clause, forms in clauses
    ]
    most = max((count for count, _ in shared), default=0.0)
    return [clause for count, clause in shared if count == most] if most else []


def _count(words: Sequence[str], forms: Collection[str], alike: Alike) -> int:
    return sum(not alike(word).isdisjoint(forms) for word in words)


def counted_forms(terms: Sequence[Term]) -> list[str]:
    """Return the words that stand directly after a number: «weeks» in «six weeks»."""
    return [other.form for one, other in pairwise(terms) if _counts(one, other)]


def in_order(numbers: Sequence[Term], own: Sequence[Term]) -> bool:
    """Tell whether those numbers that the source has follow one another as they do there."""
    rest = iter(own)
    present = [term for term in numbers if any(is_number(term, other) for other in own)]
    return all(any(is_number(term, other) for other in rest) for term in present)


def neighbours_agree(terms: Sequence[Term], own: Sequence[Term], alike: Alike) -> bool:
    """Tell whether numbers and names stand near the words beside them, where the source has those words.

    Of two numbers in one clause, no other one may stand between them in the source, across a border.
    """
    for one, other in pairwise(terms):
        if _is_doer(one, other) and not _does(one, other, terms, own, alike):
            return False
        if _counts(one, other, within=2) and not _is_counted_so(one, other, own, alike):
            return False
        within = _distance_allowed(one, other)
        if within and not _are_near(one, other, own, alike, within=within):
            return False
    numbers = [term for term in terms if term.part is Part.NUMBER]
    return all(one.clause != other.clause or _follows(one, other, own) for one, other in pairwise(numbers))


def _counts(one: Term, other: Term, *, within: int = 1) -> bool:
    named = (one.part, other.part) == (Part.NUMBER, Part.WORD) and one.clause == other.clause
    return named and other.at - one.at <= within


def _is_counted_so(number: Term, counted: Term, own: Sequence[Term], alike: Alike) -> bool:
    """Tell whether the source counts the same with the number: «58 minutes», «6,300 had followed».

    Somewhere in it the word has no other number before it, and the number no other word after it.
    """
    words, numbers = _places(counted, own, alike), _places(number, own, alike)
    pairs = list(enumerate(pairwise(own), start=1))
    otherwise = {place for place, (one, other) in pairs if _counts(one, other, within=2)}
    uncounted = {place for place in words if place not in otherwise or is_number(number, own[place - 1])}
    if words and not uncounted:
        return False
    if words or counted.at - number.at > 1:
        return True
    another = {place - 1 for place, (one, other) in pairs if _counts(one, other)}
    return not another.issuperset(numbers)


def _is_doer(one: Term, other: Term) -> bool:
    """Tell whether a name stands right before a word, as before what it does."""
    return (
        (one.part, other.part) == (Part.NAME, Part.WORD)
        and other.at - one.at <= 2
        and one.clause == other.clause
    )


def _may_do(one: Term, other: Term) -> bool:
    """Tell the same of a source, where «, who» or «, which» may stand between."""
    named = (one.part, other.part) == (Part.NAME, Part.WORD) and other.at - one.at <= 2
    return named and other.clause - one.clause in (0, 2)


def _does(one: Term, other: Term, terms: Sequence[Term], own: Sequence[Term], alike: Alike) -> bool:
    """Tell whether the source doesn't have another name right before each place of the word."""
    names = {term.form for term in terms if term.clause == one.clause}
    places = _places(other, own, alike)
    others = [
        place and _may_do(own[place - 1], own[place]) and own[place - 1].form not in names for place in places
    ]
    return not others or not all(others)


def _distance_allowed(one: Term, other: Term) -> int:
    """Return how far from each other two terms in a row may stand in the source; 0 for any distance."""
    gap, parts = other.at - one.at, (one.part, other.part)
    if one.clause != other.clause:
        return 1 if gap == 1 and parts == (Part.NAME, Part.NUMBER) else 0
    return NEAR if gap <= 3 and Part.NUMBER in parts and Part.WORD in parts else 0


def _are_near(one: Term, other: Term, own: Sequence[Term], alike: Alike, *, within: int) -> bool:
    places, others = _places(one, own, alike), _places(other, own, alike)
    leads = other.part is Part.NUMBER
    return (
        not places
        or not others
        or any(
            abs(a - b) <= within and not (leads and a < b and _has_number(own[a + 1 : b]))
            for a in places
            for b in others
        )
    )


def _has_number(terms: Sequence[Term]) -> bool:
    return any(term.part is Part.NUMBER for term in terms)


def _places(term: Term, own: Sequence[Term], alike: Alike) -> list[int]:
    if term.part is Part.NUMBER:
        return [place for place, other in enumerate(own) if is_number(term, other)]
    return [place for place, other in enumerate(own) if other.form in alike(term.form)]


def _follows(one: Term, other: Term, own: Sequence[Term]) -> bool:
    """Tell whether a number follows another in the source with no third one between, or in its clause."""
    numbers = [term for term in own if term.part is Part.NUMBER]
    places = [place for place, term in enumerate(numbers) if is_number(one, term)]
    return any(
        is_number(other, numbers[later])
        and (later == place + 1 or numbers[later].clause == numbers[place].clause)
        for place in places
        for later in range(place + 1, len(numbers))
    )


def roles_agree(terms: Sequence[Term], own: Sequence[Term]) -> bool:
    """Tell whether names stand in the same order as in the source, or turned round with «by»."""
    first = {term.form: (place, term) for place, term in reversed(list(enumerate(own)))}
    names = [term for term in terms if term.form in first and not term.speaks and _is_named(term, first)]
    for one, other in combinations(names, 2):
        (place, source), (other_place, other_source) = first[one.form], first[other.form]
        later = other_source if place < other_place else source
        apart = source.half != other_source.half and not later.by
        if apart or _are_one_name(one, other):
            continue
        if (
            one.clause != other.clause
            and source.clause != other_source.clause
            and _are_close(place, other_place)
        ):
            continue
        if (place < other_place) != (other.by == later.by):
            return False
    return True


def _is_named(term: Term, first: Mapping[str, tuple[int, Term]]) -> bool:
    """Tell whether a term is a name in the source, where the sentence's first word may be one too."""
    return first[term.form][1].part is Part.NAME or (term.part is Part.NAME and first[term.form][1].opens)


def _are_one_name(one: Term, other: Term) -> bool:
    return one.form == other.form or (one.clause == other.clause and other.at - one.at == 1)


def _are_close(place: int, other: int) -> bool:
    """Tell whether two names are each other's explanation: «Tess Amberley, the Greens' candidate»."""
    return abs(place - other) <= 3
