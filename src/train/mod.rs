//! From a batch to a better model: schedule, step, run, evaluation, snapshot.

pub mod report;
