"""finetune.py, which lies beside the weights of every exported model: it goes on with transformers and accelerate."""

import json
import os
import subprocess
import sys
import unittest

import torch
from test_transformers import Transformers, alone, cloze, load, make_cases, rows_of, write_rows
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

CLASSES = {
    "sequence": "BertForSequenceClassification",
    "token": "BertForTokenClassification",
    "question": "BertForQuestionAnswering",
}


class Script(Transformers):
    def go_on(self, folder, *options):
        """The script's exit code, its lines of JSON, and its errors."""
        environment = {**os.environ, "OMP_NUM_THREADS": "2", "ACCELERATE_USE_CPU": "true"}
        command = [sys.executable, folder / "finetune.py", *options]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")], done.stderr

    def learn(self, folder, task, *options):
        """A few steps, of which the last ones have the lower loss. The trained model."""
        out, rows = self.folder / f"again-{task}", write_rows(task, self.folder)
        code, lines, errors = self.go_on(folder, "--train", rows, "--test", rows, "--steps", 60, "--out", out, *options)
        self.assertEqual(code, 0, errors)
        losses, accuracies = [line["loss"] for line in lines if "loss" in line], [line["accuracy"] for line in lines if "accuracy" in line]
        print(f"    {task}: losses {losses}, accuracy {accuracies[0]:.2f} to {accuracies[1]:.2f}")
        self.assertLess(losses[-1], losses[0])
        self.assertGreaterEqual(accuracies[1], accuracies[0])
        return load(CLASSES[task], out), out

    def test_goes_on_with_a_fine_tuned_model_of_each_task(self):
        start = self.pretrain("--steps", 10)
        for task in CLASSES:
            with self.subTest(task):
                rows, tuned = write_rows(task, self.folder), self.folder / f"tuned-{task}"
                cloze("finetune", "--model", start, "--task", task, "--train", rows, "--test", rows, "--steps", 3, "--out", tuned)
                before = load(CLASSES[task], tuned)
                model, out = self.learn(tuned, task)
                self.assertEqual(model.config.id2label, before.config.id2label)
                path, cases = make_cases(model.config, self.folder)
                key = "start_logits" if task == "question" else "logits"
                for case, ours in zip(cases, cloze("score", "--model", out, "--cases", path)[0]["cases"]):
                    self.near(ours[key], alone(model, case)[key][0], 2e-5, f"{task}, {key} of {case['name']}")

    def test_gives_a_pre_trained_model_the_head_of_a_task(self):
        start = self.pretrain("--steps", 10)
        model, _ = self.learn(start, "token", "--task", "token")
        self.assertEqual(model.config.id2label, {0: "B-PER", 1: "B-PLACE", 2: "O"})
        code, _, errors = self.go_on(start, "--train", write_rows("token", self.folder))
        self.assertEqual(code, 1)
        self.assertIn("BertForPreTraining has no head for a task: choose one by --task", errors)

    def test_rows_are_encoded_as_cloze_does(self):
        """The loss of the same model on the same rows is the same, so tokens and labels are."""
        start, losses = self.pretrain("--steps", 10), {}
        for task in CLASSES:
            rows, tuned = write_rows(task, self.folder), self.folder / f"tuned-{task}"
            lines = cloze("finetune", "--model", start, "--task", task, "--train", rows, "--test", rows, "--steps", 50, "--out", tuned)
            size = len(rows_of(task))
            # A rate of 0 leaves the weights as they are, so the first loss is that of the model that was read.
            code, told, errors = self.go_on(tuned, "--train", rows, "--steps", 1, "--batch-size", size, "--learning-rate", 0, "--out", self.folder / "x")
            self.assertEqual(code, 0, errors)
            losses[task] = (told[0]["loss"], lines[-2]["loss"])
        for task, (ours, theirs) in losses.items():
            self.near(ours, torch.tensor(theirs), 2e-5, f"{task}, loss")

    def test_what_cannot_be_used_is_named(self):
        start, rows, tuned = self.pretrain("--steps", 1), write_rows("sequence", self.folder), self.folder / "tuned"
        cloze("finetune", "--model", start, "--task", "sequence", "--train", rows, "--test", rows, "--steps", 1, "--out", tuned)
        other = self.folder / "other.jsonl"
        other.write_text('{"text": "the king", "label": "person"}\n\n{"text": "the king", "label": "never"}\n')
        self.assertIn("line 3: found the label 'never', expected one of person, place", self.go_on(tuned, "--train", other)[2])
        other.write_text('{"words": ["a"], "tags": ["O"]}\n')
        self.assertIn("line 1: text is missing", self.go_on(tuned, "--train", other)[2])

    def test_a_head_with_one_output_is_told_to_be_a_regression(self):
        start, rows, folder = self.pretrain("--steps", 1), write_rows("sequence", self.folder), self.folder / "regression"
        BertForSequenceClassification(BertConfig.from_pretrained(start, num_labels=1)).save_pretrained(folder)
        AutoTokenizer.from_pretrained(start).save_pretrained(folder)
        (folder / "finetune.py").write_bytes((start / "finetune.py").read_bytes())
        self.assertIn("num_labels 1", self.go_on(folder, "--train", rows)[2])
        command = [os.environ["CLOZE"], "finetune", "--model", folder, "--task", "sequence", "--train", rows, "--test", rows, "--steps", "1"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("it is a regression. A new head takes its place", done.stderr)


if __name__ == "__main__":
    unittest.main()
