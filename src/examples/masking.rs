//! Which tokens are selected, and what becomes of them (Devlin et al. 2019, section 3.1). This is the place to try another rule.
//!
//! Two steps: positions are *selected* by a [`Rule`], and each selected one meets its *fate*: `[MASK]`, a random token, or itself.
//! The loss will look at the selected positions and nowhere else.
//!
//! | file | rule |
//! |---|---|
//! | `google.rs` | a fixed number of tokens a row |
//! | `hf.rs` | every token on its own |
//! | `span.rs` | a fixed number of tokens a row, in runs of whole words |
//!
//! How to add a rule: `docs/how-to/masking-rule.md`.

mod facts;
mod google;
mod hf;
mod span;

pub use facts::{CandidateFacts, Explanation, Meaning, SelectionFacts, Throw, candidate_facts, fate_throws, selection_facts};

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{NextSentence, TokenFate, TokenId, VocabularyFacts};
use crate::examples::pairs::Source;
use crate::random::Stream;
use crate::settings::{MaskingRule, MaskingSettings};

impl MaskingRule {
    /// The rule itself.
    pub fn rule(self) -> &'static dyn Rule {
        match self {
            Self::Google => &google::Google,
            Self::Hf => &hf::Hf,
            Self::Span => &span::Span,
        }
    }
}

/// A way to select tokens: one file each.
pub trait Rule {
    /// How many tokens of a row with so many real tokens it is to select, as far as there are candidates; `None` where chance decides.
    fn number(&self, settings: &MaskingSettings, tokens: usize) -> Option<usize>;

    /// Throws the dice.
    fn select(&self, row: &Row, settings: &MaskingSettings, stream: &mut Stream) -> Selection;

    /// How many tokens it selects of such a row over all throws of the dice.
    fn expected(&self, row: &Row, settings: &MaskingSettings) -> ExpectedSelection;

    /// What the page tells of a candidacy that [`Rule::select`] wrote down.
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
    /// The candidates in their order: positions that are selected together, a word or a single token.
    pub words: Vec<Range<usize>>,
}

impl Row {
    fn of(example: &MaskedExample, vocabulary: &VocabularyFacts, settings: &MaskingSettings) -> Self {
        Self {
            tokens: example.fates.iter().filter(|&&fate| fate != TokenFate::Padding).count(),
            words: candidates(example, vocabulary, settings.rule.rule().takes_whole_words(settings)),
        }
    }

    /// Tokens of each word.
    pub fn sizes(&self) -> Vec<usize> {
        self.words.iter().map(ExactSizeIterator::len).collect()
    }
}

/// What a rule selected of a row.
pub struct Selection {
    /// By word.
    pub candidacies: Vec<Candidacy>,
    /// The selected positions in the order in which they meet their fates. Those of one range share one fate.
    pub taken: Vec<Range<usize>>,
}

/// The number of selected positions over all throws of the dice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ExpectedSelection {
    pub mean: f64,
    /// 0 where the rule fixes the number.
    pub variance: f64,
}

impl ExpectedSelection {
    pub fn fixed(number: usize) -> Self {
        Self { mean: number as f64, variance: 0.0 }
    }
}

/// How one candidate came into the selection, or did not. Pieces of a word that is selected as a whole share it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Candidacy {
    /// Place in the order that the rule drew, from 0.
    Rank(u32),
    /// Its own draw.
    Draw(f64),
    /// The rule stopped before it came to this one.
    PassedOver,
}

/// The dice that decided the fate of one selected position, for the page's arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dice {
    /// Below the mask share: `[MASK]`.
    pub fate_draw: f64,
    /// Drawn only when not masked. Below random / (random + keep): random token, else kept.
    pub replace_draw: Option<f64>,
}

/// One row before padding, masked. All lists have one entry a token, `n` in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaskedExample {
    pub original_ids: Vec<TokenId>,
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u8>,
    pub fates: Vec<TokenFate>,
    /// The original id where selected, else `None`.
    pub labels: Vec<Option<TokenId>>,
    /// `None` for what is no candidate.
    pub candidacies: Vec<Option<Candidacy>>,
    /// `None` where not selected.
    pub dice: Vec<Option<Dice>>,
    pub next_sentence: Option<NextSentence>,
    /// Where A and B came from, if this row is a pair of a corpus.
    pub sources: Option<[Source; 2]>,
    /// How often these very dice had been used before: 0 where masks are drawn anew in every epoch.
    pub reused: u32,
}

