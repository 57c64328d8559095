"""What is known of a sentence that may answer, by name: the features that rank it and give the confidence."""

MEANINGS = {
    "passage cosine": "the question's cosine with the passage",
    "passage weighted cosine": "the same, where the question's words weigh by their rarity",
    "passage BM25": "the passage's BM25 score as a share of the most that the question's words could score",
    "sentence cosine": "the question's cosine with the sentence",
    "added cosine": "the cosine of what the question and the sentence add to the passage: of both without "
    "their part along the passage's vector",
    "sentence coverage": "the share of the question's words, weighed by rarity, that the sentence says",
    "surroundings coverage": "the same for the sentence, its neighbours and the title",
    "story coverage": "the same for all passages of the article that were retrieved, and the title",
    "surroundings likeness": "the surroundings' coverage where a word that isn't said counts by how near in "
    "meaning another one is («price» for «cost»)",
    "passage likeness": "the same for the passage and the title",
    "story likeness": "the same for the story",
    "surroundings plain likeness": "the surroundings' likeness to the question's plain words, each counting "
    "alike: those that the articles don't write as names, which a near miss shares; 1 without any",
    "passage plain likeness": "the same for the passage and the title",
    "event likeness": "how near the passage comes to what a question why takes to have happened; 1 for "
    "another",
    "number coverage": "the share of the question's numbers that passage and title say, 1 without any; an "
    "article of the time named needn't say its own year or month, here and above",
    "counted closeness": "how near what the sentence counts comes to what the question counts; 1 when it "
    "asks for no number of things",
    "figure found": "whether a figure of the kind asked for (a date, a sum, a distance) stands in the "
    "sentence: 1 or −1, 0 when none is asked for",
    "figure closeness": "how close that figure stands to the question's words",
    "figure likeness": "how near what is said around such a figure, in the sentence or its neighbours, comes "
    "to the question's plain words; 1 when no figure is asked for, or there are no such words",
    "reason found": "as for a figure, where a reason is asked for",
    "speech found": "as for a figure, where somebody's words are asked for",
    "name found": "as for a figure, where a name is asked for",
    "place found": "as for a figure, where a place is asked for",
    "answer among words": "the sentence's coverage times how close what could answer stands to those words",
    "lead": "how early in the article the sentence comes",
    "timeliness": "how well the article's date fits the time named, or half where the passage names the year",
}
"""Each about in [0, 1]."""

FEATURES = tuple(MEANINGS)
"""The features' names, in the order of every row of them."""

NOTHING_LACKS = frozenset(
    {
        *("number coverage", "counted closeness", "figure likeness", "event likeness", "timeliness"),
        *("surroundings plain likeness", "passage plain likeness"),
    }
)
"""Features that are 1 where nothing of their kind is asked for: less than that tells of something missing."""
