# %% [markdown]
# # Training step __step__ in plain PyTorch
#
# Cloze trained a small BERT (seed __seed__) and showed one step of it. This notebook has that step's batch, the weights from which the step was
# computed, and the numbers that the page showed. It computes the numbers again with PyTorch alone, and asserts that both agree.
#
# What is needed: `pip install torch safetensors`. It runs in seconds, without a GPU.

# %%
import base64
import math

import torch
import torch.nn.functional as F
from safetensors.torch import load

# Double precision: what then differs from the page is the rounding of the page, which computes in single precision.
torch.set_default_dtype(torch.float64)

# %% [markdown]
# ## The weights
#
# These are the weights *before* the step's update: the page's predictions, losses and gradients belong to them. The next cell holds them, as the
# text of a safetensors file with single-precision numbers. The names are those of `BertForPreTraining` in transformers.

# %% tags=["hidden"]
WEIGHTS = """
__weights__"""

# %%
W = {name: tensor.double().requires_grad_() for name, tensor in load(base64.b64decode(WEIGHTS)).items()}

HEADS, LAYERS = __heads__, __layers__  # num_attention_heads, num_hidden_layers
EPSILON = __layer_norm_eps__  # layer_norm_eps
print(f"{sum(w.numel() for w in W.values()):,} weights in {len(W)} tensors")

# %% [markdown]
# ## The batch
#
# The whole batch of the step, since its losses are means over the batch. Every line is one row of __sequence__ positions, padded at its end.

# %%
# [B, S]: the tokens as the model sees them.
input_ids = torch.tensor(__input_ids__)
# [B, S]: 0 for the first sentence, 1 for the second.
token_type_ids = torch.tensor(__token_type_ids__)
# [B, S]: 1 at real tokens, 0 at padding.
attention_mask = torch.tensor(__attention_mask__)

# %% [markdown] tags=["tokens"]
# The labels of the positions that the loss scores. All other positions have -100, the value that PyTorch's cross-entropy ignores.

# %% [markdown] tags=["left_to_right"]
# This model predicts every next token, so the label of a position is the token that follows it. The last token of a row has none.

# %% tags=["tokens"]
# [B, S]
labels = torch.tensor(__labels__)

# %% [markdown] tags=["pairs"]
# For next sentence prediction each row has one label: 0 if the second sentence follows the first one in the text, 1 if it does not.

# %% tags=["pairs"]
# [B]
next_sentence_label = torch.tensor(__next_sentence_label__)

# %% [markdown]
# ## What the page showed
#
# The page showed one row of the batch position by position. Losses and gradients are those of the whole batch.

# %%
ROW = __row__
TOKENS = __tokens__
PAGE = __page__


def check(what, found, page, absolute, relative=0.0):
    """Fails if a number of PyTorch and the page's number differ by more than this."""
    found, page = found.detach(), torch.as_tensor(page).double().reshape(found.shape)
    worst = (found - page).abs().max().item() if found.numel() else 0.0
    print(f"{what}: {found.numel()} compared, off by {worst:.1e} at most")
    torch.testing.assert_close(found, page, atol=absolute, rtol=relative, msg=lambda why: f"{what}: {why}")


def rounding(tolerance, logits, up_to):
    """The tolerance holds for logits up to this size. The rounding errors of greater ones are greater in proportion."""
    return tolerance * max(1.0, logits.abs().max().item() / up_to if logits.numel() else 0.0)


# Single precision has 7 digits, and rounding errors add up: losses may differ by this, gradients have to agree to 4 digits.
LOSSES = 5e-6
GRADIENTS = dict(absolute=1e-7, relative=1e-4)

# %% [markdown]
# ## The encoder
#
# The embedding of a token is the sum of three vectors: one for the word, one for its position, one for its sentence. Then come __layers__ layers of
# attention and a small network, each with a residual connection and LayerNorm behind it, as in the original BERT.
#
# Padding is invisible: its attention scores are set to minus infinity, so no position takes anything from it.

# %%
def linear(x, name):
    return x @ W[f"{name}.weight"].T + W[f"{name}.bias"]


def layer_norm(x, name):
    return F.layer_norm(x, x.shape[-1:], W[f"{name}.weight"], W[f"{name}.bias"], EPSILON)


def attention(x, layer, visible):
    """[B, S, H] -> [B, S, H]: each head takes a weighted mean of the values that a position may see."""

    def split(x):  # [B, S, H] -> [B, N, S, D]
        return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)

    query, key, value = [split(linear(x, f"{layer}.attention.self.{name}")) for name in ("query", "key", "value")]
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])  # [B, N, S, S]
    probabilities = scores.masked_fill(~visible, -torch.inf).softmax(-1)
    return (probabilities @ value).transpose(1, 2).flatten(-2)


