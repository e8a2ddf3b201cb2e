//! What the outputs of a task's head say of an example, with their probabilities.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::Example;
use super::rows::{Classes, TaskRow, greatest};
use super::scores::TaskPrediction;

/// A prediction, and how sure the model is of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Guess {
    pub prediction: TaskPrediction,
    /// 0 to 1: of the class; of the least certain tag; of the answer's start times its end.
    pub confidence: f32,
    /// Of each class, for a sequence; of the chosen tag of each word, for tags; empty for an answer.
    pub probabilities: Vec<f32>,
    /// For an answer: its code points in the passage, from and to; none for an empty passage.
    #[tsify(optional)]
    pub range: Option<[u32; 2]>,
    /// For an answer: every token of the passage.
    pub positions: Vec<PositionScore>,
}

/// How well an answer starts and ends at a token of the passage.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct PositionScore {
    /// Code points of the passage, `from..to`.
    pub from: u32,
    pub to: u32,
    /// Softmax of the start scores over the passage.
    pub start: f32,
    /// Softmax of the end scores over the passage.
    pub end: f32,
}

impl Guess {
    /// What the outputs of the head, as [`crate::train::finetune::FineTuning::predict`] has them, say of an example.
    pub fn of(example: &Example, row: &TaskRow, classes: &Classes, logits: &[f32]) -> Self {
        let prediction = TaskPrediction::of(example, row, classes, logits);
        match example {
            Example::Sequence { .. } => {
                let probabilities = softmax(logits);
                let confidence = probabilities[greatest(logits)];
                Self { prediction, confidence, probabilities, range: None, positions: vec![] }
            }
            Example::Token { .. } => {
                let mut rows = logits.chunks_exact(classes.names().len().max(1));
                // A word that was cut off is outside, and nothing was asked about it.
                let of = |first: &Option<usize>| first.and_then(|_| rows.next()).map_or(1.0, |row| softmax(row)[greatest(row)]);
                let probabilities: Vec<f32> = row.first_pieces.iter().map(of).collect();
                let confidence = probabilities.iter().copied().fold(1.0, f32::min);
                Self { prediction, confidence, probabilities, range: None, positions: vec![] }
            }
            Example::Question { .. } => {
                let (starts, ends) = logits.split_at(logits.len() / 2);
                let (starts, ends) = (softmax(&starts[row.passage.clone()]), softmax(&ends[row.passage.clone()]));
                let place = |(position, (start, end)): (usize, (&f32, &f32))| {
                    let (from, to) = row.char_offsets[position];
                    PositionScore { from: from as u32, to: to as u32, start: *start, end: *end }
                };
                let positions: Vec<PositionScore> = row.passage.clone().zip(starts.iter().zip(&ends)).map(place).collect();
                let range = row.answer(logits).map(|range| [range.start as u32, range.end as u32]);
                let start = positions.iter().find(|position| range.is_some_and(|[from, _]| position.from == from));
                let end = positions.iter().rfind(|position| range.is_some_and(|[_, to]| position.to == to));
                let confidence = start.zip(end).map_or(0.0, |(start, end)| start.start * end.end);
                Self { prediction, confidence, probabilities: vec![], range, positions }
            }
        }
    }
}

/// `exp(x) / sum exp`, with the same bits on every machine.
fn softmax(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| libm::expf(logit - most)).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::rows::encode;
    use crate::text::Tokenizer;
    use crate::text::tokenizer::Normalization;

    fn tokenizer() -> Tokenizer {
        let pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] the cat sat on mat who ?";
        Tokenizer::from_tokens(pieces.split(' ').map(str::to_owned).collect(), Normalization::UNCASED).unwrap()
    }

    fn guess(example: &Example, classes: &Classes, logits: &[f32]) -> Guess {
        Guess::of(example, &encode(example, classes, &tokenizer(), 16).unwrap(), classes, logits)
    }

    #[test]
    fn a_class_has_its_share_of_the_odds() {
        let example = Example::Sequence { text: "the cat".into(), pair: None, label: "b".into() };
        let other = Example::Sequence { text: "the mat".into(), pair: None, label: "a".into() };
        let found = guess(&example, &Classes::of([&example, &other]), &[0.0, 3f32.ln()]);
        assert_eq!(found.prediction, TaskPrediction::Class("b".into()));
        assert!((found.confidence - 0.75).abs() < 1e-6 && (found.probabilities[0] - 0.25).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn tags_are_as_sure_as_the_least_certain_word() {
        let words = ["the", "cat"].map(str::to_owned).to_vec();
        let example = Example::Token { words, tags: vec!["O".into(), "B-A".into()] };
        // Classes B-A, O.
        let found = guess(&example, &Classes::of([&example]), &[0.0, 9f32.ln(), 3f32.ln(), 0.0]);
        assert_eq!(found.prediction, TaskPrediction::Tags(vec!["O".into(), "B-A".into()]));
        assert!((found.confidence - 0.75).abs() < 1e-6 && (found.probabilities[0] - 0.9).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn the_scores_of_an_answer_are_shared_out_over_the_passage_alone() {
        let [context, question, answer] = ["the cat sat", "who sat ?", "cat"].map(str::to_owned);
        let example = Example::Question { context, question, answer, start: 4 };
        // [CLS] who sat ? [SEP] the cat sat [SEP]: the passage is at 5 to 7.
        let mut logits = vec![0.0; 32];
        (logits[1], logits[6], logits[16 + 6]) = (50.0, 8f32.ln(), 3f32.ln());
        let found = guess(&example, &Classes::default(), &logits);
        assert_eq!(found.prediction, TaskPrediction::Answer("cat".into()));
        assert_eq!(found.positions.len(), 3);
        assert!((found.confidence - 0.8 * 0.6).abs() < 1e-6, "{found:?}");
    }
}
