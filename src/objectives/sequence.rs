//! The class of a sequence or of a pair, read from one vector for all of it (Devlin et al. 2019, section 4.1).

use super::baseline::{Baseline, Frequencies, majority};
use super::{Head, Labels, Objective, Pooling};
use crate::examples::TaskLabel;
use crate::examples::masking::MaskedExample;

pub struct SequenceClass {
    pub classes: u32,
    pub pooling: Pooling,
}

impl Objective for SequenceClass {
    fn name(&self) -> &'static str {
        "class"
    }

    fn head(&self) -> Head {
        Head::SequenceClass { classes: self.classes, pooling: self.pooling }
    }

    fn labels(&self, row: &MaskedExample) -> Labels {
        Labels::Sequence(match row.task {
            Some(TaskLabel::Class(class)) => Some(class),
            _ => None,
        })
    }

    fn baseline(&self, labels: &[u32], _text: &Frequencies) -> Baseline {
        Baseline { loss: None, accuracy: Some(majority(labels)) }
    }
}
