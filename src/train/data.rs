//! A corpus made ready for a run: vocabulary, training documents, held-out documents, shapes.

use super::facts::{DataFacts, PreparingStage, Warning};
use crate::engine::EngineSpec;

use crate::examples::batch::Batch;
use crate::examples::masking::MaskedExample;
use crate::examples::pairs::{EncodedDocuments, Pairing};
use crate::examples::specimens::specimens;
use crate::examples::stream::{ExampleStream, NoTokens, RowRules, evaluation_rows};
use crate::examples::typed::{Edit, TypedRow, typed_row};
use crate::model::bert::{self, Heads};
use crate::model::config::{Activation, Family};
use crate::model::graph::{BatchShape, SlotId};
use crate::model::{BertConfig, Layout};
use crate::objectives::baseline::{Baseline, Frequencies};
use crate::objectives::{Objective, Objectives};
use crate::random::{Purpose, Stream};
use crate::settings::{MaskingSettings, Settings};
use crate::text::tokenizer::Normalization;
use crate::text::{Corpus, CorpusError, Tokenizer, TokenizerError, presets, vocabulary};
use crate::trace;
use crate::train::recording::WEIGHTS_BYTES;
use crate::train::report::LossFacts;

pub use crate::examples::stream::Cursor;

/// Memory limit for the values, gradients and parameters of a run, in bytes. A browser's tab can be expected to have this much.
const MEMORY_LIMIT: u64 = 2 << 30;

