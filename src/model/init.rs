//! Initial weights: truncated normal, zeros, ones (SPEC: Model).
