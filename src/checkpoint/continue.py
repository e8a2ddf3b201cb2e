#!/usr/bin/env python3
"""Goes on pre-training this model with transformers: on one CPU, or on several GPUs and machines.

    pip install torch transformers accelerate
    accelerate launch continue.py --steps 1000 --out continued

`accelerate config` asks how many machines and GPUs there are. To try it with two processes on one machine without a GPU:

    ACCELERATE_USE_CPU=true accelerate launch --multi_gpu --num_processes 2 continue.py --steps 100

The corpus, the sentence pairs, the masking rule and the recipe are those of the run that this folder was
saved from (corpus.txt, training.json). Every process draws pairs and masks of its own; the gradient is the mean over all
processes. The optimiser's moments are not part of the folder: they start at 0, after a warm-up.
"""

import argparse
import json
import random
from pathlib import Path

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, BertForPreTraining, get_linear_schedule_with_warmup

HERE = Path(__file__).parent
RUN = json.loads((HERE / "training.json").read_text(encoding="utf-8"))
MASKING = RUN["masking"]
IGNORED = -100


def documents(tokenizer):
    """Ids of every sentence, as [document][sentence]; the last tenth of the documents stays held out."""
    texts = (HERE / "corpus.txt").read_text(encoding="utf-8").strip().split("\n\n")
    encode = lambda line: tokenizer(line, add_special_tokens=False)["input_ids"]
    found = [[ids for ids in map(encode, text.split("\n")) if ids] for text in texts]
    found = [sentences for sentences in found if sentences]
    return found[: len(found) - max(1, len(found) // 10)] if len(found) > 1 else found


def pairs(docs, draw):
    """Google's sentence pairs of one pass through the corpus: (A, B, 0 = B follows A or 1 = it doesn't)."""
    room = RUN["sequence_length"] - 3
    for index in draw.sample(range(len(docs)), len(docs)):
        document, start = docs[index], 0
        target = draw.randint(2, room) if draw.random() < 0.1 else room
        while start < len(document):
            end, size = start, 0
            while end < len(document) and size < target:
                size, end = size + len(document[end]), end + 1
            split = start + (draw.randint(1, end - start - 1) if end - start > 1 else 1)
            a, b, label = sum(document[start:split], []), [], 0
            if len(docs) > 1 and (end - start == 1 or draw.random() < 0.5):
                other = docs[draw.choice([i for i in range(len(docs)) if i != index])]
                for sentence in other[draw.randrange(len(other)) :]:
                    if len(a) + len(b) >= target:
                        break
                    b, label = b + sentence, 1
                end = split  # What B would have been is put back.
            else:
                b = sum(document[split:end], [])
            while len(a) + len(b) > room:
                (a if len(a) > len(b) else b).pop(draw.choice([0, -1]))
            if a and b:
                yield a, b, label
            start = end


def sums(sizes, most):
    """All numbers up to `most` that words of these sizes make up, each word used once."""
    found = {0}
    for size in sizes:
        found |= {number + size for number in found if number + size <= most}
    return found


def spans(words, most, draw):
    """SpanBERT's runs of whole words, `most` tokens in all as far as whole words allow; a word is a list of positions."""
    left, found = dict(enumerate(words)), []
    room = max(sums(map(len, words), most))

    def fits(size):
        """Whether a word of this size can be taken so that others fill the rest."""
        others = list(map(len, left.values()))
        others.remove(size)
        return size <= room and room - size in sums(others, room)

    while room:
        length = draw.choices(range(1, 11), [0.8**length for length in range(10)])[0]
        sizes = {size for size in set(map(len, left.values())) if fits(size)}
        first, span = draw.choice([word for word in left if len(words[word]) in sizes]), []
        for word in range(first, first + length):
            if word not in left or not fits(len(words[word])) or (span and words[word][0] != span[-1] + 1):
                break
            span, room = span + left.pop(word), room - len(words[word])
        found.append(span)
    return found


def mask(row, tokenizer, draw):
    """(what the model sees, labels)"""
    words = tokenizer.convert_ids_to_tokens(row)
    units = []
    for position, (token, word) in enumerate(zip(row, words)):
        if token in (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id):
            continue
        if (MASKING["whole_word"] or MASKING["rule"] == "span") and word.startswith("##") and units and units[-1][-1] == position - 1:
            units[-1].append(position)
        else:
            units.append([position])
    most = min(MASKING["max_predictions"], max(1, int(MASKING["probability"] * len(row) + 0.5)))
    if MASKING["rule"] == "span":
        together = spans(units, most, draw)
    elif MASKING["rule"] == "hf":
        together = [[position] for unit in units if draw.random() < MASKING["probability"] for position in unit]
    else:
        together = []
        for unit in draw.sample(units, len(units)):
            if len(together) + len(unit) <= most:
                together += [[position] for position in unit]
    seen, labels = list(row), [IGNORED] * len(row)
    for positions in together:
        fate = draw.random() * 100
        for position in positions:
            labels[position] = row[position]
            if fate < MASKING["mask"]:
                seen[position] = tokenizer.mask_token_id
            elif fate < MASKING["mask"] + MASKING["random"]:
                seen[position] = draw.randrange(len(tokenizer))
    return seen, labels


def batches(docs, tokenizer, draw):
    """Padded batches without end; pairs and masks are drawn anew in every pass."""
    rows = []
    while True:
        for a, b, label in pairs(docs, draw):
            row = [tokenizer.cls_token_id, *a, tokenizer.sep_token_id, *b, tokenizer.sep_token_id]
            kinds = [0] * (len(a) + 2) + [1] * (len(b) + 1)
            if RUN["objective"] == "ltr":
                seen, labels = row, row[1:] + [IGNORED]
            else:
                seen, labels = mask(row, tokenizer, draw)
            rows.append((seen, kinds, [1] * len(row), labels, label))
            if len(rows) == RUN["batch_size"]:
                columns, length = list(zip(*rows)), max(len(row[0]) for row in rows)
                fills = (tokenizer.pad_token_id, 0, 0, IGNORED)
                lists = [[list(x) + [fill] * (length - len(x)) for x in column] for column, fill in zip(columns, fills)]
                yield [torch.tensor(list(column)) for column in (*lists, columns[4])]
                rows = []


def loss_of(model, batch):
    """The sum of the losses that the run trains."""
    ids, kinds, attention, labels, follows = batch
    out = model(input_ids=ids, token_type_ids=kinds, attention_mask=attention)
    zero = out.prediction_logits.sum() * 0
    counts = RUN["objective"] != "nsp" and bool((labels != IGNORED).any())
    mlm = cross_entropy(out.prediction_logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED) if counts else zero
    nsp = cross_entropy(out.seq_relationship_logits, follows) if RUN["objective"] in ("mlm+nsp", "nsp") else zero
    return mlm + nsp, mlm, nsp


def groups(model):
    """Weight decay on matrices only."""
    matrices = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    return [{"params": matrices, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=RUN["steps"])
    parser.add_argument("--learning-rate", type=float, default=RUN["learning_rate"])
    parser.add_argument("--seed", type=int, default=RUN["seed"] + 1)
    parser.add_argument("--out", default="continued", help="folder for the model")
    options = parser.parse_args()

    one_head = RUN["objective"] != "mlm+nsp"
    accelerator = Accelerator(kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=one_head)])
    tokenizer = AutoTokenizer.from_pretrained(HERE)
    model = BertForPreTraining.from_pretrained(HERE, dtype=torch.float32)
    optimizer = torch.optim.AdamW(groups(model), lr=options.learning_rate, eps=1e-6)
    # Stepped by hand: `accelerate` would step a prepared schedule once for every process.
    warmup = min(RUN["warmup_steps"], options.steps // 10)
    schedule = get_linear_schedule_with_warmup(optimizer, warmup, options.steps)
    model, optimizer = accelerator.prepare(model, optimizer)
    model.train()
    draw = random.Random(options.seed * 1_000_003 + accelerator.process_index)
    for step, batch in zip(range(1, options.steps + 1), batches(documents(tokenizer), tokenizer, draw)):
        total, mlm, nsp = loss_of(model, [tensor.to(accelerator.device) for tensor in batch])
        accelerator.backward(total)
        accelerator.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        if step == 1 or step % 50 == 0 or step == options.steps:
            found = accelerator.reduce(torch.stack([mlm.detach(), nsp.detach()]), "mean").tolist()
            line = {"step": step, "mlm_loss": found[0], "nsp_loss": found[1], "processes": accelerator.num_processes}
            accelerator.print(json.dumps(line), flush=True)
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        accelerator.unwrap_model(model).save_pretrained(options.out)
        tokenizer.save_pretrained(options.out)
    accelerator.end_training()


if __name__ == "__main__":
    main()
