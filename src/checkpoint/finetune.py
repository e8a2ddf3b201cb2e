#!/usr/bin/env python3
"""Goes on fine-tuning this model with transformers, on labelled examples of your own.

    pip install torch transformers accelerate
    python finetune.py --train train.jsonl --test test.jsonl --out tuned
    accelerate launch finetune.py --train train.jsonl --out tuned       (on the GPUs that `accelerate config` was told of)

The examples are those of `cloze finetune`, an object of JSON on each line:

    sequence   {"text": "...", "label": "..."}, and "pair": "..." for a second text
    token      {"words": ["...", ...], "tags": ["...", ...]}
    question   {"context": "...", "question": "...", "answer": "...", "start": 17}; start, the character of the context at which the
               answer begins, may be left out if the answer occurs only once

The task is the one that the model was fine-tuned on (`architectures` in config.json), and its head goes on learning. A model that is
only pre-trained has no such head: `--task` gives it a new one, for the labels of the training file.
"""

import argparse
import json
from pathlib import Path

import torch
import transformers
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch.utils.data import DataLoader
from transformers import AutoConfig, AutoTokenizer, get_linear_schedule_with_warmup

HERE = Path(__file__).parent
CLASSES = {
    "sequence": "BertForSequenceClassification",
    "token": "BertForTokenClassification",
    "question": "BertForQuestionAnswering",
}
IGNORED = -100  # The label that cross-entropy leaves out.


class Unusable(Exception):
    """Why an example cannot be used."""


def read(path):
    """The objects of a file, with the number of the line of each."""
    lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    try:
        return [(number, json.loads(line)) for number, line in enumerate(lines, 1) if line.strip()]
    except json.JSONDecodeError as error:
        raise SystemExit(f"{path}: expected an object of JSON on each line: {error}")


def name(label):
    """Labels are names, even where they look like numbers."""
    return label.strip() if isinstance(label, str) else json.dumps(label)


def labels_of(row):
    return [name(row["label"])] if "label" in row else list(map(name, row.get("tags", [])))


def choose_model(options, rows):
    """The model with the head of the task, and the task."""
    config = AutoConfig.from_pretrained(HERE)
    task = next((task for task, its_class in CLASSES.items() if its_class in config.architectures), None)
    load = dict(dtype=torch.float32)
    if options.task:
        task = options.task
        if task != "question":
            names = sorted({label for _, row in rows for label in labels_of(row)})
            numbers = {label: number for number, label in enumerate(names)}
            load.update(num_labels=len(names), id2label=dict(enumerate(names)), label2id=numbers, ignore_mismatched_sizes=True)
    elif task is None:
        raise SystemExit(f"{config.architectures[0]} has no head for a task: choose one by --task {{{','.join(CLASSES)}}}")
    model = getattr(transformers, CLASSES[task]).from_pretrained(HERE, **load)
    if task != "question" and model.config.num_labels == 1:
        raise SystemExit("the head has one output (num_labels 1), which transformers takes for a regression: expected two classes or more")
    return model, task


def number_of(label, model):
    try:
        return model.config.label2id[name(label)]
    except KeyError:
        raise Unusable(f"found the label {label!r}, expected one of {', '.join(model.config.label2id)}; a new head (--task) has others")


def encode(row, task, tokenizer, model):
    """One example as the model reads it, with its labels."""
    fits = dict(truncation=True, max_length=model.config.max_position_embeddings)
    if task == "sequence":
        encoded = tokenizer(row["text"], row.get("pair") or None, **fits)
        return {**encoded, "labels": number_of(row["label"], model)}
    if task == "token":
        if len(row["words"]) != len(row["tags"]):
            raise Unusable(f"found {len(row['tags'])} tags for {len(row['words'])} words")
        encoded = tokenizer(row["words"], is_split_into_words=True, **fits)
        # The first piece of each word has its label. The other pieces and the special tokens are not scored.
        words = encoded.word_ids()
        first = [word is not None and word != before for word, before in zip(words, [None, *words])]
        labels = [number_of(row["tags"][word], model) if scored else IGNORED for word, scored in zip(words, first)]
        return {**encoded, "labels": labels}
    # Only the context is cut: without the whole question there is nothing to answer.
    fits["truncation"] = "only_second"
    encoded = tokenizer(row["question"], row["context"], return_offsets_mapping=True, **fits)
    start = row.get("start")
    if start is None:
        if row["context"].count(row["answer"]) != 1:
            raise Unusable("the answer occurs never or several times in its context: say by start where")
        start = row["context"].index(row["answer"])
    end = start + len(row["answer"])
    offsets = encoded.pop("offset_mapping")
    inside = [
        position
        for position, (text, (begins, ends)) in enumerate(zip(encoded.sequence_ids(), offsets))
        if text == 1 and begins < end and start < ends
    ]
    if not inside or offsets[inside[-1]][1] < end:
        return None  # The answer was cut off.
    return {**encoded, "start_positions": inside[0], "end_positions": inside[-1]}


