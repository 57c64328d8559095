"""Copies are recognised and near stories are not, on a small share of what `bench.duplicates` measures."""

import random

from bench.duplicates import WANTED_PRECISION, WANTED_RECALL, copies, is_taken, others
from bench.reports import report


def test_recall_and_precision_are_as_wanted():
    chance = random.Random(7)
    stories = [report(chance).text for _ in range(40)]

    found = [is_taken(pair) for story in stories for pair in copies(story, chance)]
    taken = [is_taken(pair) for pair in others(stories, chance) if pair.kind != "next of a series"]

    assert sum(found) / len(found) >= WANTED_RECALL
    assert sum(found) / (sum(found) + sum(taken)) >= WANTED_PRECISION
