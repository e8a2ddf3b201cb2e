//! The causal language model: predicts every next token from those before it (Radford et al. 2018, section 3.1).

use super::baseline::{Baseline, Frequencies};
use super::{Head, Labels, Objective, mlm};
use crate::examples::TokenId;
use crate::examples::masking::MaskedExample;
use crate::settings::Settings;

/// By the model that learns it.
pub enum Causal {
    /// GPT-1's own: `--objective causal`.
    Gpt,
    /// BERT's model and head (Devlin et al. 2019, section 5.1): `--objective ltr`. It has the mean and the reported names in common
    /// with the masked language model.
    Bert,
}

impl Objective for Causal {
    fn name(&self) -> &'static str {
        match self {
            Self::Gpt => "causal",
            Self::Bert => "ltr",
        }
    }

    fn reported_as(&self) -> &'static str {
        match self {
            Self::Gpt => self.name(),
            Self::Bert => mlm::MaskedLanguage.reported_as(),
        }
    }

    fn head(&self) -> Head {
        Head::Vocabulary
    }

    fn denominator_epsilon(&self) -> f32 {
        match self {
            Self::Gpt => 0.0,
            Self::Bert => mlm::MaskedLanguage.denominator_epsilon(),
        }
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
