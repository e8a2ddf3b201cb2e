//! What a model is trained to do. An objective says which positions it scores with which labels, which head and loss that takes, and
//! what a guess without a model would get.
//!
//! | file | what |
//! |---|---|
//! | [`mlm`] | the masked tokens, from both sides (BERT) |
//! | [`nsp`] | whether sentence B follows A (BERT) |
//! | [`causal`] | every next token, from those before it (GPT-1) |
//! | [`baseline`] | guesses without a model |
//!
//! Losses travel as lists in the order of a run's [`Objectives`]: labels of a batch, results of an engine, points of a curve.
//! `docs/how-to/objective.md` says how to add one.

pub mod baseline;
pub mod causal;
pub mod mlm;
pub mod nsp;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::TokenId;
use crate::examples::batch::{Batch, BatchLabels};
use crate::examples::masking::MaskedExample;
use crate::settings::{self, Settings};
use baseline::{Baseline, Frequencies};

/// What reads the encoder's output, and so what one label belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Head {
    /// BERT's masked language model head: the vocabulary's logits at each selected position.
    Vocabulary,
    /// BERT's pooler and two logits for each sequence.
    SentencePair,
}

/// What the labels of a loss belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Scores {
    Tokens,
    Sequences,
}

impl Head {
    pub fn scores(self) -> Scores {
        match self {
            Self::Vocabulary => Scores::Tokens,
            Self::SentencePair => Scores::Sequences,
        }
    }

    pub const ALL: [Self; 2] = [Self::Vocabulary, Self::SentencePair];
}

/// What an engine has to know of an objective: the mean over its labels, `sum / (labels + epsilon)`, and 0 without labels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    pub head: Head,
    pub denominator_epsilon: f32,
}

/// The labels that an objective gives one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labels {
    /// `[n]`: the token that each position is to predict; `None` where it is not scored.
    Tokens(Vec<Option<TokenId>>),
    /// The class of the sequence; `None` where nobody knows it.
    Sequence(Option<u32>),
}

/// One thing that a model is trained to do.
pub trait Objective: Sync {
    /// Short and unique, for people and charts.
    fn name(&self) -> &'static str;

    /// What its numbers are called in the command's output and in `window.cloze`: `mlm` in `mlm_loss`.
    fn reported_as(&self) -> &'static str {
        self.name()
    }

    fn head(&self) -> Head;

    /// Added to the number of labels that the loss is a mean over.
    fn denominator_epsilon(&self) -> f32 {
        0.0
    }

    /// Which positions of this row are scored, or whether the row is, and with which labels.
    fn labels(&self, row: &MaskedExample) -> Labels;

    /// The token that a position would be asked for, scored or not. `None` where there is none.
    fn target(&self, row: &MaskedExample, position: usize) -> Option<TokenId> {
        row.original_ids.get(position).copied()
    }

    /// Most positions of a row that it scores. 0 for an objective that scores sequences.
    fn most_positions(&self, _settings: &Settings) -> usize {
        0
    }

    /// Whether its rows are pairs of sentences, half of which follow each other.
    fn needs_pairs(&self) -> bool {
        false
    }

    /// Whether a position may look at those before it only. Then nothing has to be masked.
    fn left_to_right(&self) -> bool {
        false
    }

    /// What a guess without a model gets of `labels`.
    fn baseline(&self, labels: &[u32], text: &Frequencies) -> Baseline;
}

/// The objectives of a run: their losses are summed.
#[derive(Clone)]
pub struct Objectives(Vec<&'static dyn Objective>);

impl Objectives {
    /// What the setting `objective` means.
    pub fn of(setting: settings::Objective) -> Self {
        use settings::Objective::{Ltr, Mlm, MlmNsp, Nsp};
        Self(match setting {
            MlmNsp => vec![&mlm::MaskedLanguage, &nsp::NextSentence],
            Mlm => vec![&mlm::MaskedLanguage],
            Nsp => vec![&nsp::NextSentence],
            Ltr => vec![&causal::Causal],
        })
    }

    /// What a model with these heads can have been trained to do.
    pub fn of_model(predicts_tokens: bool, predicts_pairs: bool, left_to_right: bool) -> Self {
        let tokens: &'static dyn Objective = if left_to_right { &causal::Causal } else { &mlm::MaskedLanguage };
        let pairs: &'static dyn Objective = &nsp::NextSentence;
        Self(
            [(predicts_tokens, tokens), (predicts_pairs, pairs)]
                .into_iter()
                .filter(|(has, _)| *has)
                .map(|(_, objective)| objective)
                .collect(),
        )
    }

    /// Those that remain for a text without pairs.
    #[must_use]
    pub fn without_pairs(mut self) -> Self {
        self.0.retain(|objective| !objective.needs_pairs());
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = &'static dyn Objective> {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn need_pairs(&self) -> bool {
        self.iter().any(|objective| objective.needs_pairs())
    }

    pub fn left_to_right(&self) -> bool {
        self.iter().any(|objective| objective.left_to_right())
    }

    /// Whether tokens of the input are masked. For next sentence prediction alone they are, too: BERT reads its pairs so.
    pub fn mask(&self) -> bool {
        !self.left_to_right()
    }

    /// The one that scores tokens, if any does.
    pub fn of_tokens(&self) -> Option<&'static dyn Objective> {
        self.iter().find(|objective| objective.head() == Head::Vocabulary)
    }

    /// Whether the loss asks for tokens that were masked.
    pub fn score_masks(&self) -> bool {
        self.mask() && self.of_tokens().is_some()
    }

    /// Most selected positions of a row: what buffers have to hold.
    pub fn most_positions(&self, settings: &Settings) -> usize {
        self.selecting().most_positions(settings)
    }

    /// The token that a position of a row is asked for, or would be if it was scored.
    pub fn target(&self, row: &MaskedExample, position: usize) -> Option<TokenId> {
        self.selecting().target(row, position)
    }

    /// Where no objective scores tokens, the selected positions are the masked ones, and a trace shows what was masked.
    fn selecting(&self) -> &'static dyn Objective {
        self.of_tokens().unwrap_or(&mlm::MaskedLanguage)
    }

    /// Rows padded together to `sequence` tokens, with the labels of these objectives.
    pub fn batch(&self, rows: Vec<MaskedExample>, sequence: usize, pad: TokenId) -> Batch {
        let mut batch = Batch::pad(&rows, sequence, pad);
        let selecting = self.selecting();
        for (row, example) in rows.iter().enumerate() {
            if let Labels::Tokens(labels) = selecting.labels(example) {
                batch.select(row, labels.iter().map(Option::is_some));
            }
        }
        batch.labels = self.iter().map(|objective| objective.labels_of(&rows)).collect();
        batch.examples = rows;
        batch
    }

    pub fn losses(&self) -> Vec<Loss> {
        self.iter().map(|objective| Loss { head: objective.head(), denominator_epsilon: objective.denominator_epsilon() }).collect()
    }
}

impl dyn Objective {
    /// The labels of a batch's rows. Sequences have labels if every one has.
    fn labels_of(&self, rows: &[MaskedExample]) -> BatchLabels {
        let (mut tokens, mut sequences) = (vec![], vec![]);
        for row in rows {
            match self.labels(row) {
                Labels::Tokens(labels) => tokens.extend(labels.into_iter().flatten()),
                Labels::Sequence(label) => sequences.push(label),
            }
        }
        match self.head() {
            Head::Vocabulary => BatchLabels::Selected(tokens),
            Head::SentencePair => BatchLabels::Sequences(sequences.into_iter().collect::<Option<_>>().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests;