def encode(looked_up, visible):
    """[B, S, H] -> [B, S, H]: from the word embeddings to the vector that each position ends with."""
    positions = W["bert.embeddings.position_embeddings.weight"][: looked_up.shape[1]]
    types = W["bert.embeddings.token_type_embeddings.weight"][token_type_ids]
    x = layer_norm(looked_up + positions + types, "bert.embeddings.LayerNorm")
    for i in range(LAYERS):
        layer = f"bert.encoder.layer.{i}"
        attended = linear(attention(x, layer, visible), f"{layer}.attention.output.dense")
        x = layer_norm(x + attended, f"{layer}.attention.output.LayerNorm")
        inner = F.gelu(linear(x, f"{layer}.intermediate.dense"))
        x = layer_norm(x + linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return x


# %%
visible = attention_mask[:, None, None, :].bool()  # [B, 1, 1, S]: what every query may look at

# %% [markdown] tags=["left_to_right"]
# A left-to-right model sees no position behind its own.

# %% tags=["left_to_right"]
visible = visible & torch.ones(input_ids.shape[1], input_ids.shape[1], dtype=torch.bool).tril()

# %%
looked_up = W["bert.embeddings.word_embeddings.weight"][input_ids]
output = encode(looked_up, visible)
# PyTorch then keeps the gradients at these two places as well, not only those of the weights.
looked_up.retain_grad()
output.retain_grad()
losses = []

# %% [markdown] tags=["tokens"]
# ## The logits at the scored positions
#
# Only the scored positions go on to the vocabulary: a dense layer, then the dot product with every word embedding. The output layer has no matrix
# of its own, it is the embedding table again (weight tying).
#
# The page shows the logit of the label, the logarithm of the sum of all exponentials, and the five greatest logits.

# %% tags=["tokens"]
scored = labels != -100
hidden = F.gelu(linear(output[scored], "cls.predictions.transform.dense"))
hidden = layer_norm(hidden, "cls.predictions.transform.LayerNorm")
logits = hidden @ W["bert.embeddings.word_embeddings.weight"].T + W["cls.predictions.bias"]  # [K, V]

shown = scored.nonzero()[:, 0] == ROW  # which of the K scored positions are in the shown row
of_row = logits[shown]
LOGITS = rounding(__logit_tolerance__, logits, up_to=3)
label_logits = of_row.gather(1, labels[ROW][scored[ROW]][:, None])[:, 0]
check("logits of the labels", label_logits, PAGE["label_logits"], LOGITS)
check("log-sum-exp", of_row.logsumexp(1), PAGE["log_sum_exp"], LOGITS)
top = torch.tensor(PAGE["top_ids"], dtype=torch.long).reshape(len(of_row), -1)
check("greatest logits", of_row.gather(1, top), PAGE["top_logits"], LOGITS)

# %% [markdown] tags=["tokens"]
# ## The loss of each scored position, and their mean
#
# The loss of a position is -log p(label), which is log-sum-exp minus the label's logit. The token loss is the mean over all scored positions of the
# batch. As in Google's BERT, the number of positions gets a tiny addition, so that a batch without any does not divide by 0.

# %% tags=["tokens"]
token_losses = F.cross_entropy(logits, labels[scored], reduction="none")  # [K]
check("losses by position, shown row", token_losses[shown], PAGE["losses_of_row"], LOGITS)
check("losses by position, whole batch", token_losses, PAGE["token_losses"], LOGITS)
token_loss = token_losses.sum() / (len(token_losses) + __denominator_epsilon__)
check("token loss", token_loss, PAGE["token_loss"], LOSSES)
losses.append(token_loss)

# %% [markdown] tags=["pairs"]
# ## Next sentence prediction
#
# The vector at [CLS], the first position, goes through the pooler (a dense layer and tanh) to two logits. The loss is the mean over all rows.

# %% tags=["pairs"]
pooled = torch.tanh(linear(output[:, 0], "bert.pooler.dense"))
pair_logits = linear(pooled, "cls.seq_relationship")  # [B, 2]
check("next sentence logits, shown row", pair_logits[ROW], PAGE["pair_logits"], rounding(2e-6, pair_logits, up_to=0.5))
pair_loss = F.cross_entropy(pair_logits, next_sentence_label)
check("next sentence loss", pair_loss, PAGE["pair_loss"], LOSSES)
losses.append(pair_loss)

# %% [markdown]
# ## The sum
#
# The step minimises the sum of the losses that are trained.

# %%
total = sum(losses)
check("total loss", total, PAGE["total_loss"], len(losses) * LOSSES)

# %% [markdown]
# ## The gradients
#
# One backward pass gives all of them. At the output vectors the gradient is exactly 0 wherever no loss reads: the loss ignores these positions. At
# the input embeddings it is not: attention carries the signal to every real token. Only padding stays at 0.
#
# The page shows the length (L2 norm) of each of these vectors, and that of all weights' gradients together, before clipping.

# %%
total.backward()
output_norms = output.grad[ROW].norm(dim=-1)
input_norms = looked_up.grad[ROW].norm(dim=-1)
global_norm = torch.stack([w.grad.norm() for w in W.values() if w.grad is not None]).norm()

check("gradient at the outputs", output_norms, PAGE["output_gradient_norms"], **GRADIENTS)
check("gradient at the input embeddings", input_norms, PAGE["input_gradient_norms"], **GRADIENTS)
check("gradient of all weights", global_norm, PAGE["gradient_norm"], **GRADIENTS)
for norms, page in ((output_norms, PAGE["output_gradient_norms"]), (input_norms, PAGE["input_gradient_norms"])):
    assert not torch.tensor(page)[norms == 0].any(), "where PyTorch has exactly 0, the page has as well"

# %% [markdown]
# ## The shown row
#
# The whole table: what the page's stage shows, computed here.

# %%
print(f"{'token':>16} {'gradient at output':>20} {'at input':>12}")
for token, at_output, at_input in zip(TOKENS, output_norms.tolist(), input_norms.tolist()):
    print(f"{token:>16} {at_output:>20.6f} {at_input:>12.6f}")
print("Every number of the page was found again.")