/// Masks one row (`[CLS] A [SEP] B [SEP]`, padding behind it allowed). Both lists have one entry a token.
///
/// Every selected position draws its fate on its own, pieces of one word too, unless the rule has them share it. A random token comes from the whole vocabulary, so
/// it may be a special token or, by chance, the original: it is [`TokenFate::Randomized`] all the same.
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
    /// Makes a position one that counts, whatever it was before. `random` is asked for a token where the fate wants one.
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

    /// Selected positions whose fate was decided by the throws of this one, itself included.
    pub fn sharing_fate(&self, position: usize) -> usize {
        self.dice[position].map_or(0, |dice| self.dice.iter().flatten().filter(|&&other| other == dice).count())
    }
}

/// `min(max_predictions, max(1, round(probability * n)))` for a row of `n` real tokens: the number that BERT selects.
fn tokens_to_select(settings: &MaskingSettings, tokens: usize) -> usize {
    let share = (settings.probability * tokens as f64).round() as usize;
    share.max(1).min(settings.max_predictions as usize)
}

/// The most positions that a row of `sequence_length` tokens can have selected: what buffers have to hold.
pub fn max_selected(settings: &MaskingSettings, sequence_length: usize) -> usize {
    let candidates = sequence_length.saturating_sub(2);
    settings.rule.rule().number(settings, sequence_length).map_or(candidates, |number| number.min(candidates))
}

/// What the dice of [`mask`] select of this row over all their throws, whatever they did select.
pub fn expected_selection(example: &MaskedExample, vocabulary: &VocabularyFacts, settings: &MaskingSettings) -> ExpectedSelection {
    settings.rule.rule().expected(&Row::of(example, vocabulary, settings), settings)
}

/// The row as it is, nothing selected.
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
        sources: None,
        reused: 0,
    }
}

/// What may be selected: every real token but `[CLS]` and `[SEP]`, alone or with the other pieces of its word.
fn candidates(example: &MaskedExample, vocabulary: &VocabularyFacts, whole_word: bool) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (position, (fate, id)) in example.fates.iter().zip(&example.original_ids).enumerate() {
        if matches!(fate, TokenFate::Special | TokenFate::Padding) {
            continue;
        }
        let continues = whole_word && vocabulary.continuations[*id as usize];
        match words.last_mut() {
            Some(word) if continues && word.end == position => word.end += 1,
            // A piece whose word was cut off before it stands for the word.
            _ => words.push(position..position + 1),
        }
    }
    words
}

/// One draw, and a second one where the first does not mask.
pub(crate) fn draw_dice(settings: &MaskingSettings, stream: &mut Stream) -> Dice {
    let fate_draw = stream.uniform();
    Dice { fate_draw, replace_draw: (fate_draw >= mask_share(settings)).then(|| stream.uniform()) }
}

/// 80 / 10 / 10: what these dice mean under a rule. The shares count relative to their sum.
pub(crate) fn fate_of(dice: Dice, settings: &MaskingSettings) -> TokenFate {
    match dice.replace_draw {
        _ if dice.fate_draw < mask_share(settings) => TokenFate::Masked,
        Some(draw) if draw < random_share(settings) => TokenFate::Randomized,
        _ => TokenFate::Kept,
    }
}

/// What the settings make of the selected: how much of them is masked, randomized, kept.
pub fn fate_shares(&MaskingSettings { mask, random, keep, .. }: &MaskingSettings) -> [f64; 3] {
    [mask, random, keep].map(|part| part / (mask + random + keep))
}

/// Of the selected.
fn mask_share(&MaskingSettings { mask, random, keep, .. }: &MaskingSettings) -> f64 {
    mask / (mask + random + keep)
}

/// Of those that are not masked.
fn random_share(&MaskingSettings { random, keep, .. }: &MaskingSettings) -> f64 {
    random / (random + keep)
}

#[cfg(test)]
mod tests;
