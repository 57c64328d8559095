"""The outlet that a question names."""

import pytest

from index.sources import source_named

NAMES = ("The Harbour Ledger", "Mercury", "Ledger Online")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what did the Harbour Ledger say about the ferry?", "The Harbour Ledger"),
        ("harbour ledger on the strike", "The Harbour Ledger"),
        ("according to Mercury, who won?", "Mercury"),
        ("how far away is mercury", None),
        ("what is a ledger", None),
    ],
)
def test_the_outlet_named(question, name):
    named = source_named(question, NAMES)
    assert (named.name if named else None) == name


def test_the_span_is_the_name_alone():
    question = "what did the Harbour Ledger say?"
    named = source_named(question, NAMES)
    assert named is not None
    assert question[slice(*named.span)] == "the Harbour Ledger"
