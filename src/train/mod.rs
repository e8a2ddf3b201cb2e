//! Training: the learning rate, one step, a whole run, its snapshot and its records.
//!
//! | file | what |
//! |---|---|
//! | [`data`] | a corpus made ready: vocabulary, training and held-out documents |
//! | [`facts`] | what a run reports besides its losses |
//! | [`schedule`] | the learning rate of a step |
//! | [`run`] | one run: step after step, evaluation, what it reports |
//! | [`snapshot`] | the whole state of a run as bytes |
//! | [`questions`] | what is asked about a run without changing it: what-ifs, typed sentences, single parameters |
//! | [`recording`] | weights and predictions of past steps, in bounded memory |
//! | [`report`] | what a run has measured so far, in bounded memory |
//! | [`words`] | the held-out loss of each word, and its frequency |
//! | [`trial`] | whether a step is faster with help from other workers |
//! | [`benchmark`] | a fixed step on a fixed batch, timed |

pub mod benchmark;
pub mod data;
pub mod facts;
pub mod questions;
pub mod recording;
pub mod report;
pub mod run;
pub mod schedule;
pub mod snapshot;
pub mod trial;
pub mod words;
