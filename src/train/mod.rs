//! From a batch to a better model.
//!
//! | file | what |
//! |---|---|
//! | [`data`] | a corpus made ready: vocabulary, training and held-out documents |
//! | [`facts`] | what a run tells of itself beside its losses |
//! | [`error`] | why a run cannot start, go on, or show something |
//! | [`schedule`] | the learning rate of a step |
//! | [`run`] | one run: step after step, evaluation, what it reports |
//! | [`snapshot`] | the whole state of a run as bytes |
//! | [`recording`] | what can be gone back to, in bounded memory |
//! | `filming` | a run at the moments that are recorded |
//! | [`look`] | what a run says to other rules, and to typed text |
//! | [`report`] | losses and evaluations so far, in bounded memory |
//! | [`tallies`] | what masking did, and what chance allows |
//! | [`words`] | the held-out loss of each word beside its frequency |
//! | [`trial`] | whether help from other workers pays |
//! | [`benchmark`] | a fixed step on a fixed batch, timed |

pub mod benchmark;
mod chance;
pub mod data;
pub mod error;
pub mod facts;
mod filming;
pub mod look;
pub mod recording;
pub mod report;
pub mod run;
pub mod schedule;
pub mod snapshot;
pub mod tallies;
pub mod trial;
pub mod words;
