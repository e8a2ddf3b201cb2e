//! A checkpoint that somebody brought, open for sentences: what does it predict, with its own tokenizer?

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::folder::Folder;
use super::{CheckpointError, Parts};
use crate::engine::cpu::CpuEngine;
use crate::engine::row_for_inspection;
use crate::examples::batch::Batch;
use crate::examples::masking::typed_row;
use crate::text::{Tokenizer, TokenizerError};
use crate::trace::{self, StepFacts, Trace};

/// Positions that are shown of a longer model.
const MOST_POSITIONS: usize = 128;

/// What the page says about an open checkpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct CheckpointInfo {
    pub parameters: u64,
    pub layers: u32,
    pub heads: u32,
    pub hidden_size: u32,
    pub vocabulary_size: u32,
    /// Whether it has a masked language model head: without, it has no predictions to show.
    pub predicts: bool,
    /// Whether it answers next sentence prediction.
    pub next_sentence: bool,
    /// Tensors of the file that were not used.
    pub ignored: Vec<String>,
}

/// A model and its tokenizer.
pub struct Opened {
    pub info: CheckpointInfo,
    tokenizer: Tokenizer,
    engine: CpuEngine,
    sequence: usize,
    heads: usize,
    parts: Parts,
}

impl Opened {
    /// # Errors
    /// Any of [`CheckpointError`]: nothing is half open.
    pub fn open(folder: &Folder) -> Result<Self, CheckpointError> {
        let tokenizer = folder.tokenizer()?;
        let checkpoint = folder.checkpoint()?;
        let (config, parts) = (&checkpoint.config, checkpoint.parts);
        let sequence = config.max_position_embeddings.min(MOST_POSITIONS);
        let info = CheckpointInfo {
            parameters: checkpoint.layout.count() as u64,
            layers: config.num_hidden_layers as u32,
            heads: config.num_attention_heads as u32,
            hidden_size: config.hidden_size as u32,
            vocabulary_size: config.vocab_size as u32,
            predicts: parts.masked_language,
            next_sentence: parts.pooler && parts.next_sentence,
            ignored: checkpoint.ignored,
        };
        let heads = config.num_attention_heads;
        let engine = CpuEngine::for_looking(&checkpoint.config, sequence, checkpoint.parameters);
        Ok(Self { info, tokenizer, engine, sequence, heads, parts })
    }

    /// What it makes of a sentence or a pair; `[MASK]` in it is a masked position. Nothing is trained, so all gradients are 0.
    pub fn look(&mut self, text: &str, pair: Option<&str>) -> Result<Trace, TokenizerError> {
        let example = typed_row(&self.tokenizer, text, pair, self.sequence)?;
        let batch = Batch::assemble(vec![example], self.sequence, self.tokenizer.special_ids().pad);
        let (losses, mut inspection) = self.engine.look(&row_for_inspection(&batch, 0));
        if !self.parts.masked_language {
            inspection.mlm_logits.clear();
        }
        let facts = StepFacts { step: 0, row: 0, learning_rate: 0.0 };
        let model = trace::Model {
            tokenizer: &self.tokenizer,
            vocabulary: self.info.vocabulary_size as usize,
            heads: self.heads,
            trains_mlm: true,
        };
        Ok(trace::build(&facts, &batch, &losses, &inspection, &model))
    }
}
