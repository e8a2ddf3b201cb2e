//! `model.safetensors`: the values of the parameters.
//!
//! Names, shapes and types of all tensors are checked against the model before memory for the model is allocated. So a
//! false header costs no more memory than the size of the file. Tensors are then read one by one straight into the flat
//! vector, so that reading needs no second copy.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};

use super::config::{Architecture, ConfigFile};
use super::names::{Meaning, meaning};
use super::{Checkpoint, CheckpointError, HeadTensors, LONGEST_NAME, Task, TaskHead};
use crate::excerpt::excerpt;
use crate::model::Layout;
use crate::model::layout::Parameter;

/// Bytes before the header: its length, little-endian.
const LENGTH_BYTES: u64 = 8;
/// Maximum size of a header in bytes. That of BERT-large has 50,000; parsed, it takes many times its size.
const MAX_HEADER: u64 = 16 << 20;
/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// Reads a checkpoint's weights. `file` is the file's name in messages.
///
/// # Errors
/// Any of [`CheckpointError`]. Weights are returned only if every needed tensor exists, has its shape, and is finite.
pub fn read(file: &str, reader: &mut (impl Read + Seek), config: ConfigFile) -> Result<Checkpoint, CheckpointError> {
    let mut source = Source::open(file, reader)?;
    let layout = Layout::new(&config.bert);
    let parts = source.parts(&layout)?;
    source.refuse_deeper_layers(config.bert.num_hidden_layers)?;
    let wanted: Vec<&Parameter> = layout.parameters.iter().filter(|parameter| has(parts, &parameter.name)).collect();
    for parameter in &wanted {
        source.check(&parameter.name, &parameter.shape)?;
    }
    let task = task(&config.architecture, &source, parts);
    let task_head = task.map(|task| source.task_head(task, &config)).transpose()?;

    let mut parameters = zeros(layout.len)?;
    for parameter in &wanted {
        source.read_into(&parameter.name, &mut parameters[parameter.range()])?;
    }
    source.check_copies(&layout, &parameters, parts)?;
    let ignored = source.unused(&wanted, task_head.is_some());
    let ConfigFile { bert, architecture, causal, .. } = config;
    Ok(Checkpoint { config: bert, architecture, causal, layout, parameters, parts, task_head, ignored })
}

