//! From plain text to token ids.
