"""Does an excerpt support a sentence? Numbers, names, denials, dates, words and vectors compared. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from index.agreement import (
    counted_forms,
    in_order,
    is_number,
    is_turned,
    likest_clauses,
    neighbours_agree,
    roles_agree,
)
from index.meanings import ALIKE, FILLERS, JOINTS, READER, SPEECH
from index.statements import Clause, Part, Same, Statement, Term, stated

MIN_COVERAGE = 0.9
"""Share of the sentence's words that the excerpts have to hold."""
MIN_BEARING = 0.34
"""Share of them that each cited excerpt has to hold by itself."""
MIN_PLACED = 0.9
"""Share of them that one sentence, with the one before it and the title, has to hold together."""
MIN_COSINE = 0.6
"""Of the sentence with the nearest sentence of each cited excerpt."""
LONGEST = 400
"""Characters of a sentence."""

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}\b(?:instruction|prompt|rule|order|direction)"
    r"|\bsystem\s*(?:prompt|message)\b|^\W*(?:system|assistant|user)\s*:"
    r"|\byou are (?:now |an? )*(?:ai\b|assistant|language model|chat ?bot)"
    r"|^\W*(?:say|tell|write|reply|answer|print|output|repeat|respond|pretend|act as|append|include)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Text that speaks to whoever reads it as a machine would be spoken to."""

_QUOTED = re.compile(r"[“„«\"][^“”„«»\"]*[”“»\"]")
_NO_STATEMENT = re.compile(r"https?:|www\.|@\w|<[^>]*>|`|\?\W*$")


class Fault(StrEnum):
    """Why a sentence isn't shown."""

    UNCITED = "cites nothing"
    UNKNOWN_CITATION = "cites what is not there"
    FORM = "is no plain statement"
    NUMBER = "a number is not in the excerpts"
    NAME = "a name is not in the excerpts"
    PLACE = "numbers, names and words are not together in the excerpts"
    POLARITY = "says the opposite"
    CERTAINTY = "is surer than the excerpts"
    WORDS = "says more than the excerpts"
    BEARING = "cites an excerpt that has little to do with it"
    MEANING = "is not near any of the excerpts' sentences"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is cited: an excerpt's sentences in order, and its story's title and outlet."""

    sentences: tuple[str, ...]
    title: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence of an excerpt: the terms that may support, and those around it (before it, headline)."""

    sentence: Statement
    terms: tuple[Term, ...]
    around: tuple[Term, ...]

    def forms(self, clause: int) -> set[str]:
        """Return what one of the sentence's clauses says."""
        return {term.form for term in self.terms if term.clause == clause}


