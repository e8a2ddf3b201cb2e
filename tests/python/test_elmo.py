"""An ELMo of `cloze pretrain` in the torch class that its folder brings: `CLOZE` names the command under test."""

import importlib.util
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import torch

CLOZE = os.environ["CLOZE"]
CORPUS = Path(__file__).parent.parent / "fixtures" / "curve" / "corpus.txt"
SMALL = "--hidden-size 32 --batch-size 16 --vocabulary-size 300 --learning-rate 1e-2 --warmup-steps 5".split()


class Elmo(unittest.TestCase):
    def test_the_class_of_the_folder_takes_the_weights_and_has_learned(self):
        with tempfile.TemporaryDirectory() as folder:
            run = [CLOZE, "pretrain", "--corpus", CORPUS, "--out", folder, "--objective", "elmo", "--engine", "burn", "--steps", "200"]
            done = subprocess.run([*map(str, run), *SMALL], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            first, *_, last = (json.loads(line) for line in done.stdout.splitlines())
            spec = importlib.util.spec_from_file_location("elmo", Path(folder) / "elmo.py")
            elmo = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(elmo)
            model, tokenizer = elmo.load(folder)
            lines = [line for line in CORPUS.read_text().splitlines() if line][:300]
            with torch.no_grad():
                losses = [model.losses(torch.tensor([tokenizer.encode(line).ids])) for line in lines]
            for direction, name in enumerate(("forward_loss", "backward_loss")):
                mean = torch.cat([both[direction][0] for both in losses]).mean().item()
                # The rows are others than those that were scored in training: single sentences.
                self.assertLess(abs(mean - last[name]), 0.5, name)
                self.assertGreater(first[name] - mean, 1.0, name)


if __name__ == "__main__":
    unittest.main()
