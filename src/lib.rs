//! Cloze trains a small BERT and shows which positions its loss counts, natively and in a browser.
//!
//! The folders follow a token on its way, one stage a module:
//!
//! ```text
//! text -> examples -> objectives -> model -> engine -> trace -> train -> page
//! ```
//!
//! | module | what happens there |
//! |---|---|
//! | [`random`] | seeded random streams, equal on every machine |
//! | [`excerpt`] | what a file says, cut for a message |
//! | [`settings`] | every setting of a run, declared once: defaults, ranges, errors |
//! | [`text`] | documents and sentences, WordPiece, the preset corpora |
//! | [`examples`] | sentence pairs, masking (start here to change the rule), batches |
//! | [`objectives`] | what is scored, with which labels: masked tokens, next sentence, left to right |
//! | [`tasks`] | labelled examples, and what predictions on them are worth |
//! | [`kernels`] | matrix products, sums and functions that several operations share, for the CPU |
//! | [`operations`] | one folder an operation: its forward and backward pass on the CPU, and its dispatches on the GPU |
//! | [`model`] | BERT, and GPT-1 beside it, as a list of operations over named parameters |
//! | [`optim`] | the optimisers, gradient clipping, and what an update did |
//! | `burn` | the same model in Burn, for who looks for it there (feature `burn`) |
//! | [`engine`] | what executes the list: the CPU, or WebGPU with the kernels of `shaders/` |
//! | [`trace`] | what one step did to one example, position by position |
//! | [`train`] | schedule, one step, a run, its snapshot |
//! | [`checkpoint`] | Hugging Face folders, in and out |
//! | [`protocol`] | what the page and its worker say to each other |
//! | `web` | the Web Worker's side of the page (WebAssembly only) |
//! | `cli` | the `cloze` command (native only) |
//!
//! A module imports only from those above it in this table (`tests/architecture.rs`).
//!
//! Legend of the shape comments: `B` batch, `S` sequence, `H` hidden, `N` heads, `D` head size (`H / N`),
//! `F` intermediate size, `V` vocabulary, `K` selected positions of a batch, `P` all parameters.

#[cfg(feature = "burn")]
pub mod burn;
pub mod checkpoint;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod engine;
pub mod examples;
pub mod excerpt;
pub mod kernels;
pub mod model;
pub mod objectives;
pub mod operations;
pub mod optim;
pub mod protocol;
pub mod random;
pub mod settings;
pub mod tasks;
pub mod text;
pub mod trace;
pub mod train;
#[cfg(target_arch = "wasm32")]
pub mod web;
