//! A checkpoint that the user opened: its predictions for any sentence, with its own tokenizer.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::contradiction::Contradiction;
use super::folder::Folder;
use super::tokenizer::FolderTokenizer;
use super::{Checkpoint, CheckpointError};
use crate::engine::cpu::CpuEngine;
use crate::engine::row_for_inspection;
use crate::examples::batch::Batch;
use crate::examples::typed::typed_row;
use crate::model::bert::Heads;
use crate::objectives::Objectives;
use crate::random::{Purpose, Stream};
use crate::text::{Tokenizer, TokenizerError};
use crate::trace::{self, StepFacts, Trace};
use crate::train::divergence::NotFinite;

/// Maximum number of positions that are shown of a longer model.
const MOST_POSITIONS: usize = 128;

/// The page's facts about an open checkpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct CheckpointInfo {
    pub parameters: u64,
    pub layers: u32,
    pub heads: u32,
    pub hidden_size: u32,
    pub vocabulary_size: u32,
    /// Whether it has a masked language model head. Without one it has no predictions to show.
    pub predicts: bool,
    /// Whether it has a next sentence prediction head.
    pub next_sentence: bool,
    /// Whether it has a pooler, which a head on `[CLS]` reads.
    pub pooler: bool,
    /// Tensors of the file that were not used.
    pub ignored: Vec<String>,
    /// Where the files of the tokenizer contradict each other.
    pub contradictions: Vec<Contradiction>,
}

impl CheckpointInfo {
    pub fn of(checkpoint: &Checkpoint, contradictions: Vec<Contradiction>) -> Self {
        let (config, parts) = (&checkpoint.config, checkpoint.parts);
        Self {
            parameters: checkpoint.layout.count() as u64,
            layers: config.num_hidden_layers as u32,
            heads: config.num_attention_heads as u32,
            hidden_size: config.hidden_size as u32,
            vocabulary_size: config.vocab_size as u32,
            predicts: parts.masked_language,
            next_sentence: parts.pooler && parts.next_sentence,
            pooler: parts.pooler,
            ignored: checkpoint.ignored.clone(),
            contradictions,
        }
    }
}

/// A model and its tokenizer.
pub struct Opened {
    pub info: CheckpointInfo,
    tokenizer: Tokenizer,
    engine: CpuEngine,
    sequence: usize,
    heads: usize,
    types: usize,
    /// The objectives that a model with these heads can have been trained on.
    objectives: Objectives,
}

/// Why the model cannot read a text.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    #[error("this model takes one sentence only (type_vocab_size {types}); leave the second one empty")]
    NoPairs { types: usize },
    #[error("what this model computes is {0}: its weights are too large, or not those of a model like this")]
    NotFinite(NotFinite),
}

impl Opened {
    /// # Errors
    /// Any of [`CheckpointError`]; a checkpoint is never partly open.
    pub fn open(folder: &Folder) -> Result<Self, CheckpointError> {
        let FolderTokenizer { tokenizer, contradictions } = folder.tokenizer()?;
        let checkpoint = folder.checkpoint()?;
        checkpoint.check_tokenizer(&tokenizer)?;
        let config = &checkpoint.config;
        let sequence = config.max_position_embeddings.min(MOST_POSITIONS);
        let info = CheckpointInfo::of(&checkpoint, contradictions);
        let (heads, types) = (config.num_attention_heads, config.type_vocab_size);
        let objectives = Objectives::of_model(info.predicts, info.next_sentence, checkpoint.causal);
        let engine = CpuEngine::for_inspection(&checkpoint.config, Heads::of(&objectives), sequence, checkpoint.parameters);
        Ok(Self { info, tokenizer, engine, sequence, heads, types, objectives })
    }

    /// The trace of a sentence or a pair, in which `[MASK]` is a masked position. Nothing is trained, so all gradients
    /// are 0.
    pub fn inspect(&mut self, text: &str, pair: Option<&str>) -> Result<Trace, TextError> {
        let mut unused = Stream::new(0, Purpose::WhatIf, 0);
        let example = typed_row(&self.tokenizer, text, pair, &[], self.sequence, &mut unused)?.example;
        if example.token_type_ids.iter().any(|&found| usize::from(found) >= self.types) {
            return Err(TextError::NoPairs { types: self.types });
        }
        // As long as the text, because the time of a large model grows with its positions.
        let length = example.input_ids.len();
        // No position is selected, so nothing is scored.
        let rows = vec![example];
        let batch = Batch::pad(&rows, length, self.tokenizer.special_ids().pad);
        let batch = Batch { examples: rows, ..batch };
        let (losses, inspection) = self.engine.inspect(&row_for_inspection(&batch, 0));
        let facts = StepFacts { step: 0, row: 0, learning_rate: 0.0 };
        let model = trace::Model {
            tokenizer: &self.tokenizer,
            vocabulary: self.info.vocabulary_size as usize,
            heads: self.heads,
            masking: None,
            objectives: &self.objectives,
        };
        let trace = trace::build(&facts, &batch, &losses, &inspection, &model);
        NotFinite::first_of(trace.numbers()).map_or(Ok(trace), |found| Err(TextError::NotFinite(found)))
    }
}
