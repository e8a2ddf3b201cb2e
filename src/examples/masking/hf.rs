//! `hf`: every token independently, as in Hugging Face's `DataCollatorForLanguageModeling`.

use super::{Candidacy, ExpectedSelection, Explanation, Meaning, Row, Rule, Selection, Throw};
use crate::random::Stream;
use crate::settings::MaskingSettings;

pub struct Hf;

impl Rule for Hf {
    fn number(&self, _: &MaskingSettings, _: usize) -> Option<usize> {
        None
    }

    /// Selects every word independently of the others.
    fn select(&self, row: &Row, settings: &MaskingSettings, stream: &mut Stream) -> Selection {
        let draws: Vec<f64> = row.words.iter().map(|_| stream.uniform()).collect();
        let selected = row.words.iter().zip(&draws).filter(|&(_, &draw)| draw < settings.probability);
        let taken = selected.flat_map(|(word, _)| word.clone().map(|position| position..position + 1)).collect();
        Selection { taken, candidacies: draws.into_iter().map(Candidacy::Draw).collect() }
    }

    fn expected(&self, row: &Row, settings: &MaskingSettings) -> ExpectedSelection {
        let p = settings.probability;
        let sum = |power: i32| row.sizes().iter().map(|&size| (size as f64).powi(power)).sum::<f64>();
        ExpectedSelection { mean: p * sum(1), variance: p * (1.0 - p) * sum(2) }
    }

    fn explain(&self, candidacy: Candidacy, settings: &MaskingSettings) -> Explanation {
        let Candidacy::Draw(draw) = candidacy else { return Explanation::default() };
        Explanation { place: None, throw: Some(Throw::new(draw, settings.probability, Meaning::Selected, Meaning::NotSelected)) }
    }
}