class Judge:
    """Compares sentences with excerpts; `same` maps a word in lower case to its stem."""

    def __init__(self, same: Same) -> None:
        self._same = same
        self._groups: dict[str, set[str]] = {}
        for group in ALIKE:
            forms = {same(word) for word in group}
            for form in forms:
                self._groups.setdefault(form, set()).update(forms)
        self._fillers = {same(word) for word in FILLERS | JOINTS}

    def fault(self, claim: str, cited: Sequence[Excerpt]) -> Fault | None:
        """Return why the words of the cited excerpts don't support a sentence, or None when they do."""
        if not cited:
            return Fault.UNCITED
        said = stated(claim, self._same)
        if len(claim) > LONGEST or _NO_STATEMENT.search(claim) or not said.terms or _speaks_to_reader(said):
            return Fault.FORM
        attributed = said.has_quote or not SPEECH.isdisjoint(said.words)
        sources = [self._source(excerpt, attributed=attributed) for excerpt in cited]
        contexts = [context for source in sources for context in source]
        if not contexts:
            return Fault.WORDS
        return (
            self._facts(said, contexts)
            or self._bearing(said, sources)
            or self._certainty(said, contexts)
            or self._placing(said, contexts)
        )

    def distance_fault(self, cosines: Sequence[float]) -> Fault | None:
        """Judge by the cosines of a sentence with the nearest sentence of each excerpt that it cites."""
        return Fault.MEANING if min(cosines, default=0.0) < MIN_COSINE else None

    def _source(self, excerpt: Excerpt, *, attributed: bool) -> list[Context]:
        """Return the excerpt's sentences with what stands around each; orders are no source."""
        if gives_orders(excerpt):
            return []
        title = stated(excerpt.title, self._same)
        outlet = stated(excerpt.source, self._same)
        contexts: list[Context] = []
        before: tuple[Term, ...] = ()
        quoted = False
        for sentence in excerpt.sentences:
            own = stated(sentence, self._same, quoted=quoted)
            quoted = own.ends_quoted
            terms = tuple(term for term in own.terms if attributed or not term.quoted)
            contexts.append(Context(own, terms, before + title.terms + outlet.terms))
            before = tuple(term for term in terms if term.part is Part.NAME)
        return contexts

    def _facts(self, said: Statement, contexts: Sequence[Context]) -> Fault | None:
        """Every number and name has to occur, and nothing may be turned into its opposite."""
        terms = [term for context in contexts for term in (*context.terms, *context.around)]
        numbers = [term for term in terms if term.part is Part.NUMBER]
        forms = {term.form for term in terms}
        if not all(any(is_number(term, other) for other in numbers) for term in said.of(Part.NUMBER)):
            return Fault.NUMBER
        if not all(term.form in forms for term in said.of(Part.NAME)):
            return Fault.NAME
        if any(self._alike(counted).isdisjoint(forms) for counted in counted_forms(said.terms)):
            return Fault.NUMBER
        words = {word for context in contexts for word in context.sentence.words}
        return Fault.POLARITY if is_turned(set(said.words), words) else None

    def _certainty(self, said: Statement, contexts: Sequence[Context]) -> Fault | None:
        """Each clause has to be denied, hedged or still to come as the clause is that it is most like."""
        clauses = [
            (clause, context.forms(number))
            for context in contexts
            for number, clause in enumerate(context.sentence.clauses)
        ]
        for number, clause in enumerate(said.clauses):
            wanted = [term for term in said.terms if term.clause == number]
            likest = likest_clauses(wanted, clauses, self._alike)
            if not likest:
                continue
            if any(other.denied != clause.denied for other in likest):
                return Fault.POLARITY
            if not any(_is_as_certain(clause, other) for other in likest):
                return Fault.CERTAINTY
        return None

    def _bearing(self, said: Statement, sources: Sequence[Sequence[Context]]) -> Fault | None:
        """The excerpts together have to hold nearly all the words, each by itself enough of them."""
        forms = [
            {term.form for context in source for term in (*context.terms, *context.around)}
            for source in sources
        ]
        if self._coverage(said.terms, set().union(*forms)) < MIN_COVERAGE:
            return Fault.WORDS
        if any(self._coverage(said.terms, held) < MIN_BEARING for held in forms):
            return Fault.BEARING
        return None

    def _coverage(self, terms: Iterable[Term], held: Collection[str]) -> float:
        needed = [term.form for term in terms if term.form not in self._fillers]
        found = [not self._alike(form).isdisjoint(held) for form in needed]
        return sum(found) / len(found) if found else 1.0

    def _alike(self, form: str) -> Set[str]:
        return self._groups.get(form, frozenset()) | {form}

    def _placing(self, said: Statement, contexts: Sequence[Context]) -> Fault | None:
        """The words of the sentence, or of each of its halves, have to stand together in one place."""
        groups = [said.terms]
        if not any(self._holds(said.terms, set(said.words), context) for context in contexts):
            groups = [
                tuple(term for term in said.terms if term.half == half)
                for half in sorted({term.half for term in said.terms})
            ]
        if all(
            any(self._holds(group, _words(said, group), context) for context in contexts) for group in groups
        ):
            return None
        return Fault.PLACE

    def _holds(self, terms: Sequence[Term], words: set[str], context: Context) -> bool:
        forms = {term.form for term in (*context.terms, *context.around)}
        numbers = [term for term in terms if term.part is Part.NUMBER]
        return (
            all(any(is_number(term, other) for other in context.terms) for term in numbers)
            and all(term.form in forms for term in terms if term.part is Part.NAME)
            and self._coverage(terms, forms) >= MIN_PLACED
            and not is_turned(words, set(context.sentence.words))
            and in_order(numbers, context.terms)
            and neighbours_agree(terms, context.terms, self._alike)
            and roles_agree(terms, context.terms)
        )


def gives_orders(excerpt: Excerpt) -> bool:
    """Tell whether an excerpt speaks, outside a quotation, to a machine that reads it."""
    return any(_ORDER.search(_QUOTED.sub(" ", sentence)) for sentence in excerpt.sentences)


def _is_as_certain(clause: Clause, source: Clause) -> bool:
    """Tell whether a clause claims no more than its source: no fact from a plan, no plan from a fact."""
    if source.hedged:
        return clause.hedged
    return clause.hedged or clause.future == source.future


def _words(said: Statement, terms: Sequence[Term]) -> set[str]:
    """Return all words of the stretch that the terms span."""
    return set(said.words[terms[0].at : terms[-1].at + 1])


def _speaks_to_reader(said: Statement) -> bool:
    return not said.has_quote and not READER.isdisjoint(said.words)
