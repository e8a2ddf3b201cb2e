"""Weights in and out, with the real transformers: `CLOZE` names the command under test.

cargo xtask test runs this in a virtual environment of its own; by hand:
    CLOZE=target/checked/cloze python -m unittest discover tests/python
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import torch
import transformers
from transformers import AutoTokenizer, BertConfig

CLOZE = os.environ["CLOZE"]
FIXTURES = Path(__file__).parent.parent / "fixtures"
CORPUS = FIXTURES / "curve" / "corpus.txt"
SMALL = "--hidden-size 48 --layers 2 --heads 4 --intermediate-size 96 --batch-size 8 --vocabulary-size 400".split()
RATE = 1e-3  # That of `cloze score --steps`.


def cloze(*arguments, stdin=""):
    done = subprocess.run([CLOZE, *map(str, arguments)], input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows_of(task):
    """Labelled examples that one word decides, as `cloze finetune` reads them."""
    rows = []
    for word, kind in (("king", "person"), ("castle", "place"), ("river", "place"), ("nurse", "person")):
        for how in ("old", "new", "there"):
            words = ["the", word, "was", how, "."]
            sequence = dict(text=f"the {word} was {how}.", label=kind)
            token = dict(words=words, tags=["O", {"person": "B-PER", "place": "B-PLACE"}[kind], "O", "O", "O"])
            context = f"it was {how} and then the {word} was there."
            question = dict(context=context, question="what was there?", answer=word, start=context.index(word))
            rows.append(dict(sequence=sequence, token=token, question=question)[task])
    return rows


def write_rows(task, folder):
    path = Path(folder) / f"{task}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows_of(task)))
    return path


def make_cases(config, folder, lengths=(5, 17, 24, 9)):
    """Rows of random ids with a pair each, written as a file of cases."""
    draw, cases = random.Random(7), []
    for place, length in enumerate(lengths):
        original = [draw.randrange(config.vocab_size) for _ in range(length)]
        ids, labels = list(original), [-100] * length
        for position in draw.sample(range(1, length - 1), max(1, length // 6)):
            labels[position], ids[position] = original[position], draw.randrange(config.vocab_size)
        types = [0] * (length // 2) + [min(1, config.type_vocab_size - 1)] * (length - length // 2)
        cases.append(dict(name=f"row {place}", length=length, input_ids=ids, token_type_ids=types, attention_mask=[1] * length,
                          labels=labels, next_sentence_label=place % 2))
    path = Path(folder) / "cases.json"
    path.write_text(json.dumps(dict(cases=cases)))
    return path, cases


def inputs(cases):
    """The cases as one padded batch."""
    longest = max(case["length"] for case in cases)
    pad = lambda key, fill: torch.tensor([case[key] + [fill] * (longest - case["length"]) for case in cases])
    return dict(input_ids=pad("input_ids", 0), token_type_ids=pad("token_type_ids", 0), attention_mask=pad("attention_mask", 0),
                labels=pad("labels", -100), next_sentence_label=torch.tensor([case["next_sentence_label"] for case in cases]))


def load(name, folder):
    """A model of this class; every key of the file is used, and none is missing."""
    model, told = getattr(transformers, name).from_pretrained(folder, output_loading_info=True, dtype=torch.float32)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not told[what], f"{name}: {what} {told[what]}"
    return model.eval()


def alone(model, case):
    with torch.no_grad():
        return model(**{key: torch.tensor([case[key]]) for key in ("input_ids", "token_type_ids", "attention_mask")})


def groups(model):
    matrices = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    return [dict(params=matrices, weight_decay=0.01), dict(params=rest, weight_decay=0.0)]


class Transformers(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        torch.manual_seed(3)

    def near(self, found, expected, tolerance, what):
        deviation = (torch.tensor(found) - expected).abs().max().item()
        self.assertLessEqual(deviation, tolerance, what)
        print(f"    {what}: {deviation:.1e}, at most {tolerance:.0e}")

    def pretrain(self, *options):
        out = self.folder / "trained"
        cloze("pretrain", "--corpus", CORPUS, "--out", out, *SMALL, *options)
        return out


class WhatIsTrainedHere(Transformers):
    def test_loads_completely_gives_the_same_logits_and_goes_on_the_same_way(self):
        out = self.pretrain("--steps", 50)
        model = load("BertForPreTraining", out)
        path, cases = make_cases(model.config, self.folder)
        found = cloze("score", "--model", out, "--cases", path, "--optimizer", "adamw", "--steps", 5)[0]
        for case, ours in zip(cases, found["cases"]):
            theirs = alone(model, case)
            self.near(ours["prediction_logits"], theirs.prediction_logits[0], 2e-5, f"prediction logits of {case['name']}")
            self.near(ours["seq_relationship_logits"], theirs.seq_relationship_logits[0], 2e-6, f"NSP logits of {case['name']}")
        # eval(): the folder says no dropout, and dropout is what the mode would change.
        rule, losses = torch.optim.AdamW(groups(model), lr=RATE, eps=1e-6), []
        for _ in range(5):
            loss = model(**inputs(cases)).loss
            rule.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            rule.step()
            losses.append(loss.item())
        self.near([step["total"] for step in found["steps"]], torch.tensor(losses), 2e-5, "losses of 5 more steps")

    def test_half_precision_loads_too(self):
        load("BertForPreTraining", self.pretrain("--steps", 1, "--half"))

    def test_a_left_to_right_model_stays_one(self):
        out = self.pretrain("--steps", 20, "--objective", "ltr")
        model = load("BertForPreTraining", out)
        path, cases = make_cases(model.config, self.folder)
        for case, ours in zip(cases, cloze("score", "--model", out, "--cases", path)[0]["cases"]):
            self.near(ours["prediction_logits"], alone(model, case).prediction_logits[0], 2e-5, f"logits of {case['name']}")

    def test_a_gpt_predicts_held_out_text_as_well_as_here(self):
        # The command reads no GPT-1, so losses are compared: over rows of several sentences there, over single sentences here.
        # tests/parity compares every tensor of such a file and the logits that follow from it.
        lines = cloze("pretrain", "--corpus", CORPUS, "--out", self.folder / "gpt", *SMALL[:6], "--intermediate-size", 192, *SMALL[8:],
                      "--steps", 60, "--objective", "causal")
        model, tokenizer = load("OpenAIGPTLMHeadModel", self.folder / "gpt"), AutoTokenizer.from_pretrained(self.folder / "gpt")
        self.assertEqual((model.config.n_embd, model.config.n_layer, model.config.n_head, model.config.afn), (48, 2, 4, "gelu"))
        total, count = 0.0, 0
        for document in CORPUS.read_text().strip().split("\n\n")[-20:]:
            for sentence in document.split("\n"):
                ids = torch.tensor([tokenizer(sentence, truncation=True)["input_ids"]])
                with torch.no_grad():
                    total += model(ids, labels=ids).loss.item() * (ids.shape[1] - 1)
                count += ids.shape[1] - 1
        self.assertLess(abs(total / count - lines[-1]["held_out"]["causal_loss"]), 0.3, "of losses that began above 6")
        print(f"    held-out loss {total / count:.3f}, here {lines[-1]['held_out']['causal_loss']:.3f}")

    def test_a_fine_tuned_model_gives_the_same_logits_and_keeps_the_names_of_its_classes(self):
        start = self.pretrain("--steps", 10)
        for task, name, labels in [
            ("sequence", "BertForSequenceClassification", {0: "person", 1: "place"}),
            ("token", "BertForTokenClassification", {0: "B-PER", 1: "B-PLACE", 2: "O"}),
            ("question", "BertForQuestionAnswering", {0: "LABEL_0", 1: "LABEL_1"}),
        ]:
            with self.subTest(task):
                examples, out = write_rows(task, self.folder), self.folder / f"tuned-{task}"
                cloze("finetune", "--model", start, "--task", task, "--train", examples, "--test", examples, "--steps", 20, "--out", out)
                model = load(name, out)
                self.assertEqual(model.config.id2label, labels)
                self.assertEqual(model.config.label2id, {label: number for number, label in labels.items()})
                path, cases = make_cases(model.config, self.folder)
                for case, ours in zip(cases, cloze("score", "--model", out, "--cases", path)[0]["cases"]):
                    theirs = alone(model, case)
                    for key in ("start_logits", "end_logits") if task == "question" else ("logits",):
                        self.near(ours[key], theirs[key][0], 2e-5, f"{task}, {key} of {case['name']}")

    def test_a_fine_tuned_model_has_the_same_accuracy(self):
        examples, out = write_rows("sequence", self.folder), self.folder / "tuned"
        start = self.pretrain("--steps", 10)
        told = cloze("finetune", "--model", start, "--task", "sequence", "--train", examples, "--test", examples, "--steps", 20, "--out", out)[-1]
        model, tokenizer = load("BertForSequenceClassification", out), AutoTokenizer.from_pretrained(out)
        with torch.no_grad():
            found = [model.config.id2label[model(**tokenizer(row["text"], return_tensors="pt")).logits.argmax().item()] for row in rows_of("sequence")]
        right = sum(label == row["label"] for label, row in zip(found, rows_of("sequence")))
        self.assertEqual(told["test"]["accuracy"], right / len(found))

    def test_more_than_ten_classes_stay_in_the_order_of_their_numbers(self):
        rows, out = self.folder / "rows.jsonl", self.folder / "tuned"
        rows.write_text("".join(json.dumps(dict(text=f"the king was {label}.", label=label)) + "\n" for label in "abcdefghijkl"))
        cloze("finetune", "--model", self.pretrain("--steps", 1), "--task", "sequence", "--train", rows, "--test", rows, "--steps", 1, "--out", out)
        written = json.loads((out / "config.json").read_text())["id2label"]
        self.assertEqual(list(written.items()), [(str(number), label) for number, label in enumerate("abcdefghijkl")])
        self.assertEqual(list(load("BertForSequenceClassification", out).config.id2label.items()), list(enumerate("abcdefghijkl")))

    def test_the_tokenizer_is_the_same(self):
        out = self.pretrain("--steps", 1)
        tokenizer = AutoTokenizer.from_pretrained(out)
        for text in ("The dog runs. Naïve CAFÉ, 개가 잔다!", "", "unknownwordthatisveryverylong x", "[MASK] it"):
            found = cloze("tokenize", "--tokenizer", out / "tokenizer.json", stdin=text + "\n")[0]
            self.assertEqual(found["ids"], tokenizer(text)["input_ids"])

    def test_goes_on_training_in_several_processes(self):
        out, more = self.pretrain("--steps", 50), self.folder / "continued"
        command = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1",
                   "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0",
                   out / "continue.py", "--steps", "60", "--out", more]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "true"}
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        self.assertEqual([line["step"] for line in lines], [1, 50, 60])
        self.assertTrue(all(line["processes"] == 2 for line in lines))
        self.assertLess(lines[-1]["mlm_loss"], lines[0]["mlm_loss"])
        path, cases = make_cases(load("BertForPreTraining", more).config, self.folder)
        self.assertEqual(len(cloze("score", "--model", more, "--cases", path)[0]["cases"]), len(cases))


class WhatWasMadeElsewhere(Transformers):
    def made(self, name, dtype=torch.float32, **sizes):
        """A model with random weights, LayerNorms and biases included, saved in this type and read back."""
        defaults = dict(vocab_size=300, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128,
                        max_position_embeddings=40)
        model = getattr(transformers, name)(BertConfig(**{**defaults, **sizes}))
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.05)
        model.to(dtype).save_pretrained(self.folder / "model")
        return load(name, self.folder / "model")

    def score(self, model):
        path, cases = make_cases(model.config, self.folder)
        return cases, cloze("score", "--model", self.folder / "model", "--cases", path)[0]

    def test_models_of_many_shapes_give_the_same_logits_losses_and_gradients(self):
        shapes = {
            "as bert-tiny": dict(hidden_size=128, num_attention_heads=2, intermediate_size=512),
            "as MiniLM": dict(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536),
            "tanh GELU": dict(hidden_act="gelu_new"),
            "ReLU": dict(hidden_act="relu"),
            "one token type, one head, odd sizes": dict(type_vocab_size=1, num_attention_heads=1, hidden_size=39, intermediate_size=71,
                                                       vocab_size=213),
            "three token types, wide epsilon": dict(type_vocab_size=3, layer_norm_eps=1e-5),
            "half precision": dict(dtype=torch.float16),
            "bfloat16": dict(dtype=torch.bfloat16),
        }
        for what, sizes in shapes.items():
            with self.subTest(what):
                model = self.made("BertForPreTraining", **sizes)
                cases, found = self.score(model)
                # Larger weights, larger numbers: a hundred thousandth of the greatest logit.
                for case, ours in zip(cases, found["cases"]):
                    theirs = alone(model, case).prediction_logits[0]
                    self.near(ours["prediction_logits"], theirs, 1e-5 * max(1, theirs.abs().max().item()), f"{what}, {case['name']}")
                out = model(**inputs(cases))
                out.loss.backward()
                self.near(found["batch"]["total_loss"], out.loss.detach(), 5e-6 * max(1, out.loss.item()), f"{what}, loss")
                for name, parameter in model.named_parameters():
                    theirs = parameter.grad.norm().item()
                    # float32 on both sides: the reference's 1e-4 holds against float64.
                    self.assertAlmostEqual(found["batch"]["gradients"][name]["l2"], theirs, delta=3e-4 * theirs + 1e-6, msg=f"{what}, {name}")

    def test_task_classes_give_the_same_logits(self):
        for name, sizes in {
            "BertForSequenceClassification": dict(num_labels=5),
            "BertForTokenClassification": dict(num_labels=7),
            "BertForQuestionAnswering": {},
        }.items():
            with self.subTest(name):
                model = self.made(name, **sizes)
                cases, found = self.score(model)
                for case, ours in zip(cases, found["cases"]):
                    theirs = alone(model, case)
                    for key in ("logits", "start_logits", "end_logits"):
                        if key in ours:
                            self.near(ours[key], theirs[key][0], 2e-5, f"{name}, {key}")

    def test_classes_with_one_head_give_the_same_logits(self):
        for name, key in (("BertForMaskedLM", "prediction_logits"), ("BertForNextSentencePrediction", "seq_relationship_logits")):
            with self.subTest(name):
                model = self.made(name)
                cases, found = self.score(model)
                for case, ours in zip(cases, found["cases"]):
                    self.near(ours[key], alone(model, case).logits[0], 2e-5, f"{name}, {case['name']}")

    def test_an_encoder_alone_gives_the_same_vectors(self):
        words = (FIXTURES / "curve" / "vocab.txt").read_text().splitlines()
        model = self.made("BertModel", vocab_size=len(words), type_vocab_size=2)
        (self.folder / "model" / "vocab.txt").write_text("\n".join(words) + "\n")
        for text, pair in (("the dog sleeps.", ""), ("the dog", "it sleeps")):
            found = cloze("encode", "--model", self.folder / "model", stdin=f"{text}\t{pair}\n" if pair else f"{text}\n")[0]
            ids = torch.tensor([found["ids"]])
            types = torch.cumsum((ids == words.index("[SEP]")).int(), 1) - (ids == words.index("[SEP]")).int()
            with torch.no_grad():
                hidden = model(input_ids=ids, token_type_ids=types.clamp(max=1)).last_hidden_state[0]
            self.near(found["embedding"], hidden.mean(0), 1e-5, f"mean vector of {text!r}")


if __name__ == "__main__":
    unittest.main()
