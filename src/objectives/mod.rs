//! What a model is trained to do. An objective says which positions it scores with which labels. It also names its head, its loss
//! and its baseline.
//!
//! | file | what |
//! |---|---|
//! | [`mlm`] | the original tokens at selected positions (BERT) |
//! | [`nsp`] | whether sentence B follows A (BERT) |
//! | [`causal`] | every next token, from those before it (GPT-1, and BERT's model for comparison) |
//! | [`sequence`] | the class of a sequence or pair (fine-tuning) |
//! | [`tagging`] | the class of every word (fine-tuning) |
//! | [`answer`] | where in a passage the answer starts and ends (fine-tuning) |
//! | [`baseline`] | loss and accuracy of guesses without a model |
//!
//! Losses travel as lists in the order of a run's [`Objectives`]: labels of a batch, results of an engine, points of a curve.
//! `docs/how-to/objective.md` says how to add one.

pub mod answer;
pub mod baseline;
pub mod causal;
pub mod mlm;
pub mod nsp;
pub mod sequence;
pub mod tagging;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::TokenId;
use crate::examples::batch::{Batch, BatchLabels};
use crate::examples::masking::MaskedExample;
use crate::settings::{self, Settings};
use baseline::{Baseline, Frequencies};

/// The layers on top of the encoder that an objective is trained through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Head {
    /// The vocabulary's logits at each selected position: BERT's masked language model head, or GPT-1's output layer.
    Vocabulary,
    /// BERT's pooler and two logits for each sequence.
    SentencePair,
    /// A dense layer to the logits of each sequence's class.
    SequenceClass { classes: u32, pooling: Pooling },
    /// A dense layer to the logits of the class of each selected token.
    TokenClass { classes: u32 },
    /// A dense layer to two scores for each position: how well an answer starts and ends there.
    AnswerSpan,
}

/// How the vectors of a sequence become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// BERT's pooler: `tanh(dense([CLS]))`.
    #[default]
    Cls,
    /// The mean over the real tokens.
    Mean,
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
            Self::Vocabulary | Self::TokenClass { .. } => Scores::Tokens,
            Self::SentencePair | Self::SequenceClass { .. } | Self::AnswerSpan => Scores::Sequences,
        }
    }

    /// The heads of BERT's pre-training.
    pub const ALL: [Self; 2] = [Self::Vocabulary, Self::SentencePair];

    /// Whether it reads the pooler's output.
    pub fn reads_pooler(self) -> bool {
        matches!(self, Self::SentencePair | Self::SequenceClass { pooling: Pooling::Cls, .. })
    }

    /// For the head of a task: the number of its outputs. `None` for those of pre-training.
    pub fn task_outputs(self) -> Option<usize> {
        match self {
            Self::Vocabulary | Self::SentencePair => None,
            Self::SequenceClass { classes, .. } | Self::TokenClass { classes } => Some(classes as usize),
            Self::AnswerSpan => Some(2),
        }
    }
}

/// What an engine has to know of an objective. The loss is `sum / (labels + epsilon)`, and 0 without labels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    pub head: Head,
    pub denominator_epsilon: f32,
}

/// The labels that an objective gives one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labels {
    /// `[n]`: the token that each position is to predict. `None` for positions that are not scored.
    Tokens(Vec<Option<TokenId>>),
    /// The class of the sequence, if it is known.
    Sequence(Option<u32>),
    /// The positions where the answer starts and ends; `None` where nobody knows them.
    Answer(Option<[u32; 2]>),
}

/// One thing that a model is trained to do.
pub trait Objective: Send + Sync {
    /// Short and unique, for people and charts.
    fn name(&self) -> &'static str;

    /// The name of its numbers in the command's output and in `window.cloze`: `mlm` in `mlm_loss`.
    fn reported_as(&self) -> &'static str {
        self.name()
    }

    fn head(&self) -> Head;

    /// Added to the number of labels in the mean.
    fn denominator_epsilon(&self) -> f32 {
        0.0
    }

    /// The labels of this row. They also say which positions are scored.
    fn labels(&self, row: &MaskedExample) -> Labels;

    /// The token that would be the label of a position, scored or not. `None` if there is none.
    fn target(&self, row: &MaskedExample, position: usize) -> Option<TokenId> {
        row.original_ids.get(position).copied()
    }

    /// The maximum number of scored positions in a row. 0 for objectives that score sequences.
    fn most_positions(&self, _settings: &Settings) -> usize {
        0
    }

    /// Whether its rows are pairs of sentences, half of which follow each other.
    fn needs_pairs(&self) -> bool {
        false
    }

    /// Whether each position attends only to those before it and itself. Then no token is masked.
    fn left_to_right(&self) -> bool {
        false
    }

    /// Whether tokens of its rows are masked before the model reads them.
    fn masks(&self) -> bool {
        false
    }

    /// What a guess without a model gets of `labels`.
    fn baseline(&self, labels: &[u32], text: &Frequencies) -> Baseline;
}

