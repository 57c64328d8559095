"""Figures as sentences give them: what they are worth, what they count, and what is none."""

import pytest

from index.figures import figures_in


def read(text):
    return [(figure.value, figure.unit, text[slice(*figure.span)]) for figure in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("voted to spend £62 million on it", (62e6, "£", "£62 million")),
        ("sold for 18.5 million pounds, they said", (18.5e6, "£", "18.5 million pounds")),
        ("It costs $149, the same", (149.0, "$", "$149")),
        ("£62m", (62e6, "£", "£62m")),
        ("Ninety-six employees will go", (96.0, "employee", "Ninety-six employees")),
        ("two thousand homes", (2000.0, "home", "two thousand homes")),
        ("a six-year sentence", (6.0, "year", "six-year")),
        ("six years in prison", (6.0, "year", "six years")),
        ("less than 0.5 percent of them", (0.5, "%", "0.5 percent")),
        ("2,100 without electricity", (2100.0, "", "2,100")),
        ("Die 7,8 Kilometer lange Strecke", (7.8, "kilometer", "7,8 Kilometer")),
        ("214 Millionen Euro", (214e6, "€", "214 Millionen Euro")),
    ],
)
def test_a_figure_is_read_with_what_it_counts(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "on Feb. 9, 2023",
        "since 1884",
        "at 11:25 on 30 May",
        "closed at 7 p.m.",
        "one in a row",
        "aged 54, he",
    ],
)
def test_dates_years_and_times_are_no_figures(text):
    assert read(text) == []


def test_counts_compare_with_counts_whatever_they_count():
    jobs, employees, pounds = (figures_in(text)[0] for text in ("112 jobs", "96 employees", "£96"))
    assert jobs.sort == employees.sort != pounds.sort
