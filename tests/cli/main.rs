//! The `cloze` command as a user meets it: what it prints, what it refuses, with which exit code.

mod benchmark;
mod encode;
mod mask;
mod memory;
mod pairs;
mod pretrain;
mod score;
mod support;
mod tokenize;
mod usage;
