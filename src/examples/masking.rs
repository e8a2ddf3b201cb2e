//! Which tokens are selected, and how each is masked (Devlin et al. 2019, section 3.1).
//!
//! A [`Rule`] *selects* positions. Then a random draw decides the *fate* of each selected position: `[MASK]`, a random token, or the
//! original token. The loss counts the selected positions only.
//!
//! | file | rule |
//! |---|---|
//! | `google.rs` | a fixed number of tokens per row |
//! | `hf.rs` | every token independently |
//! | `span.rs` | a fixed number of tokens per row, in spans of whole words |
//!
//! How to add a rule: `docs/how-to/masking-rule.md`.

mod facts;
mod google;
mod hf;
mod span;

pub use facts::{CandidateFacts, Explanation, Meaning, SelectionFacts, Throw, candidate_facts, fate_throws, selection_facts};

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{NextSentence, TaskLabel, TokenFate, TokenId, VocabularyFacts};
use crate::examples::pairs::Source;
use crate::random::Stream;
use crate::settings::{MaskingRule, MaskingSettings};

impl MaskingRule {
    /// The implementation of the rule.
    pub fn rule(self) -> &'static dyn Rule {
        match self {
            Self::Google => &google::Google,
            Self::Hf => &hf::Hf,
            Self::Span => &span::Span,
        }
    }
}

/// A way to select tokens. Each rule is a file of its own.
pub trait Rule {
    /// How many tokens it selects in a row of `tokens` real tokens, if there are enough candidates. `None` if the number is random.
    fn number(&self, settings: &MaskingSettings, tokens: usize) -> Option<usize>;

    /// Selects tokens of a row at random.
    fn select(&self, row: &Row, settings: &MaskingSettings, stream: &mut Stream) -> Selection;

    /// Mean and variance of the number of tokens that it selects in this row.
    fn expected(&self, row: &Row, settings: &MaskingSettings) -> ExpectedSelection;

    /// The facts that the page shows for a candidacy from [`Rule::select`].
    fn explain(&self, candidacy: Candidacy, settings: &MaskingSettings) -> Explanation;

    /// Whether the pieces of a word are selected together.
    fn takes_whole_words(&self, settings: &MaskingSettings) -> bool {
        settings.whole_word
    }
}

/// What a rule knows of a row.
pub struct Row {
    /// Real tokens, `[CLS]` and `[SEP]` included.
    pub tokens: usize,
    /// The candidates in their order. Each is a range of positions that are selected together: a word or a single token.
    pub words: Vec<Range<usize>>,
}

impl Row {
    fn of(example: &MaskedExample, vocabulary: &VocabularyFacts, settings: &MaskingSettings) -> Self {
        Self {
            tokens: example.fates.iter().filter(|&&fate| fate != TokenFate::Padding).count(),
            words: candidates(example, vocabulary, settings.rule.rule().takes_whole_words(settings)),
        }
    }

    /// Number of tokens of each word.
    pub fn sizes(&self) -> Vec<usize> {
        self.words.iter().map(ExactSizeIterator::len).collect()
    }
}

/// What a rule selected in a row.
pub struct Selection {
    /// By word.
    pub candidacies: Vec<Candidacy>,
    /// The selected positions in the order in which their fates are drawn. Positions of one range share a fate.
    pub taken: Vec<Range<usize>>,
}

/// Distribution of the number of selected positions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ExpectedSelection {
    pub mean: f64,
    /// 0 if the rule fixes the number.
    pub variance: f64,
}

impl ExpectedSelection {
    pub fn fixed(number: usize) -> Self {
        Self { mean: number as f64, variance: 0.0 }
    }
}

/// How one candidate was selected or not. The pieces of a word that is selected as a whole share it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Candidacy {
    /// Its place in the random order of the rule, from 0.
    Rank(u32),
    /// Its own draw.
    Draw(f64),
    /// The rule had selected enough before it reached this one.
    PassedOver,
}

/// The random draws that decided the fate of one selected position.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dice {
    /// Below the mask share, the position becomes `[MASK]`.
    pub fate_draw: f64,
    /// Drawn only if not masked. Below random / (random + keep), the position becomes a random token, else it is kept.
    pub replace_draw: Option<f64>,
}

/// One masked row before padding. All lists have one entry per token, `n` in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaskedExample {
    pub original_ids: Vec<TokenId>,
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u8>,
    pub fates: Vec<TokenFate>,
    /// The original id where selected, else `None`.
    pub labels: Vec<Option<TokenId>>,
    /// `None` for positions that are no candidates.
    pub candidacies: Vec<Option<Candidacy>>,
    /// `None` for positions that are not selected.
    pub dice: Vec<Option<Dice>>,
    pub next_sentence: Option<NextSentence>,
    /// Of a labelled row; a row of a corpus has none.
    pub task: Option<TaskLabel>,
    /// Where A and B come from, if this row is a pair of a corpus.
    pub sources: Option<[Source; 2]>,
    /// How often these draws were used before. 0 if masks are drawn anew in every epoch.
    pub reused: u32,
}

