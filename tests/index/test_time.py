"""The table is the specification: who asks is asking on Tuesday, 19 March 2024, 15:30 UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.time import TimeNamed, time_named

NOW = datetime(2024, 3, 19, 15, 30, tzinfo=UTC)

RELATIVE = [
    ("What happened today?", "2024-03-19", "2024-03-20", "today"),
    ("What did Nissan announce yesterday?", "2024-03-18", "2024-03-19", "yesterday"),
    ("Who resigned the day before yesterday?", "2024-03-17", "2024-03-18", "the day before yesterday"),
    ("What is on fire tonight?", "2024-03-19", "2024-03-20", "tonight"),
    ("What happened this morning in Oslo?", "2024-03-19", "2024-03-20", "this morning"),
    ("Storm damage last night", "2024-03-18", "2024-03-20", "last night"),
    ("What did Nissan announce this week?", "2024-03-18", "2024-03-20", "this week"),
    ("What did Nissan announce last week?", "2024-03-11", "2024-03-18", "last week"),
    ("What happened over the past week?", "2024-03-12", "2024-03-20", "over the past week"),
    ("What happened in the last week?", "2024-03-12", "2024-03-20", "in the last week"),
    ("Who won last weekend?", "2024-03-16", "2024-03-18", "last weekend"),
    ("Who won this weekend?", "2024-03-16", "2024-03-18", "this weekend"),
    ("Which plants closed this month?", "2024-03-01", "2024-03-20", "this month"),
    ("Which plants closed last month?", "2024-02-01", "2024-03-01", "last month"),
    ("How did sales do last quarter?", "2023-10-01", "2024-01-01", "last quarter"),
    ("How did sales do this quarter?", "2024-01-01", "2024-03-20", "this quarter"),
    ("What changed last year?", "2023-01-01", "2024-01-01", "last year"),
    ("What changed this year?", "2024-01-01", "2024-03-20", "this year"),
    ("earlier this year", "2024-01-01", "2024-03-20", "earlier this year"),
    ("late last year, who left?", "2023-09-01", "2024-01-01", "late last year"),
    ("in the last 3 days", "2024-03-16", "2024-03-20", "in the last 3 days"),
    ("past two weeks of news", "2024-03-05", "2024-03-20", "past two weeks"),
    ("What happened over the past year?", "2023-03-19", "2024-03-20", "over the past year"),
    ("in the past 24 hours", "2024-03-18", "2024-03-20", "in the past 24 hours"),
    ("news from the last few days", "2024-03-14", "2024-03-20", "from the last few days"),
    ("3 days ago", "2024-03-16", "2024-03-17", "3 days ago"),
    ("two weeks ago", "2024-03-04", "2024-03-11", "two weeks ago"),
    ("What did the mayor say a month ago?", "2024-02-01", "2024-03-01", "a month ago"),
    ("five years ago", "2019-01-01", "2020-01-01", "five years ago"),
    ("a few days ago", "2024-03-14", "2024-03-18", "a few days ago"),
    ("a couple of weeks ago", "2024-03-04", "2024-03-11", "a couple of weeks ago"),
    ("What happened since last week?", "2024-03-11", "-", "since last week"),
    ("since Monday", "2024-03-18", "-", "since Monday"),
    ("by Friday", "-", "2024-03-16", "by Friday"),
    ("before last week", "-", "2024-03-11", "before last week"),
    ("between Monday and Wednesday", "2024-03-11", "2024-03-14", "between Monday and Wednesday"),
    ("from Monday to Friday", "2024-03-11", "2024-03-16", "from Monday to Friday"),
    ("Who spoke on Monday?", "2024-03-18", "2024-03-19", "on Monday"),
    ("Who spoke last Tuesday?", "2024-03-12", "2024-03-13", "last Tuesday"),
    ("Who spoke on Tuesday?", "2024-03-19", "2024-03-20", "on Tuesday"),
    ("since Friday", "2024-03-15", "-", "since Friday"),
    ("What did Nissan announce Monday?", "2024-03-18", "2024-03-19", "Monday"),
    ("What did Monday's vote decide?", "2024-03-18", "2024-03-19", "Monday's"),
    ("last summer", "2023-06-01", "2023-09-01", "last summer"),
    ("Was geschah gestern?", "2024-03-18", "2024-03-19", "gestern"),
    ("Was geschah letzte Woche?", "2024-03-11", "2024-03-18", "letzte Woche"),
    ("seit Montag", "2024-03-18", "-", "seit Montag"),
    ("Was ist heute passiert?", "2024-03-19", "2024-03-20", "heute"),
    ("vor drei Tagen", "2024-03-16", "2024-03-17", "vor drei Tagen"),
    ("in den letzten zwei Wochen", "2024-03-05", "2024-03-20", "in den letzten zwei Wochen"),
    ("im letzten Jahr", "2023-01-01", "2024-01-01", "im letzten Jahr"),
    ("since the start of the year", "2024-01-01", "-", "since the start of the year"),
    ("What did the mayor say in March last year?", "2023-03-01", "2023-04-01", "in March last year"),
    ("since two weeks ago", "2024-03-04", "-", "since two weeks ago"),
    ("What happened after Monday's earthquake?", "2024-03-18", "-", "after Monday's"),
    ("Was geschah vorgestern in Bonn?", "2024-03-17", "2024-03-18", "vorgestern"),
    ("Was beschloss der Rat letzten Monat?", "2024-02-01", "2024-03-01", "letzten Monat"),
    ("Was geschah in der letzten Woche?", "2024-03-11", "2024-03-18", "in der letzten Woche"),
    ("Was geschah am Montag?", "2024-03-18", "2024-03-19", "am Montag"),
    ("seit drei Tagen", "2024-03-16", "2024-03-20", "seit drei Tagen"),
    ("im vergangenen Jahr", "2023-01-01", "2024-01-01", "im vergangenen Jahr"),
    ("diese Woche", "2024-03-18", "2024-03-20", "diese Woche"),
    ("What was decided in March this year?", "2024-03-01", "2024-03-20", "in March this year"),
    ("since Monday, who resigned?", "2024-03-18", "-", "since Monday"),
    ("last March", "2023-03-01", "2023-04-01", "last March"),
    ("last Christmas", "2023-12-24", "2023-12-27", "last Christmas"),
    ("this past weekend", "2024-03-16", "2024-03-18", "this past weekend"),
    ("over the last fortnight", "2024-03-05", "2024-03-20", "over the last fortnight"),
    ("What happened last Friday night?", "2024-03-15", "2024-03-16", "last Friday night"),
    ("in the last twelve months", "2023-03-19", "2024-03-20", "in the last twelve months"),
    ("the end of last year", "2023-09-01", "2024-01-01", "the end of last year"),
    ("What did he announce yesterday about next week's vote?", "2024-03-18", "2024-03-19", "yesterday"),
    ("What did Will Smith say on Monday?", "2024-03-18", "2024-03-19", "on Monday"),
    ("What did she say in 2019 and last week?", "2024-03-11", "2024-03-18", "last week"),
    ("What will change, according to last week's report?", "2024-03-11", "2024-03-18", "last week's"),
    ("WHAT HAPPENED LAST WEEK", "2024-03-11", "2024-03-18", "LAST WEEK"),
    ("What has happened this past year?", "2023-03-19", "2024-03-20", "this past year"),
]
ABSOLUTE = [
    ("since March", "2024-03-01", "-", "since March"),
    ("since 2021", "2021-01-01", "-", "since 2021"),
    ("since 5 March", "2024-03-05", "-", "since 5 March"),
    ("until March 2023", "-", "2023-04-01", "until March 2023"),
    ("before 2020", "-", "2020-01-01", "before 2020"),
    ("after 2019", "2020-01-01", "-", "after 2019"),
    ("between 2019 and 2021", "2019-01-01", "2022-01-01", "between 2019 and 2021"),
    ("from March to May 2023", "2023-03-01", "2023-06-01", "from March to May 2023"),
    ("from 2019 to 2021", "2019-01-01", "2022-01-01", "from 2019 to 2021"),
    ("between March and May 2023", "2023-03-01", "2023-06-01", "between March and May 2023"),
    ("in March", "2024-03-01", "2024-03-20", "in March"),
    ("in April", "2023-04-01", "2023-05-01", "in April"),
    ("in March 2024", "2024-03-01", "2024-03-20", "in March 2024"),
    ("early March 2024", "2024-03-01", "2024-03-11", "early March 2024"),
    ("mid-March", "2024-03-11", "2024-03-20", "mid-March"),
    ("in late 2023", "2023-09-01", "2024-01-01", "in late 2023"),
    ("March 5", "2024-03-05", "2024-03-06", "March 5"),
    ("on March 5", "2024-03-05", "2024-03-06", "on March 5"),
    ("5 March 2024", "2024-03-05", "2024-03-06", "5 March 2024"),
    ("on the 5th of March", "2024-03-05", "2024-03-06", "on the 5th of March"),
    ("2024-03-05", "2024-03-05", "2024-03-06", "2024-03-05"),
    ("03/05/2024", "2024-03-05", "2024-03-06", "03/05/2024"),
    ("25/12/2023", "2023-12-25", "2023-12-26", "25/12/2023"),
    ("05.03.2024", "2024-03-05", "2024-03-06", "05.03.2024"),
    ("Q1 2024", "2024-01-01", "2024-03-20", "Q1 2024"),
    ("the first quarter of 2023", "2023-01-01", "2023-04-01", "the first quarter of 2023"),
    ("in Q1", "2024-01-01", "2024-03-20", "in Q1"),
    ("summer 2023", "2023-06-01", "2023-09-01", "summer 2023"),
    ("in the summer of 2023", "2023-06-01", "2023-09-01", "in the summer of 2023"),
    ("in 2023", "2023-01-01", "2024-01-01", "in 2023"),
    ("election results 2023", "2023-01-01", "2024-01-01", "2023"),
    ("2023 election results", "2023-01-01", "2024-01-01", "2023"),
    ("What was 2023's biggest merger?", "2023-01-01", "2024-01-01", "2023's"),
    ("over Christmas", "2023-12-24", "2023-12-27", "over Christmas"),
    ("Christmas 2022", "2022-12-24", "2022-12-27", "Christmas 2022"),
    ("on the 5th", "2024-03-05", "2024-03-06", "on the 5th"),
    ("on March 3rd", "2024-03-03", "2024-03-04", "on March 3rd"),
    ("im März 2024", "2024-03-01", "2024-03-20", "im März 2024"),
    ("am 5. März 2024", "2024-03-05", "2024-03-06", "am 5. März 2024"),
    ("Anfang März", "2024-03-01", "2024-03-11", "Anfang März"),
    ("5 mars 2024", "2024-03-05", "2024-03-06", "5 mars 2024"),
    ("March 5–10, 2024", "2024-03-05", "2024-03-11", "March 5–10, 2024"),
    ("from 5 to 10 March 2024", "2024-03-05", "2024-03-11", "from 5 to 10 March 2024"),
    ("in March and April 2023", "2023-03-01", "2023-05-01", "in March and April 2023"),
    ("in the first half of 2023", "2023-01-01", "2023-07-01", "in the first half of 2023"),
    ("Monday, 5 February 2024", "2024-02-05", "2024-02-06", "Monday, 5 February 2024"),
    ("in the year 2022", "2022-01-01", "2023-01-01", "in the year 2022"),
    ("in 2022-23", "2022-01-01", "2024-01-01", "in 2022-23"),
    ("May 2023", "2023-05-01", "2023-06-01", "May 2023"),
    ("in May", "2023-05-01", "2023-06-01", "in May"),
    ("on 12 May", "2023-05-12", "2023-05-13", "on 12 May"),
    ("from 2019 onwards", "2019-01-01", "-", "from 2019 onwards"),
    ("zwischen 2019 und 2021", "2019-01-01", "2022-01-01", "zwischen 2019 und 2021"),
    ("von März bis Mai 2023", "2023-03-01", "2023-06-01", "von März bis Mai 2023"),
    ("bis März 2023", "-", "2023-04-01", "bis März 2023"),
    ("nach 2019", "2020-01-01", "-", "nach 2019"),
    ("Which of the plants closed since March 2023?", "2023-03-01", "-", "since March 2023"),
    ("prior to May 2023", "-", "2023-05-01", "prior to May 2023"),
    ("up to 5 March 2024", "-", "2024-03-06", "up to 5 March 2024"),
    (
        "Who left between 5 March and 10 March?",
        "2024-03-05",
        "2024-03-11",
        "between 5 March and 10 March",
    ),
    (
        "sales from late 2022 to early 2023",
        "2022-09-01",
        "2023-05-01",
        "from late 2022 to early 2023",
    ),
    ("Mar. 5, 2024", "2024-03-05", "2024-03-06", "Mar. 5, 2024"),
    ("Sept 2023", "2023-09-01", "2023-10-01", "Sept 2023"),
    ("late March 2023", "2023-03-21", "2023-04-01", "late March 2023"),
    ("Q4 of 2023", "2023-10-01", "2024-01-01", "Q4 of 2023"),
    ("H2 2023", "2023-07-01", "2024-01-01", "H2 2023"),
    ("2023 Q3", "2023-07-01", "2023-10-01", "2023 Q3"),
    ("on Monday, 5 February 2024", "2024-02-05", "2024-02-06", "on Monday, 5 February 2024"),
    ("during 2022", "2022-01-01", "2023-01-01", "during 2022"),
    ("as of 2022", "2022-01-01", "2023-01-01", "of 2022"),
    ("2023-12", "2023-12-01", "2024-01-01", "2023-12"),
    ("March 2023's floods", "2023-03-01", "2023-04-01", "March 2023's"),
    ("What happened in may?", "2023-05-01", "2023-06-01", "in may"),
    ("since 2022 till 2023", "2022-01-01", "2024-01-01", "since 2022 till 2023"),
    ('"March 2023"', "2023-03-01", "2023-04-01", "March 2023"),
]
LATEST = [
    ("what is the latest on Nissan?", "latest"),
    ("today's headlines", "today's"),
    ("recent news on EVs", "recent"),
    ("most recent budget", "most recent"),
    ("neueste Nachrichten", "neueste"),
]
NOTHING = [
    "What did Theresa May say?",
    "Who will march on Washington?",
    "How many of the 500 jobs go?",
    "What does Agenda 2030 say?",
    "Who won Euro 2024?",
    "Who won the 2024 election?",
    "What happens next week?",
    "What happens tomorrow?",
    "What happens next March?",
    "every Monday",
    "Why did 2,000 workers strike?",
    "Which second mayor resigned?",
    "What happened on Black Friday?",
    "Who won the Women's March?",
    "Which fall killed him?",
    "Who sat on the bench?",
    "What does the Sun say?",
    "in 3 days",
    "Who sang Yesterday?",
    "What did USA Today report?",
    "Who hosts Last Week Tonight?",
    "Who was on the 5th floor?",
    "What is the 2nd amendment?",
    "How fast is 24/7 delivery?",
    "What happened in the 9/11 attacks?",
    "in today's world",
    "Which of 2000 workers lost jobs?",
    "in 2023 stores",
    "How much is $2024?",
    "by 2030",
    "in 2030",
    "What was decided before May resigned?",
    "What did he do in the 1990s?",
    "What happened in recent years?",
    "The last week of school",
    "Who played the last day of the season?",
    "Is Sheffield Wednesday bankrupt?",
    "What did Friday prayers cost?",
    "Where is Spring Street?",
    "the first quarter of the game",
    "When did Nissan last cut prices?",
    "Who may resign?",
    "20 may have died",
    "What does the Monday Club want?",
    "What will open on Friday?",
    "What will happen this weekend?",
    "later this year",
    "by the end of the year",
    "rest of the week",
    "Who runs Model 2024?",
    "How many March?",
    "What is Windows 2000?",
    "agenda 2030",
    "at the latest",
    "What did Summer Lee say?",
    "What did April say?",
    "since then",
    "Jan Smith",
    "in seconds",
    "Who won Super Tuesday?",
    "how many years ago did it close?",
    "What will Nissan launch this year?",
    "What opens in two weeks?",
    'Who wrote "Last Christmas"?',
    "What did Mars 2020 find?",
    "2024 Summer Olympics",
    "2024 Nissan Ariya",
    "Who has 2024 followers?",
    "the 2023-24 season",
    "What is in the March of Progress?",
    "How many of the 2,023 homes burned?",
    "What did the jury say in 12 Angry Men?",
    "Who said 31 February?",
    "How long is a day?",
    "What happens the day after tomorrow?",
    "Was passiert morgen?",
    "Was geschieht nächste Woche?",
    "Does range drop in winter?",
    "Who runs the Sunday Times?",
    "How many weeks did it take?",
    "a second mayor, a first quarter",
    "Who is Jan?",
    "When is the next election?",
    "1984 by Orwell",
    "2023-24 season",
    "What was said on the radio in the 1960's?",
    "over the past years",
]


def named(question: str, now: datetime = NOW) -> TimeNamed:
    found = time_named(question, now)
    assert found is not None
    return found


def row(question: str, found: TimeNamed) -> tuple[str, str, str, str]:
    since, until = (moment.strftime("%Y-%m-%d") if moment else "-" for moment in (found.since, found.until))
    return question, since, until, question[slice(*found.span)]


@pytest.mark.parametrize("expected", RELATIVE, ids=lambda expected: expected[0])
def test_a_time_counted_from_today_is_relative(expected):
    found = named(expected[0])

    assert (row(expected[0], found), found.relative, found.latest) == (expected, True, False)


@pytest.mark.parametrize("expected", ABSOLUTE, ids=lambda expected: expected[0])
def test_a_date_is_absolute(expected):
    found = named(expected[0])

    assert (row(expected[0], found), found.relative, found.latest) == (expected, False, False)


@pytest.mark.parametrize(("question", "words"), LATEST)
def test_asking_for_the_latest_names_no_range(question, words):
    found = named(question)

    assert row(question, found) == (question, "-", "-", words)
    assert found.latest


@pytest.mark.parametrize("question", NOTHING)
def test_these_name_no_time_of_publication(question):
    assert time_named(question, NOW) is None


def test_the_latest_of_this_week_has_both():
    found = named("latest news this week")

    assert row("latest news this week", found) == (
        "latest news this week",
        "2024-03-18",
        "2024-03-20",
        "this week",
    )
    assert found.latest


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        ("2024-03-15", "2024-03-09", "2024-03-11"),
        ("2024-03-16", "2024-03-09", "2024-03-11"),
        ("2024-03-17", "2024-03-09", "2024-03-11"),
        ("2024-03-18", "2024-03-16", "2024-03-18"),
    ],
    ids=["Friday", "Saturday", "Sunday", "Monday"],
)
def test_last_weekend_is_over(today, since, until):
    now = datetime.fromisoformat(today).replace(tzinfo=UTC)

    assert row("last weekend", named("last weekend", now))[1:3] == (since, until)


@pytest.mark.parametrize(
    ("today", "since"),
    [("2024-01-10", "2023-12-01"), ("2024-03-10", "2023-12-01"), ("2024-12-03", "2024-12-01")],
)
def test_this_winter_began_in_december(today, since):
    now = datetime.fromisoformat(today).replace(tzinfo=UTC)

    assert row("this winter", named("this winter", now))[1] == since


def test_a_month_before_the_last_of_march_is_the_last_of_february():
    assert named("over the past month", datetime(2024, 3, 31, tzinfo=UTC)).since == datetime(
        2024, 2, 29, tzinfo=UTC
    )


def test_a_leap_day_without_a_year_is_the_last_there_was():
    assert named("on 29 February", datetime(2023, 5, 1, tzinfo=UTC)).since == datetime(
        2020, 2, 29, tzinfo=UTC
    )


def test_days_are_those_of_the_asker():
    auckland = datetime(2024, 3, 20, 4, 30, tzinfo=ZoneInfo("Pacific/Auckland"))

    assert named("today", auckland).since == datetime(2024, 3, 19, 11, tzinfo=UTC)
    assert named("yesterday", auckland).until == datetime(2024, 3, 19, 11, tzinfo=UTC)


def test_a_day_that_the_clocks_change_has_23_hours():
    berlin = datetime(2024, 4, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    found = named("yesterday", berlin)

    assert found.until - found.since == timedelta(hours=23)


def test_a_clock_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="now must be aware"):
        time_named("today", datetime(2024, 3, 19))  # noqa: DTZ001


WORDS = (
    "today yesterday last this past next the a few in on of since until before after by from to between and "
    "for days weeks month year quarter half hours ago weekend monday friday märz march may mar february "
    "summer fall early end start first third 31 29 30th 5th 0 999 2,000 2023 2024 2025 2024-25 Q1 H2 "
    "2024-02-30 03/05/2024 31.02.2024 christmas will did what latest , ? 's seit vor letzten Woche"
)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map(" ".join),
    st.datetimes(datetime(2001, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_range_is_never_empty_and_never_ahead(question, now):
    found = time_named(question, now)

    if found and found.since:
        assert found.since <= now
        assert found.until is None or found.since < found.until <= now + timedelta(days=1)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_asked(question):
    time_named(question, NOW)
