from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans


def sentences(text, language="en"):
    return [text[start:end] for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    "marked",
    [
        "He moved to the U.S. in 2010. | He stayed.",
        "Sales fell in the U.S. | The company cut prices.",
        "Acme Inc. said it would buy Foo Corp. for $3 billion. | Shares rose.",
        "He works for Acme Inc. | The firm is big.",
        "Mr. Smith met Dr. J. K. Rowling on Jan. 5. | They talked.",
        "George W. Bush spoke. | John F. Kennedy Jr. listened.",
        "It grew 3.5% in Q1. | No. 5 on the list is Nissan.",
        "The shop closed at 5 p.m. | The owner left at 6 p.m. on Monday.",
        "In Washington, D.C. the mayor spoke. | He lives in Washington, D.C. | She does not.",
        "St. Louis Gov. Mike Parson spoke to Sen. Smith and Atty. Gen. Garland. | OK.",
        "Ft. Worth is big. | The shop is on Main St. | The owner is old.",
        "See Vol. 3, pp. 5-6, e.g. the map. | Approx. 5 people came.",
        "He earned $1.5 mn. in 2020. | Lt. Col. Jones spoke.",
        "Yahoo! shares rose. | Jeopardy! is on.",
        "They sold it. | iPhone sales rose.",
        "Wait... what? | He paused … and then went on. | Really?!",
        "Write to news@example.com. | Then wait.",
        "1. First item. | 2. Second item.",
        "Q. What is it? | A. It is that.",
        "Cllr. Jane Smith said so. | Cllrs. Hill and Low agreed with Supt. Ray Cole.",
        "Sgt. Miller, Insp. Lee and Const. Mary Hill spoke. | Det. Insp. Ward and Ald. Brown did not.",
        "Adm. Kirby, Brig. Gen. Ryder, Maj. Smith and Capt. Cook met. | Cpl. Klinger wrote to Spc. Lopez.",
        "Rev. Al Sharpton and the Hon. John Smith met Lieut. Gov. Hill and Profs. Lee and Wu. | They left.",
        "Messrs. Smith and Jones sued Acme Pty. Ltd. on Monday. | Tesco Plc. rose.",
        "J.D. Vance met J.K. Rowling and A.J. Brown. | He has a J.D. | She is from L.A. | They met.",
        "The meeting is at 5 p.m. Monday. | It ends at 6 a.m. Eastern time. | He left at 5 p.m. | She did.",
        "It was Smith vs. Jones. | Roe v. Wade, No. 70-18, was decided in Jan. 1973.",
        "He works on Fifth Ave. near Mt. Royal Blvd. and St. Denis St. in Montreal. | It was approx. 5 p.m.",
        "“I am done ...” he said. | Well . . . that is it. | He paused… | Then he left. | So … it is.",
        "The site runs on ASP.NET and VB.NET. | It is slow.",
        "He was born c. 1850, est. 1990. | See pp. 5-6. | Smith et al. found it.",
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_a_reader_would_stop(marked):
    assert sentences(marked.replace(" | ", " ")) == marked.split(" | ")


@pytest.mark.parametrize(
    "marked",
    [
        "“We cannot win.” he said. | “Never.” | She left.",
        "“We cannot win,” he said.",
        '"We cannot win." | He left.',
        'He said, "It is over." | Then he left.',
        '"It is over," he said. | "Then he left. | He did."',
        "“We cannot win. | We tried. | It is over,” he said.",
        "“Why now?” Smith asked. | “No!” Jones said in a statement. | “Why now?” | The reporter left.",
        "‘It is over.’ | ‘No.’ | He said: “It ‘is over.’” | Then he left.",
        "(He was tired.) | She was not (see p. 5). | [Editor's note: this is new.] | The end.",
        "He is 5'10\" tall. | The '90s were good.",
        "Il a dit « Non. » | Puis il est parti.",
        "„Das ist gut. | Ja.“ | Dann ging er.",
    ],
)
def test_quotes_and_brackets_stay_with_their_sentence(marked):
    assert sentences(marked.replace(" | ", " ")) == marked.split(" | ")


def test_a_quote_pasted_without_a_space_is_split_at_the_opening_mark():
    assert sentences("He left.“She stayed.” They met.") == ["He left.", "“She stayed.”", "They met."]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Er kam am 3. Mai. | Prof. Dr. Müller sprach z.B. davon."),
        ("de", "Der 1. FC Köln gewann im 19. Jahrhundert nie. | Im 2. Quartal stieg der Umsatz."),
        ("de", "Der Abg. Schulz (SPD) kam ca. 20 Minuten nach Hr. Maier. | Papst Johannes Paul II. schwieg."),
        ("de", "„Das ist gut.“ | Dann ging er … | „Warum?“, fragte sie. | Die Hauptstr. 5 ist gesperrt."),
        ("fr", "M. Dupont est là. | Il parle."),
        ("es", "El Sr. Pérez llegó. | ¿Qué dijo? | Nada."),
        ("en-GB", "Mr. Smith left. | He is gone."),
        (None, "Mr. Smith left. | He is gone."),
        ("", "Mr. Smith left. | He is gone."),
        ("xx", "Mr. Smith left. | He is gone."),
    ],
)
def test_other_languages_have_their_own_abbreviations(language, marked):
    assert sentences(marked.replace(" | ", " "), language) == marked.split(" | ")


