"""A training step as a notebook: it computes the numbers of the step again, and notices if anything was altered.

The notebooks are made by examples/notebook.rs, which lies beside the command in the build folder.
"""

import base64
import os
import re
import subprocess
import unittest
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from safetensors.torch import load, save

COMMAND = Path(os.environ["CLOZE"])
EXAMPLE = COMMAND.parent / "examples" / f"notebook{COMMAND.suffix}"


def notebook(objective, step):
    """The notebook of a step, as text."""
    done = subprocess.run([EXAMPLE, objective, str(step)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(text):
    """What the executed cells print, one after the other."""
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    NotebookClient(book, timeout=300, kernel_name="python3").execute()
    return "".join(output.get("text", "") for cell in book.cells for output in cell.get("outputs", []))


def with_other_cell(text, part, change):
    """The notebook with the source of the cell that has this part changed."""
    book = nbformat.reads(text, as_version=4)
    [cell] = [cell for cell in book.cells if cell.cell_type == "code" and part in cell.source]
    source = change(cell.source)
    assert source != cell.source
    cell.source = source
    return nbformat.writes(book)


def other_label(source):
    """The first label that is scored becomes another token."""
    return re.sub(r"(?<=[\[ ])\d+(?=,)", lambda label: str(int(label[0]) - 1), source, count=1)


def other_weights(source):
    """One value of one bias of the encoder moves by 0.01."""
    tensors = load(base64.b64decode(source.split('"""')[1]))
    tensors["bert.encoder.layer.0.output.dense.bias"][3] += 0.01
    return f'WEIGHTS = """{base64.b64encode(save(tensors)).decode()}"""'


class Notebook(unittest.TestCase):
    def test_finds_the_numbers_of_the_step_again_for_every_objective(self):
        for objective, step, compared in [
            ("mlm+nsp", 60, ["losses by position, whole batch", "token loss", "next sentence loss", "gradient of all weights"]),
            ("mlm+nsp", 0, ["token loss", "next sentence loss"]),
            ("mlm", 1, ["token loss", "gradient at the input embeddings"]),
            ("nsp", 5, ["next sentence logits", "gradient at the outputs"]),
            ("ltr", 5, ["losses by position, shown row", "token loss"]),
        ]:
            with self.subTest(f"{objective}, step {step}"):
                printed = run(notebook(objective, step))
                print(f"    {objective}, step {step}", *re.findall(r"(?m)^.* off by .*$", printed), sep="\n        ")
                for what in compared + ["total loss", "Every number of the page was found again."]:
                    self.assertIn(what, printed)

    def test_fails_where_a_label_or_the_weights_are_altered(self):
        text = notebook("mlm+nsp", 3)
        for what, part, change in [
            ("a label", "labels = torch.tensor", other_label),
            ("a weight", "WEIGHTS = ", other_weights),
            ("a label of a pair", "next_sentence_label = ", lambda source: re.sub(r"\[([01]),", lambda label: f"[{1 - int(label[1])},", source, count=1)),
        ]:
            with self.subTest(what), self.assertRaisesRegex(CellExecutionError, "AssertionError"):
                run(with_other_cell(text, part, change))


if __name__ == "__main__":
    unittest.main()
