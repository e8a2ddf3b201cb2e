//! What the page shows of a selection: for each token the random draw, its threshold, and the outcome.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Candidacy, Dice, MaskedExample, mask_share, random_share};
use crate::examples::TokenFate;
use crate::settings::{MaskingRule, MaskingSettings};

/// How the tokens of a row were selected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct SelectionFacts {
    pub rule: MaskingRule,
    /// Real tokens, special ones included.
    pub tokens: u32,
    pub candidates: u32,
    pub selected: u32,
    /// How many tokens the rule selects. Null if the number is random.
    pub number: Option<u32>,
    pub probability: f64,
    /// Whether the pieces of a word are selected together.
    pub whole_word: bool,
}

/// How one candidate was selected or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct CandidateFacts {
    pub selected: bool,
    /// Its place in the random order, from 1. Null if the rule draws no order.
    pub place: Option<u32>,
    /// The draw that decided its selection. Null if the order did.
    pub throw: Option<Throw>,
    /// Number of tokens selected together with it, itself included: pieces of a word, words of a span. 0 if it was not selected.
    pub together: u32,
}

/// A random draw from [0, 1), its threshold, and the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Throw {
    pub draw: f64,
    pub limit: f64,
    pub meaning: Meaning,
}

/// The outcome of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    Selected,
    NotSelected,
    Masked,
    NotMasked,
    Randomized,
    Kept,
}

impl Throw {
    pub fn new(draw: f64, limit: f64, below: Meaning, otherwise: Meaning) -> Self {
        Self { draw, limit, meaning: if draw < limit { below } else { otherwise } }
    }
}

/// A rule's explanation of one candidacy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Explanation {
    /// From 1.
    pub place: Option<u32>,
    pub throw: Option<Throw>,
}

impl Explanation {
    pub fn of_place(candidacy: Candidacy) -> Self {
        let place = if let Candidacy::Rank(rank) = candidacy { Some(rank + 1) } else { None };
        Self { place, throw: None }
    }
}

/// The facts of a row. `None` if no rule selected its tokens.
pub fn selection_facts(example: &MaskedExample, settings: &MaskingSettings) -> Option<SelectionFacts> {
    let candidates = example.candidacies.iter().flatten().count();
    let tokens = example.fates.iter().filter(|&&fate| fate != TokenFate::Padding).count();
    let rule = settings.rule.rule();
    (candidates > 0).then(|| SelectionFacts {
        rule: settings.rule,
        tokens: tokens as u32,
        candidates: candidates as u32,
        selected: example.dice.iter().flatten().count() as u32,
        number: rule.number(settings, tokens).map(|number| number as u32),
        probability: settings.probability,
        whole_word: rule.takes_whole_words(settings),
    })
}

/// The facts of a position. `None` if it is no candidate.
pub fn candidate_facts(example: &MaskedExample, position: usize, settings: &MaskingSettings) -> Option<CandidateFacts> {
    let candidacy = example.candidacies.get(position).copied().flatten()?;
    let Explanation { place, throw } = settings.rule.rule().explain(candidacy, settings);
    let selected = example.dice[position].is_some();
    let alike = example.candidacies.iter().flatten().filter(|&&other| other == candidacy).count() as u32;
    Some(CandidateFacts { selected, place, throw, together: if selected { alike } else { 0 } })
}

/// The random draws that decided the fate of a selected position, in their order.
pub fn fate_throws(dice: Dice, settings: &MaskingSettings) -> Vec<Throw> {
    let first = Throw::new(dice.fate_draw, mask_share(settings), Meaning::Masked, Meaning::NotMasked);
    let second = dice.replace_draw.map(|draw| Throw::new(draw, random_share(settings), Meaning::Randomized, Meaning::Kept));
    [first].into_iter().chain(second).collect()
}