def test_japanese_needs_no_spaces():
    text = "東京は大きい。「そうです。」と言った。次。"
    assert sentences(text, "ja") == ["東京は大きい。", "「そうです。」と言った。", "次。"]


def test_offsets_count_characters_also_behind_emoji():
    assert sentence_spans("😀😀 Up 3.5%. 👩‍👩‍👧 Down.") == [(0, 11), (12, 23)]


def test_a_blank_line_ends_a_sentence_without_a_stop():
    assert sentences("Storm hits the coast\n\nwaves rose\r\n\r\nThe end") == [
        "Storm hits the coast",
        "waves rose",
        "The end",
    ]


def test_headings_and_list_items_are_their_own():
    text = "What we know\nThe bank raised rates. It was a surprise.\n- Mortgages\n- Savings\n• Loans"
    assert sentences(text) == [
        "What we know",
        "The bank raised rates.",
        "It was a surprise.",
        "- Mortgages",
        "- Savings",
        "• Loans",
    ]


def test_a_paragraph_a_line_is_not_joined():
    first = "The bank raised rates to 5 percent, its governor told " + "bankers and " * 6 + "traders"
    assert sentences(f"{first}\nMarkets fell.") == [first, "Markets fell."]


def test_lines_wrapped_by_hand_are_joined():
    text = (
        "The bank raised rates to 5 percent, its governor said\n"
        "in a speech to bankers. The decision surprised the\n"
        "Nordic traders who had expected a pause. Markets\n"
        "fell."
    )
    assert [" ".join(sentence.split()) for sentence in sentences(text)] == [
        "The bank raised rates to 5 percent, its governor said in a speech to bankers.",
        "The decision surprised the Nordic traders who had expected a pause.",
        "Markets fell.",
    ]


def test_an_endless_paragraph_is_split_as_a_short_one():
    text = "The bank raised rates to 3.5 percent. “We had to,” Mr. Smith said. " * 2_000
    assert len(sentences(text)) == 4_000


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n", "\u2028\u3000"])
def test_white_space_has_no_sentences(text):
    assert sentence_spans(text) == []


WORDS = "Mr. U.S. No 5. 3.5 “ ” \" ' ’ ( ) [ ] « » . ! ? … He said Smith é 😀 東京 。 「 」 -".split()
PIECES = st.sampled_from(WORDS) | st.sampled_from([" ", "\n", "\r\n", "\n\n", "\u2028", "\u3000", "\t"])


@given(
    st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200),
    st.sampled_from(["en", "de", "ja", "xx"]),
)
def test_no_character_is_lost_and_no_span_is_blank(text, language):
    spans = sentence_spans(text, language)

    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
