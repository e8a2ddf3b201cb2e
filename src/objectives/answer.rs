//! Where in a passage the answer to a question starts and ends (Devlin et al. 2019, section 4.2).

use super::baseline::{Baseline, Frequencies};
use super::{Head, Labels, Objective};
use crate::examples::TaskLabel;
use crate::examples::masking::MaskedExample;

pub struct Answer;

impl Objective for Answer {
    fn name(&self) -> &'static str {
        "answer"
    }

    fn head(&self) -> Head {
        Head::AnswerSpan
    }

    fn labels(&self, row: &MaskedExample) -> Labels {
        Labels::Answer(match row.task {
            Some(TaskLabel::Answer(ends)) => Some(ends),
            _ => None,
        })
    }

    /// There is no commonest answer: every row has a passage of its own.
    fn baseline(&self, _: &[u32], _: &Frequencies) -> Baseline {
        Baseline::default()
    }
}
