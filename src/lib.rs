//! Cloze trains a small BERT and shows what its loss looks at, natively and in a browser.
//!
//! The folders follow a token on its way, one stage a module:
//!
//! ```text
//! text -> examples -> objectives -> model -> engine -> train -> trace -> page
//! ```
//!
//! | module | what happens there |
//! |---|---|
//! | [`settings`] | every setting of a run, declared once: defaults, ranges, errors |
//! | [`protocol`] | what the page and its worker say to each other |
//! | [`random`] | seeded random streams, equal on every machine |
//! | [`text`] | documents and sentences, WordPiece, the preset corpora |
//! | [`examples`] | sentence pairs, masking (start here to change the rule), batches |
//! | [`objectives`] | what is scored, with which labels: masked tokens, next sentence, left to right |
//! | [`model`] | BERT as a list of operations over named parameters |
//! | [`kernels`] | the arithmetic of each operation, forward and backward, for the CPU |
//! | [`engine`] | what executes the list: the CPU, or WebGPU with the kernels of `shaders/` |
//! | [`train`] | schedule, optimisers, one step, a run, its snapshot |
//! | [`trace`] | what one step did to one example, position by position |
//! | [`checkpoint`] | Hugging Face folders, in and out |
//! | `web` | the Web Worker's side of the page (WebAssembly only) |
//! | `cli` | the `cloze` command (native only) |
//!
//! Legend of the shape comments: `B` batch, `S` sequence, `H` hidden, `N` heads, `D` head size (`H / N`),
//! `F` intermediate size, `V` vocabulary, `K` selected positions of a batch, `P` all parameters.

pub mod checkpoint;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod engine;
pub mod examples;
pub mod kernels;
pub mod model;
pub mod objectives;
pub mod protocol;
pub mod random;
pub mod settings;
pub mod text;
pub mod trace;
pub mod train;
#[cfg(target_arch = "wasm32")]
pub mod web;
