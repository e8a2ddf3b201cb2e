//! The masked language model: predicts the original token at each selected position (Devlin et al. 2019, section 3.1).

use super::baseline::{Baseline, Frequencies};
use super::{Head, Labels, Objective};
use crate::examples::masking::{MaskedExample, max_selected};
use crate::settings::Settings;

pub struct MaskedLanguage;

impl Objective for MaskedLanguage {
    fn name(&self) -> &'static str {
        "mlm"
    }

    fn head(&self) -> Head {
        Head::Vocabulary
    }

    /// As in `get_masked_lm_output` of google-research/bert. Avoids a division by 0 in a batch without selected positions.
    fn denominator_epsilon(&self) -> f32 {
        1e-5
    }

    fn masks(&self) -> bool {
        true
    }

    fn labels(&self, row: &MaskedExample) -> Labels {
        Labels::Tokens(row.labels.clone())
    }

    fn most_positions(&self, settings: &Settings) -> usize {
        max_selected(&settings.masking, settings.sequence_length as usize)
    }

    fn baseline(&self, labels: &[u32], text: &Frequencies) -> Baseline {
        Baseline { loss: text.mean_loss(labels), accuracy: None }
    }
}
