//! Next sentence prediction: does B follow A? (Devlin et al. 2019, section 3.1)

use super::baseline::{Baseline, Frequencies, majority};
use super::{Head, Labels, Objective};
use crate::examples::masking::MaskedExample;

pub struct NextSentence;

impl Objective for NextSentence {
    fn name(&self) -> &'static str {
        "nsp"
    }

    fn head(&self) -> Head {
        Head::SentencePair
    }

    fn labels(&self, row: &MaskedExample) -> Labels {
        Labels::Sequence(row.next_sentence.map(|label| label as u32))
    }

    /// BERT reads its pairs so, whether or not the masked tokens are scored.
    fn masks(&self) -> bool {
        true
    }

    fn needs_pairs(&self) -> bool {
        true
    }

    fn baseline(&self, labels: &[u32], _text: &Frequencies) -> Baseline {
        Baseline { loss: None, accuracy: Some(majority(labels)) }
    }
}
