"""The cross-encoder's real loading code, on an untrained one made on the spot."""

import numpy as np
import pytest

from index.errors import ModelError
from index.model_files import find_model
from index.rerank import open_reranker

QUESTION = "why did Nissan cut Ariya prices?"
TEXTS = ["Nissan cut the price of the Ariya.", "The harbour was closed.", "Rates rose. " * 200]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Make a folder with an untrained BERT of 32 dimensions that gives so many scores."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    tokenizer = BertTokenizerFast.from_pretrained(str(find_model("all-MiniLM-L6-v2").folder))

    def make(labels):
        folder = tmp_path_factory.mktemp("reranker") / f"tiny{labels}"
        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=64, max_position_embeddings=128, num_labels=labels,
        )  # fmt: skip
        BertForSequenceClassification(config).save_pretrained(folder)
        tokenizer.model_max_length = 128
        tokenizer.save_pretrained(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def reranker(tiny):
    return open_reranker(str(tiny(1)))


def test_every_text_gets_a_probability_in_order(reranker):
    scores = reranker.scores(QUESTION, TEXTS)

    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert ((scores > 0) & (scores < 1)).all()
    np.testing.assert_allclose(scores[::-1], reranker.scores(QUESTION, TEXTS[::-1]), atol=1e-6)


def test_the_scores_are_the_models_own(reranker):
    import torch

    model, tokenizer = reranker._model.model, reranker._model.tokenizer
    read = tokenizer([QUESTION], [TEXTS[0]], return_tensors="pt")
    with torch.inference_mode():
        logit = model(**read).logits[0, 0]

    assert reranker.scores(QUESTION, TEXTS[:1])[0] == pytest.approx(torch.sigmoid(logit).item(), abs=1e-5)


def test_the_question_is_read_with_the_text(reranker):
    assert reranker.scores(QUESTION, TEXTS[:1])[0] != reranker.scores("when did rates rise?", TEXTS[:1])[0]


def test_no_text_no_score(reranker):
    assert reranker.scores(QUESTION, []).shape == (0,)


def test_it_is_named_for_its_folder(reranker):
    assert reranker.name == "tiny1"


def test_a_model_that_gives_several_scores_is_refused(tiny):
    with pytest.raises(
        ModelError, match="CITEWIRE_RERANKER: it gives 3 scores for a text, and one is needed"
    ):
        open_reranker(str(tiny(3)))


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelError, match=f"there is no cross-encoder in {tmp_path}: it has no config.json"):
        open_reranker(str(tmp_path))


def test_a_torn_model_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{", "utf-8")

    with pytest.raises(ModelError, match=f"the cross-encoder in {tmp_path} can't be loaded"):
        open_reranker(str(tmp_path))


def test_a_name_that_nobody_knows_says_what_to_set():
    with pytest.raises(ModelError, match="Set CITEWIRE_RERANKER to a folder"):
        open_reranker("no-such-owner/no-such-cross-encoder")