/// Whether a parameter belongs to one of the parts in a file.
pub(super) fn has(parts: HeadTensors, name: &str) -> bool {
    match head_of(name) {
        None => true,
        Some(HeadKind::Pooler) => parts.pooler,
        Some(HeadKind::MaskedLanguage) => parts.masked_language,
        Some(HeadKind::NextSentence) => parts.next_sentence,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HeadKind {
    Pooler,
    MaskedLanguage,
    NextSentence,
}

fn head_of(name: &str) -> Option<HeadKind> {
    [("bert.pooler.", HeadKind::Pooler), ("cls.predictions.", HeadKind::MaskedLanguage), ("cls.seq_relationship.", HeadKind::NextSentence)]
        .into_iter()
        .find_map(|(start, head)| name.starts_with(start).then_some(head))
}

/// Which task head to read. If the file does not name its class, its tensors decide.
fn task<R>(architecture: &Architecture, source: &Source<R>, parts: HeadTensors) -> Option<Task> {
    match architecture {
        Architecture::Sequence => Some(Task::Sequence),
        Architecture::Token => Some(Task::Token),
        Architecture::Question => Some(Task::Question),
        Architecture::Unknown if source.tensors.contains_key("qa_outputs.weight") => Some(Task::Question),
        Architecture::Unknown if source.tensors.contains_key("classifier.weight") => {
            Some(if parts.pooler { Task::Sequence } else { Task::Token })
        }
        _ => None,
    }
}

fn zeros(needed: usize) -> Result<Vec<f32>, CheckpointError> {
    let mut values = Vec::new();
    values.try_reserve_exact(needed).map_err(|_| CheckpointError::OutOfMemory { needed })?;
    values.resize(needed, 0.0);
    Ok(values)
}

/// One tensor of the file.
struct Entry {
    /// The name in the file.
    name: String,
    info: TensorInfo,
}

/// An open file and its header.
struct Source<'a, R> {
    file: &'a str,
    reader: &'a mut R,
    /// Offset of the tensors.
    data: u64,
    /// By the current name.
    tensors: BTreeMap<String, Entry>,
    decoder_weight: Option<Entry>,
    decoder_bias: Option<Entry>,
}

impl<'a, R: Read + Seek> Source<'a, R> {
    fn open(file: &'a str, reader: &'a mut R) -> Result<Self, CheckpointError> {
        let unreadable = |error: std::io::Error| CheckpointError::Unreadable { file: file.into(), reason: error.to_string() };
        let malformed = |found: String, expected: String| CheckpointError::Malformed { file: file.into(), found, expected };
        let length = reader.seek(SeekFrom::End(0)).map_err(unreadable)?;
        if length < LENGTH_BYTES {
            return Err(malformed(format!("{length} bytes"), "a safetensors file, which has 8 bytes and a header".into()));
        }
        reader.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut prefix = [0; LENGTH_BYTES as usize];
        reader.read_exact(&mut prefix).map_err(unreadable)?;
        let header = u64::from_le_bytes(prefix);
        if header > (length - LENGTH_BYTES).min(MAX_HEADER) {
            let found = format!("a header of {header} bytes in a file of {length}");
            return Err(malformed(found, format!("a header that ends inside the file, of at most {MAX_HEADER} bytes")));
        }
        let mut bytes = vec![0; header as usize];
        reader.read_exact(&mut bytes).map_err(unreadable)?;
        let metadata: Metadata = serde_json::from_slice(&bytes).map_err(|error| {
            malformed(
                format!("a header that cannot be read ({})", excerpt(&error.to_string(), LONGEST_NAME)),
                "the header of a safetensors file".into(),
            )
        })?;
        let data = LENGTH_BYTES + header;
        let expected = data + metadata.data_len() as u64;
        if expected != length {
            let found = if length < expected { "truncated at" } else { "more than the header tells of:" };
            return Err(malformed(format!("{found} {length} bytes"), format!("{expected}")));
        }
        let mut source = Self { file, reader, data, tensors: BTreeMap::new(), decoder_weight: None, decoder_bias: None };
        source.sort(metadata)?;
        Ok(source)
    }

    fn sort(&mut self, metadata: Metadata) -> Result<(), CheckpointError> {
        for name in metadata.offset_keys() {
            let Some(info) = metadata.info(&name).cloned() else { continue };
            let entry = Entry { name: name.clone(), info };
            let earlier = match meaning(&name) {
                Meaning::Tensor(today) => self.tensors.insert(today, entry),
                Meaning::DecoderWeight => self.decoder_weight.replace(entry),
                Meaning::DecoderBias => self.decoder_bias.replace(entry),
                Meaning::PositionIds => None,
            };
            if let Some(earlier) = earlier {
                return Err(CheckpointError::Malformed {
                    file: self.file.into(),
                    found: format!("both {} and {}", excerpt(&earlier.name, LONGEST_NAME), excerpt(&name, LONGEST_NAME)),
                    expected: "one of them: they are names of one tensor".into(),
                });
            }
        }
        // Some files contain the output bias under its second name only.
        if !self.tensors.contains_key("cls.predictions.bias")
            && let Some(entry) = self.decoder_bias.take()
        {
            self.tensors.insert("cls.predictions.bias".into(), entry);
        }
        Ok(())
    }

    /// A head is present if any of its tensors is. [`Source::check`] then requires the others.
    fn parts(&self, layout: &Layout) -> Result<HeadTensors, CheckpointError> {
        let any = |head| layout.parameters.iter().any(|p| head_of(&p.name) == Some(head) && self.tensors.contains_key(&p.name));
        let parts = HeadTensors {
            pooler: any(HeadKind::Pooler),
            masked_language: any(HeadKind::MaskedLanguage),
            next_sentence: any(HeadKind::NextSentence),
        };
        if parts.next_sentence && !parts.pooler {
            let pooler = &layout.bert().pooler.weight;
            return Err(CheckpointError::MissingTensor {
                file: self.file.into(),
                tensor: "bert.pooler.dense.weight".into(),
                expected: vec![pooler.rows, pooler.columns],
            });
        }
        Ok(parts)
    }

    /// A truncated model would give numbers, but not those of the model in the file.
    fn refuse_deeper_layers(&self, layers: usize) -> Result<(), CheckpointError> {
        let deeper = self.tensors.iter().find(|(name, _)| {
            let layer = name.strip_prefix("bert.encoder.layer.").and_then(|rest| rest.split('.').next());
            layer.and_then(|number| number.parse::<usize>().ok()).is_some_and(|number| number >= layers)
        });
        match deeper {
            None => Ok(()),
            Some((_, entry)) => Err(CheckpointError::Malformed {
                file: self.file.into(),
                found: format!("tensor {}", excerpt(&entry.name, LONGEST_NAME)),
                expected: format!("layers up to {}: config.json says num_hidden_layers {layers}", layers - 1),
            }),
        }
    }

    fn entry(&self, name: &str, expected: &[usize]) -> Result<&Entry, CheckpointError> {
        self.tensors.get(name).ok_or_else(|| CheckpointError::MissingTensor {
            file: self.file.into(),
            tensor: name.into(),
            expected: expected.to_vec(),
        })
    }

    fn check(&self, name: &str, expected: &[usize]) -> Result<(), CheckpointError> {
        self.check_entry(self.entry(name, expected)?, expected)
    }

    fn check_entry(&self, entry: &Entry, expected: &[usize]) -> Result<(), CheckpointError> {
        let (file, tensor) = (self.file.to_owned(), entry.name.clone());
        if entry.info.shape != expected {
            return Err(CheckpointError::Shape { file, tensor, found: entry.info.shape.clone(), expected: expected.to_vec() });
        }
        match entry.info.dtype {
            Dtype::F32 | Dtype::F16 | Dtype::BF16 => Ok(()),
            other => Err(CheckpointError::DataType { file, tensor, found: other.to_string() }),
        }
    }

    /// Fills `values` with a tensor whose shape was checked.
    fn read_into(&mut self, name: &str, values: &mut [f32]) -> Result<(), CheckpointError> {
        let mut filled = 0;
        let (file, tensor) = (self.file.to_owned(), self.entry(name, &[values.len()])?.name.clone());
        self.for_each_chunk(name, |chunk| {
            if let Some(at) = chunk.iter().position(|value| !value.is_finite()) {
                return Err(CheckpointError::NotFinite {
                    file: file.clone(),
                    tensor: tensor.clone(),
                    found: chunk[at],
                    index: filled + at,
                });
            }
            values[filled..filled + chunk.len()].copy_from_slice(chunk);
            filled += chunk.len();
            Ok(())
        })
    }

    fn for_each_chunk(&mut self, name: &str, visit: impl FnMut(&[f32]) -> Result<(), CheckpointError>) -> Result<(), CheckpointError> {
        let info = self.entry(name, &[])?.info.clone();
        self.for_each_chunk_of(&info, visit)
    }

    /// Passes on a tensor's values piece by piece, as f32.
    fn for_each_chunk_of(
        &mut self,
        info: &TensorInfo,
        mut visit: impl FnMut(&[f32]) -> Result<(), CheckpointError>,
    ) -> Result<(), CheckpointError> {
        let unreadable = |error: std::io::Error| CheckpointError::Unreadable { file: self.file.into(), reason: error.to_string() };
        let (start, end) = info.data_offsets;
        self.reader.seek(SeekFrom::Start(self.data + start as u64)).map_err(unreadable)?;
        let (mut left, mut bytes, mut values) = (end - start, vec![0; CHUNK.min(end - start)], Vec::new());
        while left > 0 {
            let piece = &mut bytes[..left.min(CHUNK)];
            self.reader.read_exact(piece).map_err(unreadable)?;
            widen(info.dtype, piece, &mut values);
            visit(&values)?;
            left -= piece.len();
        }
        Ok(())
    }

    fn task_head(&mut self, task: Task, config: &ConfigFile) -> Result<TaskHead, CheckpointError> {
        let name = if task == Task::Question { "qa_outputs" } else { "classifier" };
        let h = config.bert.hidden_size;
        let (weight_name, bias_name) = (format!("{name}.weight"), format!("{name}.bias"));
        let stored = self.entry(&weight_name, &[config.labels.unwrap_or(2), h])?.info.shape.first().copied().unwrap_or(0);
        let classes = match (task, config.labels) {
            (Task::Question, _) => 2,
            (_, Some(labels)) if labels > 0 => labels,
            _ => stored.max(1),
        };
        self.check(&weight_name, &[classes, h])?;
        self.check(&bias_name, &[classes])?;
        if task == Task::Sequence {
            self.check("bert.pooler.dense.weight", &[h, h])?;
        }
        let (mut weight, mut bias) = (zeros(classes * h)?, zeros(classes)?);
        self.read_into(&weight_name, &mut weight)?;
        self.read_into(&bias_name, &mut bias)?;
        Ok(TaskHead { task, classes, weight, bias })
    }

    /// Copies of tied weights must have the same values.
    fn check_copies(&mut self, layout: &Layout, parameters: &[f32], parts: HeadTensors) -> Result<(), CheckpointError> {
        if !parts.masked_language {
            return Ok(());
        }
        for (copy, original) in
            [(self.decoder_weight.take(), "bert.embeddings.word_embeddings.weight"), (self.decoder_bias.take(), "cls.predictions.bias")]
        {
            let (Some(copy), Some(original)) = (copy, layout.find(original)) else { continue };
            self.check_entry(&copy, &original.shape)?;
            let untied = CheckpointError::Untied { file: self.file.into(), tensor: copy.name.clone(), other: original.name.clone() };
            let mut rest = &parameters[original.range()];
            self.for_each_chunk_of(&copy.info, |chunk| {
                let (same, after) = rest.split_at(chunk.len());
                rest = after;
                if same == chunk { Ok(()) } else { Err(untied.clone()) }
            })?;
        }
        Ok(())
    }

    fn unused(&self, wanted: &[&Parameter], task_head: bool) -> Vec<String> {
        let used = |name: &str| {
            wanted.iter().any(|parameter| parameter.name == name)
                || task_head && (name.starts_with("classifier.") || name.starts_with("qa_outputs."))
        };
        self.tensors.iter().filter(|(name, _)| !used(name)).map(|(_, entry)| entry.name.clone()).collect()
    }
}

/// Little-endian numbers of any type as f32, which represents each of them exactly.
fn widen(dtype: Dtype, bytes: &[u8], values: &mut Vec<f32>) {
    values.clear();
    match dtype {
        Dtype::F16 => values.extend(bytes.as_chunks().0.iter().map(|&two| half::f16::from_le_bytes(two).to_f32())),
        Dtype::BF16 => values.extend(bytes.as_chunks().0.iter().map(|&two| half::bf16::from_le_bytes(two).to_f32())),
        _ => values.extend(bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four))),
    }
}
