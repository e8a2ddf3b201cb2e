"""PyTorch: the same steps, as `cloze benchmark` takes them. Prints the same JSON.

python pytorch.py CASE --steps N --warmup N [--threads N] [--device cuda [--graph]]

Eagerly; with --graph, the whole step is recorded once as a CUDA graph and replayed, which spares it the launching.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("case", type=Path)
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--warmup", type=int, required=True)
    arguments.add_argument("--threads", type=int)
    arguments.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    arguments.add_argument("--graph", action="store_true")
    options = arguments.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision("highest")
    device = torch.device(options.device)

    case = json.loads((options.case / "case.json").read_text())
    flat = torch.frombuffer(bytearray((options.case / "parameters.f32").read_bytes()), dtype=torch.float32)
    parameters = {
        p["name"]: flat[p["offset"] : p["offset"] + math.prod(p["shape"])].reshape(p["shape"]).clone().to(device).requires_grad_()
        for p in case["parameters"]
    }
    groups = [
        {
            "params": [parameters[p["name"]] for p in case["parameters"] if p["decays"] is decays],
            "weight_decay": case["weight_decay"] if decays else 0.0,
        }
        for decays in (True, False)
    ]
    betas = (case["beta1"], case["beta2"])
    optimizer = torch.optim.AdamW(
        groups, lr=case["learning_rate"], betas=betas, eps=case["epsilon"], fused=True, capturable=options.graph
    )
    names = ("input_ids", "token_type_ids", "selected", "labels", "next_sentence_labels")
    batch = {name: torch.tensor(case[name], device=device) for name in names}
    for name in names[:2]:
        batch[name] = batch[name].reshape(case["rows"], case["sequence"])

    def step():
        loss = loss_of(case, parameters, batch)
        optimizer.zero_grad(set_to_none=not options.graph)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters.values(), case["max_norm"])
        optimizer.step()
        return loss

    if options.graph:
        step = recorded(step, parameters, optimizer)
    step_ms, losses = [], []
    for number in range(options.warmup + options.steps):
        begun = time.perf_counter()
        losses.append(step().item())
        if number >= options.warmup:
            step_ms.append((time.perf_counter() - begun) * 1e3)
    print(json.dumps({"step_ms": step_ms, "losses": losses, "version": torch.__version__}))


def recorded(step, parameters, optimizer):
    """The step as a CUDA graph, with weights and optimizer as before."""
    before = {name: value.detach().clone() for name, value in parameters.items()}
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step().detach()
    with torch.no_grad():
        for name, value in parameters.items():
            value.copy_(before[name])
        for state in optimizer.state.values():
            for value in state.values():
                value.zero_()

    def replay():
        graph.replay()
        return loss

    return replay


def loss_of(case, p, batch):
    """The batch's total loss. B = rows, S = sequence, H = hidden, N = heads, K = selected positions."""
    rows, sequence, hidden, heads = (case[name] for name in ("rows", "sequence", "hidden", "heads"))

    def dense(x, name):
        return F.linear(x, p[f"{name}.weight"], p[f"{name}.bias"])

    def norm(x, name):
        return F.layer_norm(x, (hidden,), p[f"{name}.weight"], p[f"{name}.bias"], case["layer_norm_epsilon"])

    def split(x):
        return x.view(rows, sequence, heads, hidden // heads).transpose(1, 2)

    embeddings = "bert.embeddings"
    words = p[f"{embeddings}.word_embeddings.weight"]
    types = F.embedding(batch["token_type_ids"], p[f"{embeddings}.token_type_embeddings.weight"])
    placed = F.embedding(batch["input_ids"], words) + p[f"{embeddings}.position_embeddings.weight"] + types
    x = norm(placed, f"{embeddings}.LayerNorm")  # [B, S, H]
    for i in range(case["layers"]):
        layer = f"bert.encoder.layer.{i}"
        query, key, value = (split(dense(x, f"{layer}.attention.self.{which}")) for which in ("query", "key", "value"))
        context = F.scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(rows, sequence, hidden)
        x = norm(dense(context, f"{layer}.attention.output.dense") + x, f"{layer}.attention.output.LayerNorm")
        intermediate = F.gelu(dense(x, f"{layer}.intermediate.dense"))
        x = norm(dense(intermediate, f"{layer}.output.dense") + x, f"{layer}.output.LayerNorm")

    pooled = torch.tanh(dense(x[:, 0], "bert.pooler.dense"))
    following = F.cross_entropy(dense(pooled, "cls.seq_relationship"), batch["next_sentence_labels"])

    transform = "cls.predictions.transform"
    gathered = x.reshape(rows * sequence, hidden)[batch["selected"]]  # [K, H]
    transformed = norm(F.gelu(dense(gathered, f"{transform}.dense")), f"{transform}.LayerNorm")
    logits = F.linear(transformed, words, p["cls.predictions.bias"])
    masked = F.cross_entropy(logits, batch["labels"], reduction="sum")
    return masked / (len(case["selected"]) + case["mlm_denominator_epsilon"]) + following


main()
