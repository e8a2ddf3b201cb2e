"""Trains a WordPiece vocabulary with the `tokenizers` package, as `cloze benchmark --train-tokenizer` does. Prints the same JSON.

python tokenizer.py TEXT --vocabulary-size N
"""

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.trainers import WordPieceTrainer


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("text", type=Path)
    arguments.add_argument("--vocabulary-size", type=int, required=True)
    options = arguments.parse_args()

    memory_before = peak_memory()
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    # Accents stay, since the text has Hangul: stripping them would take syllables apart.
    tokenizer.normalizer = BertNormalizer(lowercase=True, strip_accents=False)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    trainer = WordPieceTrainer(
        vocab_size=options.vocabulary_size,
        min_frequency=1,
        show_progress=False,
        special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    )
    begun = time.perf_counter()
    tokenizer.train([str(options.text)], trainer)
    train_ms = (time.perf_counter() - begun) * 1e3
    print(
        json.dumps(
            {
                "bytes": options.text.stat().st_size,
                "tokens": tokenizer.get_vocab_size(),
                "train_ms": train_ms,
                "peak_memory": peak_memory(),
                "memory_before": memory_before,
                "version": version("tokenizers"),
            }
        )
    )


def peak_memory():
    """The most memory of this process that was resident at once, in bytes, as Linux counts it."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
