//! The `cloze` command.
