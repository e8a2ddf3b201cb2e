//! Texts as vectors: the output of `cloze encode`.

use serde::Serialize;

use super::score::Matrix;
use super::{Checkpoint, CheckpointError};
use crate::engine::EngineSpec;
use crate::engine::cpu::CpuEngine;
use crate::examples::TokenId;
use crate::examples::batch::Batch;
use crate::model::bert::Heads;
use crate::model::graph::BatchShape;
use crate::text::Tokenizer;
use crate::text::tokenizer::TokenizerError;

/// How the vectors of the tokens are reduced to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooling {
    /// Plain mean over all real tokens, `[CLS]` and `[SEP]` included, not normalised.
    #[default]
    Mean,
    /// The vector at `[CLS]`.
    Cls,
    /// No pooling: all vectors.
    None,
}

/// Why a text has no vector.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    #[error("a pair has token type {found}, expected below {expected} (type_vocab_size in config.json)")]
    TokenType { found: u32, expected: usize },
    #[error("a vector holds {found}: these weights lead out of the range of numbers, expected finite values")]
    NotFinite { found: f32 },
}

/// A text and its vector or vectors.
#[derive(Debug, Serialize)]
pub struct Encoded {
    pub ids: Vec<TokenId>,
    #[serde(flatten)]
    pub vectors: Vectors,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Vectors {
    /// `[H]`
    Embedding(Vec<f32>),
    /// `[n, H]`
    LastHidden(Matrix),
}

/// An encoder and its tokenizer.
pub struct Encoder {
    tokenizer: Tokenizer,
    engine: CpuEngine,
    hidden: usize,
    positions: usize,
    types: usize,
    pooling: Pooling,
}

impl Encoder {
    /// # Errors
    /// [`CheckpointError::VocabularyTooLong`] if the tokenizer knows more tokens than the model.
    pub fn new(checkpoint: Checkpoint, tokenizer: Tokenizer, pooling: Pooling) -> Result<Self, EncodeError> {
        checkpoint.check_tokenizer(&tokenizer)?;
        let Checkpoint { config, causal, parameters, .. } = checkpoint;
        let heads = Heads::none(causal);
        let shape = BatchShape { rows: 1, sequence: config.max_position_embeddings, selected: 1 };
        let mut engine = CpuEngine::new(&EngineSpec { config: config.clone(), shape, heads });
        engine.take_parameters(parameters);
        let (hidden, positions, types) = (config.hidden_size, config.max_position_embeddings, config.type_vocab_size);
        Ok(Self { tokenizer, engine, hidden, positions, types, pooling })
    }

    /// Encodes a text, or a text and its pair, truncated to the model's positions.
    ///
    /// # Errors
    /// Any of [`EncodeError`] but those of the checkpoint.
    pub fn encode(&mut self, text: &str, pair: Option<&str>) -> Result<Encoded, EncodeError> {
        let encoding = self.tokenizer.encode(text, pair, Some(self.positions))?;
        if let Some(&found) = encoding.type_ids.iter().find(|&&found| found as usize >= self.types) {
            return Err(EncodeError::TokenType { found: found.into(), expected: self.types });
        }
        let batch = Batch {
            rows: 1,
            sequence: encoding.ids.len(),
            input_ids: encoding.ids.clone(),
            token_type_ids: encoding.type_ids.into_iter().map(u32::from).collect(),
            attention_mask: encoding.attention_mask.into_iter().map(u32::from).collect(),
            ..Batch::default()
        };
        self.engine.evaluate(&batch);
        let output = self.engine.graph().named.sequence_output;
        let hidden = &self.engine.values(output)[..batch.sequence * self.hidden];
        if let Some(&found) = hidden.iter().find(|value| !value.is_finite()) {
            return Err(EncodeError::NotFinite { found });
        }
        Ok(Encoded { ids: encoding.ids, vectors: self.pool(hidden) })
    }

    fn pool(&self, hidden: &[f32]) -> Vectors {
        match self.pooling {
            Pooling::None => Vectors::LastHidden(Matrix { columns: self.hidden, values: hidden.to_vec() }),
            Pooling::Cls => Vectors::Embedding(hidden[..self.hidden].to_vec()),
            Pooling::Mean => {
                let tokens = (hidden.len() / self.hidden) as f64;
                let sum = |column| hidden.iter().skip(column).step_by(self.hidden).map(|&value| f64::from(value)).sum::<f64>();
                Vectors::Embedding((0..self.hidden).map(|column| (sum(column) / tokens) as f32).collect())
            }
        }
    }
}
