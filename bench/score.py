#!/usr/bin/env python3
"""How long `cloze score` takes beside transformers on MiniLM-size weights (22 M parameters), and how much memory it holds.

    cargo build --release --bin cloze
    python bench/score.py target/release/cloze     # needs tests/python/requirements.txt

Both start, load random weights, and give the logits of 8 sentences and the loss and gradient of all of them as a batch. Best of
five runs each, one after the other. transformers is timed with and without Python's imports.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEER = """
import json, sys, time
began = time.perf_counter()
import torch
from transformers import BertForPreTraining
imported = time.perf_counter()
model = BertForPreTraining.from_pretrained(sys.argv[1]).eval()
cases = json.load(open(sys.argv[2]))["cases"]
keys = ("input_ids", "token_type_ids", "attention_mask")
with torch.no_grad():
    for case in cases:
        model(**{key: torch.tensor([case[key]]) for key in keys})
longest = max(case["length"] for case in cases)
pad = lambda key, fill: torch.tensor([case[key] + [fill] * (longest - case["length"]) for case in cases])
follows = torch.tensor([case["next_sentence_label"] for case in cases])
batch = {key: pad(key, 0) for key in keys}
model(**batch, labels=pad("labels", -100), next_sentence_label=follows).loss.backward()
print(time.perf_counter() - imported)
"""


def make(folder):
    import torch
    from transformers import BertConfig, BertForPreTraining

    torch.manual_seed(0)
    sizes = dict(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    BertForPreTraining(BertConfig(vocab_size=30522, **sizes)).save_pretrained(folder)
    draw, cases = random.Random(1), []
    for place in range(8):
        length = draw.randint(12, 30)
        ids = [101] + [draw.randrange(1000, 30000) for _ in range(length - 2)] + [102]
        labels = [-100] * length
        for position in draw.sample(range(1, length - 1), 2):
            labels[position], ids[position] = ids[position], 103
        cases.append(dict(name=f"sentence {place}", length=length, input_ids=ids, token_type_ids=[0] * length,
                          attention_mask=[1] * length, labels=labels, next_sentence_label=0))
    (Path(folder) / "cases.json").write_text(json.dumps(dict(cases=cases)))


def timed(command):
    """(seconds, stdout of the run, greatest memory of it in bytes)"""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, command
    return time.perf_counter() - began, output, usage.ru_maxrss * 1024


def main():
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a child's greatest memory begins with that of the process it was forked from.
        subprocess.run([sys.executable, __file__, "--make", folder], check=True, stderr=subprocess.DEVNULL)
        size = (Path(folder) / "model.safetensors").stat().st_size
        cases = f"{folder}/cases.json"
        ours = [timed([sys.argv[1], "score", "--model", folder, "--cases", cases]) for _ in range(5)]
        theirs = [timed([sys.executable, "-c", PEER, folder, cases]) for _ in range(5)]
        best, whole = min(run[0] for run in ours), min(run[0] for run in theirs)
        work = min(float(run[1]) for run in theirs)
        memory = max(run[2] for run in ours)
        print(f"cloze score                     {best:.2f} s, {memory / 1e6:.0f} MB ({memory / size:.2f} times the file's {size / 1e6:.0f} MB)")
        print(f"transformers, imports included  {whole:.2f} s: cloze takes {best / whole:.2f} times that")
        print(f"transformers, after importing   {work:.2f} s: cloze takes {best / work:.2f} times that")


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(sys.argv[2])
    else:
        main()
