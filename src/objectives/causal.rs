//! The causal language model: predicts every next token from those before it (Radford et al. 2018, section 3.1). For comparison:
//! it uses BERT's head, and the command has it as `--objective ltr`.

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

    /// It has head, loss and reported names in common with the masked language model.
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

    /// The last position has no next token.
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