def encode_all(path, rows, task, tokenizer, model):
    found = []
    for number, row in rows:
        try:
            found.append(encode(row, task, tokenizer, model))
        except KeyError as error:
            raise SystemExit(f"{path}: line {number}: {error.args[0]} is missing, which --task {task} needs")
        except Unusable as error:
            raise SystemExit(f"{path}: line {number}: {error}")
    kept = [row for row in found if row is not None]
    if len(kept) < len(found):
        print(f"{path}: {len(found) - len(kept)} examples are left out, since a row of the model does not reach their answer")
    if not kept:
        raise SystemExit(f"{path}: no example is left")
    return kept


def parameter_groups(model):
    """Weight decay on matrices only."""
    matrices = [weight for weight in model.parameters() if weight.dim() > 1]
    rest = [weight for weight in model.parameters() if weight.dim() <= 1]
    return [{"params": matrices, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}]


def right(out, batch, task):
    """[B, 2]: for each row the number of right answers, and the number of answers."""
    if task == "question":
        both = (out.start_logits.argmax(-1) == batch["start_positions"]) & (out.end_logits.argmax(-1) == batch["end_positions"])
        return torch.stack([both, torch.ones_like(both)], -1).long()
    labels = batch["labels"].reshape(len(batch["input_ids"]), -1)
    hits = out.logits.argmax(-1).reshape(labels.shape) == labels
    return torch.stack([(hits & (labels != IGNORED)).sum(-1), (labels != IGNORED).sum(-1)], -1)


@torch.no_grad()
def accuracy(model, loader, task, accelerator):
    """The share of texts, words or answers that are right. `cloze finetune` has the other scores."""
    model.eval()
    counts = [accelerator.gather_for_metrics(right(model(**batch), batch, task)).sum(0) for batch in loader]
    model.train()
    hits, answers = torch.stack(counts).sum(0).tolist()
    return hits / max(1, answers)


def endless(loader):
    while True:
        yield from loader


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True, help="labelled examples to learn from")
    parser.add_argument("--test", help="labelled examples to be tested on, before and after")
    parser.add_argument("--task", choices=list(CLASSES), help="begin with a new head for this task")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch-size", type=int, default=16, help="examples of a step, on each process")
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="peak rate; large models want 2e-5 to 5e-5")
    parser.add_argument("--warmup-steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default="finetuned", help="folder for the model")
    return parser.parse_args()


def main():
    options = parse_options()
    accelerator = Accelerator()
    set_seed(options.seed)  # The weights of a new head, and the order of the examples.

    rows = read(options.train)
    tokenizer = AutoTokenizer.from_pretrained(HERE)
    model, task = choose_model(options, rows)
    pad = transformers.DataCollatorForTokenClassification if task == "token" else transformers.DataCollatorWithPadding

    def loader_of(path, rows, shuffle):
        encoded = encode_all(path, rows, task, tokenizer, model)
        return DataLoader(encoded, options.batch_size, shuffle=shuffle, collate_fn=pad(tokenizer))

    train = loader_of(options.train, rows, shuffle=True)
    test = loader_of(options.test, read(options.test), shuffle=False) if options.test else None
    optimizer = torch.optim.AdamW(parameter_groups(model), lr=options.learning_rate, eps=1e-6)
    # Stepped by hand: `accelerate` would step a prepared schedule once for every process.
    schedule = get_linear_schedule_with_warmup(optimizer, min(options.warmup_steps, options.steps // 2), options.steps)
    model, optimizer, train = accelerator.prepare(model, optimizer, train)
    test = accelerator.prepare(test) if test else None

    def tell(**line):
        accelerator.print(json.dumps(line), flush=True)

    if test:
        tell(step=0, accuracy=accuracy(model, test, task, accelerator))
    model.train()
    losses = []
    for step, batch in zip(range(1, options.steps + 1), endless(train)):
        loss = model(**batch).loss
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.detach())
        if step == 1 or step % 50 == 0 or step == options.steps:
            # The mean over the steps since the last line, and over all processes.
            tell(step=step, loss=accelerator.reduce(torch.stack(losses).mean(), "mean").item())
            losses = []
    if test:
        tell(step=options.steps, accuracy=accuracy(model, test, task, accelerator))

    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        accelerator.unwrap_model(model).save_pretrained(options.out)
        tokenizer.save_pretrained(options.out)
    accelerator.end_training()


if __name__ == "__main__":
    main()