/// Masks one row (`[CLS] A [SEP] B [SEP]`, padding after it allowed). Both lists have one entry per token.
///
/// Every selected position has a fate draw of its own, even within a word, unless the rule makes a span share one. A random token
/// comes from the whole vocabulary. It may be a special token or the original, and still is [`TokenFate::Randomized`].
pub fn mask(
    original_ids: Vec<TokenId>,
    token_type_ids: Vec<u8>,
    vocabulary: &VocabularyFacts,
    settings: &MaskingSettings,
    stream: &mut Stream,
) -> MaskedExample {
    let mut example = unmasked(original_ids, token_type_ids, vocabulary);
    let row = Row::of(&example, vocabulary, settings);
    let Selection { candidacies, taken } = settings.rule.rule().select(&row, settings, stream);
    for (word, candidacy) in row.words.into_iter().zip(candidacies) {
        example.candidacies[word].fill(Some(candidacy));
    }
    for together in taken {
        let dice = draw_dice(settings, stream);
        let fate = fate_of(dice, settings);
        for position in together {
            example.select(position, fate, Some(dice), vocabulary, || stream.below(vocabulary.size()) as TokenId);
        }
    }
    example
}

impl MaskedExample {
    /// Selects a position, whatever it was before. `random` is called for a token if the fate needs one.
    pub(crate) fn select(
        &mut self,
        position: usize,
        fate: TokenFate,
        dice: Option<Dice>,
        vocabulary: &VocabularyFacts,
        random: impl FnOnce() -> TokenId,
    ) {
        let original = self.original_ids[position];
        self.input_ids[position] = match fate {
            TokenFate::Masked => vocabulary.special_ids.mask,
            TokenFate::Randomized => random(),
            _ => original,
        };
        self.labels[position] = Some(original);
        self.fates[position] = fate;
        self.dice[position] = dice;
    }

    /// Number of selected positions that share this one's fate draw, itself included.
    pub fn sharing_fate(&self, position: usize) -> usize {
        self.dice[position].map_or(0, |dice| self.dice.iter().flatten().filter(|&&other| other == dice).count())
    }
}

/// `min(max_predictions, max(1, round(probability * n)))` for a row of `n` real tokens: the number that BERT selects.
fn tokens_to_select(settings: &MaskingSettings, tokens: usize) -> usize {
    let share = (settings.probability * tokens as f64).round() as usize;
    share.max(1).min(settings.max_predictions as usize)
}

/// The maximum number of selected positions in a row of `sequence_length` tokens, for the size of buffers.
pub fn max_selected(settings: &MaskingSettings, sequence_length: usize) -> usize {
    let candidates = sequence_length.saturating_sub(2);
    settings.rule.rule().number(settings, sequence_length).map_or(candidates, |number| number.min(candidates))
}

/// The distribution of the number of tokens that [`mask`] selects in this row.
pub fn expected_selection(example: &MaskedExample, vocabulary: &VocabularyFacts, settings: &MaskingSettings) -> ExpectedSelection {
    settings.rule.rule().expected(&Row::of(example, vocabulary, settings), settings)
}

/// The row with nothing selected.
pub fn unmasked(original_ids: Vec<TokenId>, token_type_ids: Vec<u8>, vocabulary: &VocabularyFacts) -> MaskedExample {
    let special = vocabulary.special_ids;
    let fate = |&id: &TokenId| match id {
        id if id == special.pad => TokenFate::Padding,
        id if id == special.cls || id == special.sep => TokenFate::Special,
        _ => TokenFate::Context,
    };
    let n = original_ids.len();
    MaskedExample {
        input_ids: original_ids.clone(),
        fates: original_ids.iter().map(fate).collect(),
        labels: vec![None; n],
        candidacies: vec![None; n],
        dice: vec![None; n],
        original_ids,
        token_type_ids,
        next_sentence: None,
        task: None,
        sources: None,
        reused: 0,
    }
}

/// The candidates: every real token but `[CLS]` and `[SEP]`, alone or with the other pieces of its word.
fn candidates(example: &MaskedExample, vocabulary: &VocabularyFacts, whole_word: bool) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (position, (fate, id)) in example.fates.iter().zip(&example.original_ids).enumerate() {
        if matches!(fate, TokenFate::Special | TokenFate::Padding) {
            continue;
        }
        let continues = whole_word && vocabulary.continuations[*id as usize];
        match words.last_mut() {
            Some(word) if continues && word.end == position => word.end += 1,
            // The beginning of this word was cut off, so its pieces here are the word.
            _ => words.push(position..position + 1),
        }
    }
    words
}

/// One draw, and a second one if the first does not mask.
pub(crate) fn draw_dice(settings: &MaskingSettings, stream: &mut Stream) -> Dice {
    let fate_draw = stream.uniform();
    Dice { fate_draw, replace_draw: (fate_draw >= mask_share(settings)).then(|| stream.uniform()) }
}

/// The fate that these draws give under the shares of `settings`, which are taken relative to their sum.
pub(crate) fn fate_of(dice: Dice, settings: &MaskingSettings) -> TokenFate {
    match dice.replace_draw {
        _ if dice.fate_draw < mask_share(settings) => TokenFate::Masked,
        Some(draw) if draw < random_share(settings) => TokenFate::Randomized,
        _ => TokenFate::Kept,
    }
}

/// Shares of the selected tokens that are masked, randomized and kept.
pub fn fate_shares(&MaskingSettings { mask, random, keep, .. }: &MaskingSettings) -> [f64; 3] {
    [mask, random, keep].map(|part| part / (mask + random + keep))
}

/// Share of the selected tokens that become `[MASK]`.
fn mask_share(&MaskingSettings { mask, random, keep, .. }: &MaskingSettings) -> f64 {
    mask / (mask + random + keep)
}

/// Share of the selected but not masked tokens that become a random token.
fn random_share(&MaskingSettings { random, keep, .. }: &MaskingSettings) -> f64 {
    random / (random + keep)
}

#[cfg(test)]
mod tests;
