//! Training: the learning rate, one step, a whole run, its snapshot and its records.
//!
//! | file | what |
//! |---|---|
//! | [`data`] | a corpus made ready: vocabulary, training and held-out documents |
//! | [`facts`] | what a run reports besides its losses |
//! | [`error`] | why a run cannot start, go on, or show something |
//! | [`divergence`] | a run whose numbers are no longer finite |
//! | `elmo` | ELMo beside a run (feature `burn`) |
//! | [`schedule`] | the learning rate of a step |
//! | [`run`] | one run: step after step, evaluation, what it reports |
//! | [`snapshot`] | the whole state of a run as bytes |
//! | `fit` | whether what such bytes hold fits the run |
//! | [`questions`] | what is asked about a run without changing it: what-ifs, typed sentences, single parameters |
//! | [`generation`] | text from the current weights, word by word or from masks |
//! | [`recording`] | weights and predictions of past steps, in bounded memory |
//! | `filming` | which steps are recorded, and what is computed for them |
//! | [`report`] | losses and evaluations so far, in bounded memory |
//! | [`tallies`] | what masking did, and what chance allows |
//! | [`words`] | the held-out loss of each word, and its frequency |
//! | [`speed`] | steps a second, for the page |
//! | [`trial`] | whether a step is faster with help from other workers |
//! | [`finetune`] | a task, learned from labelled rows |
//! | [`experiment`] | the same labels, learned from scratch, with a frozen encoder and by fine-tuning, side by side |
//! | [`head_trace`] | what the head of a task reads of one example |
//! | [`benchmark`] | a fixed step on a fixed batch, timed |

pub mod benchmark;
mod chance;
pub mod data;
pub mod divergence;
#[cfg(feature = "burn")]
pub mod elmo;
pub mod error;
pub mod experiment;
pub mod facts;
mod filming;
pub mod finetune;
mod fit;
pub mod generation;
pub mod head_trace;
pub mod questions;
pub mod recording;
pub mod report;
pub mod run;
pub mod schedule;
pub mod snapshot;
pub mod speed;
pub mod tallies;
pub mod trial;
pub mod words;
