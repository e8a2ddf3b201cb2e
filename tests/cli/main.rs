//! The `cloze` command: its output, its errors, its exit codes.

mod benchmark;
mod encode;
mod finetune;
mod mask;
mod memory;
mod pairs;
mod pretrain;
mod score;
mod support;
mod task;
mod tokenize;
mod usage;
