//! The causal language model: every next token, read from left to right (Radford et al. 2018, section 3.1). Here for comparison, with
//! BERT's head, and the command's `--objective ltr`.

use super::baseline::{Baseline, Frequencies};
use super::{Head, Labels, Objective, mlm};
use crate::examples::TokenId;
use crate::examples::masking::MaskedExample;
use crate::settings::Settings;

pub struct Causal;

impl Objective for Causal {
    fn name(&self) -> &'static str {
        "causal"
    }

    /// It shares head and loss with the masked language model, and the names of its numbers.
    fn reported_as(&self) -> &'static str {
        mlm::MaskedLanguage.reported_as()
    }

    fn head(&self) -> Head {
        Head::Vocabulary
    }

    fn denominator_epsilon(&self) -> f32 {
        mlm::MaskedLanguage.denominator_epsilon()
    }

    fn labels(&self, row: &MaskedExample) -> Labels {
        Labels::Tokens((0..row.original_ids.len()).map(|position| self.target(row, position)).collect())
    }

    /// The last position has nothing to predict.
    fn target(&self, row: &MaskedExample, position: usize) -> Option<TokenId> {
        row.original_ids.get(position + 1).copied()
    }

    fn most_positions(&self, settings: &Settings) -> usize {
        settings.sequence_length as usize
    }

    fn left_to_right(&self) -> bool {
        true
    }

    fn baseline(&self, labels: &[u32], text: &Frequencies) -> Baseline {
        mlm::MaskedLanguage.baseline(labels, text)
    }
}
