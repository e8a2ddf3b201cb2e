//! The class of every word, read from the vector of its first piece (Devlin et al. 2019, section 5.3).

use super::baseline::{Baseline, Frequencies, majority};
use super::{Head, Labels, Objective};
use crate::examples::masking::MaskedExample;
use crate::examples::{TaskLabel, TokenId};
use crate::settings::Settings;

pub struct Tagging {
    pub classes: u32,
}

impl Objective for Tagging {
    fn name(&self) -> &'static str {
        "tag"
    }

    fn head(&self) -> Head {
        Head::TokenClass { classes: self.classes }
    }

    /// Special tokens, and every piece of a word but the first, have no label: the loss does not look at them.
    fn labels(&self, row: &MaskedExample) -> Labels {
        Labels::Tokens(match &row.task {
            Some(TaskLabel::Tags(tags)) => tags.clone(),
            _ => vec![None; row.input_ids.len()],
        })
    }

    /// Its labels are tags, not tokens.
    fn target(&self, _: &MaskedExample, _: usize) -> Option<TokenId> {
        None
    }

    fn most_positions(&self, settings: &Settings) -> usize {
        settings.sequence_length as usize
    }

    fn baseline(&self, labels: &[u32], _text: &Frequencies) -> Baseline {
        Baseline { loss: None, accuracy: Some(majority(labels)) }
    }
}