/// The objectives of a run. Its total loss is the sum of theirs.
#[derive(Clone)]
pub struct Objectives(Vec<Arc<dyn Objective>>);

impl Objectives {
    /// The objectives of the setting `objective`.
    pub fn of(setting: settings::Objective) -> Self {
        use settings::Objective::{Causal, Ltr, Mlm, MlmNsp, Nsp};
        Self(match setting {
            MlmNsp => vec![Arc::new(mlm::MaskedLanguage), Arc::new(nsp::NextSentence)],
            Mlm => vec![Arc::new(mlm::MaskedLanguage)],
            Nsp => vec![Arc::new(nsp::NextSentence)],
            Ltr => vec![Arc::new(causal::Causal::Bert)],
            Causal => vec![Arc::new(causal::Causal::Gpt)],
        })
    }

    /// Fine-tuning trains one thing.
    pub fn task(objective: impl Objective + 'static) -> Self {
        Self(vec![Arc::new(objective)])
    }

    /// What a model with these heads can have been trained to do.
    pub fn of_model(predicts_tokens: bool, predicts_pairs: bool, left_to_right: bool) -> Self {
        let tokens: Arc<dyn Objective> = if left_to_right { Arc::new(causal::Causal::Bert) } else { Arc::new(mlm::MaskedLanguage) };
        let pairs: Arc<dyn Objective> = Arc::new(nsp::NextSentence);
        Self(
            [(predicts_tokens, tokens), (predicts_pairs, pairs)]
                .into_iter()
                .filter(|(has, _)| *has)
                .map(|(_, objective)| objective)
                .collect(),
        )
    }

    /// Those that need no sentence pairs.
    #[must_use]
    pub fn without_pairs(mut self) -> Self {
        self.0.retain(|objective| !objective.needs_pairs());
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = &dyn Objective> {
        self.0.iter().map(|objective| &**objective)
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

    /// Whether tokens of the input are masked. They are for next sentence prediction alone too, since BERT's pairs are masked.
    pub fn mask(&self) -> bool {
        self.iter().any(|objective| objective.masks())
    }

    /// The one that scores tokens, if any does.
    pub fn of_tokens(&self) -> Option<&dyn Objective> {
        self.iter().find(|objective| objective.head().scores() == Scores::Tokens)
    }

    /// Whether masked tokens are scored.
    pub fn score_masks(&self) -> bool {
        self.mask() && self.of_tokens().is_some()
    }

    /// The maximum number of selected positions in a row, for the size of buffers.
    pub fn most_positions(&self, settings: &Settings) -> usize {
        self.selecting().most_positions(settings)
    }

    /// The token that is the label of a position, or would be if the position was scored.
    pub fn target(&self, row: &MaskedExample, position: usize) -> Option<TokenId> {
        self.selecting().target(row, position)
    }

    /// Where no objective scores tokens, the selected positions are the masked ones, and a trace shows what was masked.
    fn selecting(&self) -> &dyn Objective {
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

impl dyn Objective + '_ {
    /// The labels of a batch's rows. Sequences have labels if every one has.
    fn labels_of(&self, rows: &[MaskedExample]) -> BatchLabels {
        let (mut tokens, mut sequences, mut answers) = (vec![], vec![], vec![]);
        for row in rows {
            match self.labels(row) {
                Labels::Tokens(labels) => tokens.extend(labels.into_iter().flatten()),
                Labels::Sequence(label) => sequences.push(label),
                Labels::Answer(ends) => answers.push(ends),
            }
        }
        match self.head() {
            Head::Vocabulary | Head::TokenClass { .. } => BatchLabels::Selected(tokens),
            Head::SentencePair | Head::SequenceClass { .. } => {
                BatchLabels::Sequences(sequences.into_iter().collect::<Option<_>>().unwrap_or_default())
            }
            Head::AnswerSpan => BatchLabels::Spans(answers.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default().into_flattened()),
        }
    }
}

#[cfg(test)]
mod tests;