/// Why a run's data cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("corpus: found {found}, expected one of {}, or text", presets::list().iter().map(|preset| preset.id.clone()).collect::<Vec<_>>().join(", "))]
    UnknownCorpus { found: String },
    #[error("{setting}: {error}")]
    Corpus { setting: &'static str, error: CorpusError },
    #[error("vocabulary_size: {0}")]
    Vocabulary(#[from] TokenizerError),
    #[error("the sentence cannot be read: {0}")]
    Sentence(#[source] TokenizerError),
    #[error("corpus: {0}")]
    NoTokens(#[from] NoTokens),
    #[error("objective: next sentence prediction cannot be trained: {0}, or choose mlm")]
    NoPairs(String),
    #[error("batch_size: this model and batch size need about {needed_mb} MB, but at most {} MB can be used; reduce batch_size, sequence_length or the size of the model", MEMORY_LIMIT >> 20)]
    TooLarge { needed_mb: u64 },
}

impl DataError {
    /// The setting that caused the error.
    pub fn setting(&self) -> &'static str {
        match self {
            Self::UnknownCorpus { .. } | Self::NoTokens(_) => "corpus",
            Self::Sentence(_) => "text",
            Self::Corpus { setting, .. } => setting,
            Self::Vocabulary(_) => "vocabulary_size",
            Self::NoPairs(_) => "objective",
            Self::TooLarge { .. } => "batch_size",
        }
    }
}

/// Called with the stage of the preparation and the share of it that is done.
pub type Progress<'a> = &'a mut dyn FnMut(PreparingStage, f64);

/// Everything about a run that its steps do not change, and the position in the data.
pub struct Data {
    pub settings: Settings,
    pub tokenizer: Tokenizer,
    pub config: BertConfig,
    pub layout: Layout,
    pub facts: DataFacts,
    /// Full batches from held-out documents. Empty if there is too little text to hold any out.
    pub evaluation: Vec<Batch>,
    /// The same number of batches from training documents, for comparison.
    pub training_evaluation: Vec<Batch>,
    /// A few held-out sentences with blanks. Empty if the objectives do not train to fill blanks.
    pub specimens: Vec<MaskedExample>,
    /// The objectives of the setting that this text allows.
    pub objectives: Objectives,
    /// By objective: the baseline on the held-out rows.
    pub baselines: Vec<Baseline>,
    /// By objective: the baseline on [`Data::training_evaluation`].
    pub training_baselines: Vec<Baseline>,
    pub warnings: Vec<Warning>,
    /// Token frequencies of the training text.
    pub frequencies: Frequencies,
    examples: ExampleStream,
}

impl Data {
    /// The corpus that the settings name, with a vocabulary trained on its training documents.
    ///
    /// # Errors
    /// Names the setting that caused the error.
    pub fn prepare(settings: Settings, progress: Progress) -> Result<Self, DataError> {
        Self::prepare_with_vocabulary(settings, None, progress)
    }

    /// As [`Data::prepare`], with these WordPieces (one per line) instead of a trained vocabulary.
    pub fn prepare_with_vocabulary(settings: Settings, vocabulary: Option<&str>, progress: Progress) -> Result<Self, DataError> {
        progress(PreparingStage::Corpus, 0.0);
        let corpus = Self::corpus(&settings)?;
        Self::from_corpus(settings, corpus, vocabulary, progress)
    }

    /// The corpus that the settings name, or the user's text.
    pub fn corpus(settings: &Settings) -> Result<Corpus, DataError> {
        if settings.corpus == "text" {
            return Corpus::from_pasted(&settings.text).map_err(|error| DataError::Corpus { setting: "text", error });
        }
        presets::corpus(&settings.corpus).ok_or_else(|| DataError::UnknownCorpus { found: settings.corpus.clone() })
    }

    /// As [`Data::prepare_with_vocabulary`], for this corpus. `settings.corpus` is ignored.
    pub fn from_corpus(settings: Settings, corpus: Corpus, vocabulary: Option<&str>, progress: Progress) -> Result<Self, DataError> {
        let mut warnings = vec![];
        let objectives = Objectives::of(settings.objective);
        let obstacle = corpus.next_sentence_obstacle();
        if let Some(reason) = &obstacle {
            if objectives.clone().without_pairs().is_empty() {
                return Err(DataError::NoPairs(reason.clone()));
            }
            if objectives.need_pairs() {
                warnings.push(warning("objective", "no_pairs", format!("next sentence prediction is off: {reason}")));
            }
        }
        let (sentences, documents) = (corpus.sentence_count(), corpus.documents.len());
        let (training, held_out) = corpus.split_held_out();
        let tokenizer = match vocabulary {
            Some(text) => Tokenizer::from_vocab_txt(text.as_bytes(), Normalization::for_text(training.sentences()))?,
            None => {
                vocabulary::train(&training, settings.vocabulary_size as usize, &mut |done| progress(PreparingStage::Vocabulary, done))?
            }
        };
        if vocabulary.is_none() && tokenizer.vocabulary_size() < settings.vocabulary_size as usize {
            let message = format!(
                "the corpus yields only {} of the {} tokens that the vocabulary may have",
                tokenizer.vocabulary_size(),
                settings.vocabulary_size
            );
            warnings.push(warning("vocabulary_size", "small_vocabulary", message));
        }
        let trained = tokenizer.encode_corpus(&training)?;
        // Encoding drops documents without a token, so count them again.
        let enough_documents = trained.len() >= 2;
        let held = tokenizer.encode_corpus(&held_out)?;
        if held.is_empty() {
            warnings.push(warning("corpus", "nothing_held_out", "the text is too short to hold documents out for evaluation".into()));
        }
        Self::assemble(
            settings,
            tokenizer,
            trained,
            &held,
            if obstacle.is_none() && enough_documents { objectives } else { objectives.without_pairs() },
            warnings,
            DataFacts {
                documents: documents as u32,
                held_out_documents: held_out.documents.len() as u32,
                sentences: sentences as u32,
                ..DataFacts::default()
            },
        )
    }

    fn assemble(
        settings: Settings,
        tokenizer: Tokenizer,
        training: EncodedDocuments,
        held_out: &EncodedDocuments,
        objectives: Objectives,
        warnings: Vec<Warning>,
        facts: DataFacts,
    ) -> Result<Self, DataError> {
        let heads = Heads::of(&objectives);
        let config = config(&settings, tokenizer.vocabulary_size());
        let layout = Layout::new(&config);
        check_memory(&config, &layout, batch_shape(&settings, &objectives), &heads)?;
        let vocabulary = tokenizer.facts().clone();
        let rules = RowRules::new(&settings, Pairing::of(objectives.need_pairs(), training.len()), objectives.mask());
        let rows = settings.batch_size as usize;
        let (length, pad) = (settings.sequence_length as usize, vocabulary.special_ids.pad);
        let batches = |rows: Vec<Vec<_>>| rows.into_iter().map(|rows| objectives.batch(rows, length, pad)).collect::<Vec<_>>();
        let evaluation = batches(evaluation_rows(held_out, &training, &vocabulary, &rules, rows));
        let training_evaluation = batches(evaluation_rows(&training, &training, &vocabulary, &rules, rows));
        let is_word = |id| tokenizer.token(id).is_some_and(|token| token.chars().any(char::is_alphabetic) && !token.starts_with('['));
        let blanks = || specimens(held_out, &vocabulary, is_word, settings.seed.into(), length);
        let watched = if objectives.score_masks() { blanks() } else { vec![] };
        let examples = ExampleStream::new(training, vocabulary, rules, Cursor::default())?;
        let frequencies = frequencies(&examples, tokenizer.vocabulary_size(), &objectives);
        let facts = DataFacts {
            vocabulary_size: tokenizer.vocabulary_size() as u32,
            parameters: layout.count() as u64,
            pairs_per_epoch: examples.rows_per_epoch() as u32,
            ..facts
        };
        Ok(Self {
            baselines: baselines(&objectives, &evaluation, &frequencies),
            training_baselines: baselines(&objectives, &training_evaluation, &frequencies),
            frequencies,
            settings,
            tokenizer,
            config,
            layout,
            facts,
            evaluation,
            training_evaluation,
            specimens: watched,
            warnings,
            examples,
            objectives,
        })
    }

    /// A row of the user's text, cut to the sequence length, with these edits. Equal edits draw equal random tokens.
    pub fn typed_row(&self, text: &str, pair: Option<&str>, edits: &[Edit]) -> Result<TypedRow, DataError> {
        let mut stream = Stream::new(self.settings.seed.into(), Purpose::WhatIf, 0);
        let most = self.settings.sequence_length as usize;
        typed_row(&self.tokenizer, text, pair, edits, most, &mut stream).map_err(DataError::Sentence)
    }

    /// The trained losses and their baselines.
    pub fn losses(&self) -> Vec<LossFacts> {
        self.objectives.iter().zip(&self.baselines).map(|(objective, baseline)| LossFacts::of(objective, *baseline)).collect()
    }

    /// How rows are masked. A left-to-right model reads unmasked rows.
    pub fn masking(&self) -> Option<&MaskingSettings> {
        self.objectives.mask().then_some(&self.settings.masking)
    }

    /// What a trace has to know of the model.
    pub fn shown(&self) -> trace::Model<'_> {
        trace::Model {
            tokenizer: &self.tokenizer,
            vocabulary: self.config.vocab_size,
            heads: self.config.num_attention_heads,
            masking: self.masking(),
            objectives: &self.objectives,
        }
    }

    /// The next rows to train on.
    pub fn next_batch(&mut self) -> Batch {
        let rows = self.examples.next_rows(self.settings.batch_size as usize);
        self.batch(rows)
    }

    /// These rows with the labels of the objectives. Every batch of this run is made here.
    pub fn batch(&self, rows: Vec<MaskedExample>) -> Batch {
        self.objectives.batch(rows, self.settings.sequence_length as usize, self.tokenizer.special_ids().pad)
    }

    /// Where the next batch begins.
    pub fn cursor(&self) -> Cursor {
        self.examples.cursor()
    }

    /// Goes to a position from [`Data::cursor`].
    pub fn seek(&mut self, cursor: Cursor) {
        self.examples.seek(cursor);
    }

    /// The model and the batch shape that an engine of this run needs.
    pub fn engine_spec(&self) -> EngineSpec {
        EngineSpec { config: self.config.clone(), shape: batch_shape(&self.settings, &self.objectives), heads: Heads::of(&self.objectives) }
    }
}

/// How often each token can be a label. Masking selects only words of the text; a left-to-right model also predicts each row's
/// `[SEP]`.
fn frequencies(examples: &ExampleStream, vocabulary: usize, objectives: &Objectives) -> Frequencies {
    let separators = if objectives.left_to_right() { examples.separators_per_epoch() } else { 0 };
    let separator = std::iter::repeat_n(examples.special_ids().sep, separators);
    let words = examples.documents().iter().flatten().flatten().copied();
    Frequencies::count(vocabulary, words.chain(separator))
}

/// By objective: the baseline on the labels of these batches.
fn baselines(objectives: &Objectives, batches: &[Batch], text: &Frequencies) -> Vec<Baseline> {
    let of = |(index, objective): (usize, &dyn Objective)| {
        let labels: Vec<u32> = batches.iter().flat_map(|batch| batch.labels_of(index)).copied().collect();
        objective.baseline(&labels, text)
    };
    objectives.iter().enumerate().map(of).collect()
}

/// The model that the settings ask for.
pub fn config(settings: &Settings, vocabulary: usize) -> BertConfig {
    BertConfig {
        family: Family::Bert,
        vocab_size: vocabulary,
        hidden_size: settings.hidden_size as usize,
        num_hidden_layers: settings.layers as usize,
        num_attention_heads: settings.heads as usize,
        intermediate_size: settings.intermediate_size as usize,
        max_position_embeddings: settings.sequence_length as usize,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        hidden_act: Activation::Gelu,
        initializer_range: settings.initializer_range as f32,
    }
    .in_family(Family::of(settings.objective))
}

fn batch_shape(settings: &Settings, objectives: &Objectives) -> BatchShape {
    let (rows, sequence) = (settings.batch_size as usize, settings.sequence_length as usize);
    BatchShape { rows, sequence, selected: rows * objectives.most_positions(settings) }
}

/// A run needs six vectors of `P` values (two are copies around the last inspected update), value and gradient of every slot,
/// four bytes each, and the recorded weights.
fn check_memory(config: &BertConfig, layout: &Layout, shape: BatchShape, heads: &Heads) -> Result<(), DataError> {
    let graph = bert::build(config, layout, shape, heads);
    let slots: u64 = (0..graph.slots.len()).map(|i| graph.capacity(SlotId(i)) as u64).sum();
    let needed = 4 * (6 * layout.len as u64 + 2 * slots) + WEIGHTS_BYTES as u64;
    if needed > MEMORY_LIMIT {
        return Err(DataError::TooLarge { needed_mb: needed >> 20 });
    }
    Ok(())
}

fn warning(setting: &str, code: &str, message: String) -> Warning {
    Warning { setting: Some(setting.into()), code: code.into(), message }
}
