//! Hugging Face checkpoints, in and out (SPEC: Checkpoints).
