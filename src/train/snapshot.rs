//! The whole state of a run as bytes: a safetensors file with the weights and both moments, and the rest as JSON in its header.
//!
//! A checksum covers all of it, because a browser's storage and a half-copied file can hold anything.
//!
//! Random states are not stored. Every random stream is named by seed, purpose and number ([`crate::random`]), so the position in
//! the data determines them. On the same engine, a restored run continues with the same bits as one that never stopped.

use std::borrow::Cow;
use std::collections::HashMap;

use crc32fast::Hasher;
use safetensors::tensor::{Dtype, Metadata, SafeTensorError, SafeTensors, TensorInfo, TensorView};
use serde::{Deserialize, Serialize};

use super::data::{Cursor, Data};
use super::error::{RunError, SnapshotError};
use super::fit::Fit;
use super::recording::Recording;
use super::report::History;
use super::run::Run;
use super::tallies::Tallies;
use super::words::Asked;
use crate::engine::Engine;
use crate::engine::device::Backend;
use crate::examples::specimens::MOST_BLANKS;
use crate::settings::Settings;
use crate::trace::Trace;

/// Increased whenever an older reader could misunderstand a newer file. From version 4 on there is a checksum.
const VERSION: u32 = 4;
const OLDEST: u32 = 3;

/// Everything but the tensors. Borrowed where a run is saved, every few seconds, and owned where one is read.
#[derive(Serialize, Deserialize)]
struct Header<'a> {
    version: u32,
    settings: Cow<'a, Settings>,
    /// One WordPiece per line, as in vocab.txt.
    vocabulary: String,
    step: u32,
    cursor: Cursor,
    row: usize,
    tallies: Tallies,
    history: Cow<'a, History>,
    trace: Option<Cow<'a, Trace>>,
    #[serde(default)]
    recording: Option<Recording<()>>,
    /// Missing in older files. The next evaluation fills it in.
    #[serde(default)]
    asked: Cow<'a, Asked>,
}

impl Header<'_> {
    /// # Errors
    /// [`SnapshotError::Part`] names the first part that does not fit.
    fn check(&self, data: &Data) -> Result<(), SnapshotError> {
        let fit = Fit {
            step: self.step,
            losses: data.objectives.iter().count(),
            rows: data.settings.batch_size as usize,
            positions: data.config.max_position_embeddings,
            // The sentences that are shown have blanks of their own, whatever the setting.
            selected: data.objectives.most_positions(&data.settings).max(MOST_BLANKS),
            vocabulary: data.config.vocab_size,
            layers: data.config.num_hidden_layers,
            heads: data.config.num_attention_heads,
        };
        let parts = [
            ("step", self.step <= data.settings.steps),
            ("tallies", self.tallies.fits(&fit)),
            ("history", self.history.fits(&fit)),
            ("trace", self.trace.as_ref().is_none_or(|trace| fit.trace(trace))),
            ("recording", self.recording.as_ref().is_none_or(|recording| recording.fits(&fit))),
            ("words", self.asked.fits(&fit)),
        ];
        match parts.into_iter().find(|(_, fits)| !fits) {
            None => Ok(()),
            Some((part, _)) => Err(SnapshotError::Part { part }),
        }
    }
}

const KEY: &str = "cloze_run";
/// A tensor with the CRC-32 of the JSON and of every other tensor, in the order in which the run is read. Not in the metadata, whose
/// entries have no order: equal runs are equal files.
const CHECKSUM: &str = "crc32";
const TENSORS: [&str; 3] = ["parameters", "first_moment", "second_moment"];

/// The run as bytes, without its recording. Waits for the submitted steps first.
pub async fn save(run: &mut Run) -> Result<Vec<u8>, RunError> {
    save_into(vec![], run).await
}

/// The same, in the memory of `old`: that of the snapshot before, whose content goes.
pub async fn save_into(old: Vec<u8>, run: &mut Run) -> Result<Vec<u8>, RunError> {
    let recording = run.recording.take();
    let bytes = save_all(old, run).await;
    run.recording = recording;
    bytes
}

/// The run and its recording as bytes.
pub async fn save_with_past(run: &mut Run) -> Result<Vec<u8>, RunError> {
    save_all(vec![], run).await
}

async fn save_all(memory: Vec<u8>, run: &mut Run) -> Result<Vec<u8>, RunError> {
    run.collect().await?;
    let header = Header {
        version: VERSION,
        settings: Cow::Borrowed(run.settings()),
        vocabulary: run.data.tokenizer.to_vocab_txt(),
        step: run.step,
        cursor: run.next_cursor(),
        row: run.row,
        tallies: run.tallies,
        history: Cow::Borrowed(&run.history),
        trace: run.trace().map(Cow::Borrowed),
        recording: run.recording.as_ref().map(|recording| recording.with(|_, _| Ok::<_, RunError>(()))).transpose()?,
        asked: Cow::Borrowed(&run.asked),
    };
    let json = serde_json::to_string(&header).map_err(|e| unreadable(&e))?;
    let state = run.engine.state().await?;
    let state = TENSORS.map(String::from).into_iter().zip(state.iter().map(|values| &**values));
    let past = run.recording.iter().flat_map(|recording| recording.weights.iter());
    let past = past.map(|(step, weights)| (weights_name(step), weights.as_slice()));
    let tensors: Vec<(String, &[f32])> = state.chain(past).collect();
    Ok(file_of(json, &tensors, memory)?)
}

/// # Errors
/// [`SnapshotError::NotFinite`]: a run is never saved in a state that could not go on.
fn file_of(json: String, tensors: &[(String, &[f32])], memory: Vec<u8>) -> Result<Vec<u8>, SnapshotError> {
    let mut checksum = Hasher::new();
    checksum.update(json.as_bytes());
    let mut views = vec![];
    for (name, values) in tensors {
        check_finite(name, values)?;
        let data: &[u8] = bytemuck::cast_slice(values);
        checksum.update(data);
        views.push((name.clone(), TensorView::new(Dtype::F32, vec![values.len()], data).map_err(|e| unreadable(&e))?));
    }
    views.sort_by(|(one, _), (other, _)| one.cmp(other));
    let checksum = checksum.finalize().to_le_bytes();
    views.push((CHECKSUM.to_owned(), TensorView::new(Dtype::U32, vec![1], &checksum).map_err(|e| unreadable(&e))?));
    serialize(&views, json, memory).map_err(|e| unreadable(&e))
}

/// Memory for the header comes in blocks of this many bytes, so that a header that grows with the history rarely needs more.
const HEADER_BLOCK: usize = 1 << 20;
/// Readers refuse a longer header.
const LONGEST_HEADER: usize = 100_000_000;

/// The bytes of [`safetensors::serialize`] for tensors that are in its order (by type, then by name), in memory that is there already.
/// The module's memory in a browser never shrinks. If a run were saved in new memory each time, it would grow by a snapshot whenever
/// something else had taken a part of where the one before was.
fn serialize(tensors: &[(String, TensorView<'_>)], json: String, memory: Vec<u8>) -> Result<Vec<u8>, SafeTensorError> {
    let escaped = json.len() + json.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count();
    let mut end = 0;
    let mut infos = vec![];
    for (name, tensor) in tensors {
        let start = end;
        end += tensor.data().len();
        infos.push((name.clone(), TensorInfo { dtype: tensor.dtype(), shape: tensor.shape().to_vec(), data_offsets: (start, end) }));
    }
    let metadata = Metadata::new(Some(HashMap::from([(KEY.to_owned(), json)])), infos)?;

    let names = 128 * (tensors.len() + 1);
    let mut bytes = memory;
    bytes.clear();
    bytes.reserve_exact((escaped + names).next_multiple_of(HEADER_BLOCK) + end);
    let mut length = [0; 8];
    bytes.extend(length);
    serde_json::to_writer(&mut bytes, &metadata)?;
    bytes.resize(bytes.len().next_multiple_of(length.len()), b' ');
    let header = bytes.len() - length.len();
    if header > LONGEST_HEADER {
        return Err(SafeTensorError::HeaderTooLarge);
    }
    length = (header as u64).to_le_bytes();
    bytes[..length.len()].copy_from_slice(&length);
    for (_, tensor) in tensors {
        bytes.extend(tensor.data());
    }
    Ok(bytes)
}

/// The saved run, on another engine.
///
/// # Errors
/// Says what is wrong with the file: no snapshot, another version, damaged, of another shape than its settings ask for.
pub async fn restore(bytes: &[u8], backend: impl Into<Backend>) -> Result<Run, RunError> {
    let (header, version) = read_header(bytes)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(|e| unreadable(&e))?;
    if version > 3 {
        check_sum(&header, &tensors)?;
    }
    let header: Header = serde_json::from_str(&header).map_err(|e| unreadable(&e))?;
    header.settings.check_values()?;

    let data = Data::prepare_with_vocabulary(header.settings.clone().into_owned(), Some(&header.vocabulary), &mut |_, _| {})?;
    header.check(&data)?;
    let [parameters, first, second] = TENSORS.map(|name| read_tensor(&tensors, name, data.layout.len));
    let (parameters, first, second) = (parameters?, first?, second?);

    let past = header.recording.map(|recording| recording.with(|step, ()| read_tensor(&tensors, &weights_name(step), data.layout.len)));
    let recording = past.transpose()?;

    let mut engine = Engine::new(backend.into(), &data.engine_spec()).await?;
    engine.set_parameters(&parameters);
    engine.set_moments(&first, &second);
    let mut run = Run::with_engine(data, engine);
    run.step = header.step;
    run.row = header.row;
    run.tallies = header.tallies;
    run.history = header.history.into_owned();
    run.set_trace(header.trace.map(Cow::into_owned));
    run.recording = recording;
    run.asked = header.asked.into_owned();
    run.data.seek(header.cursor);
    Ok(run)
}

fn unreadable(error: &dyn std::fmt::Display) -> SnapshotError {
    SnapshotError::Unreadable(error.to_string())
}

/// The JSON of a [`Header`] in a version that can be read, and the version.
fn read_header(bytes: &[u8]) -> Result<(String, u64), SnapshotError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| unreadable(&e))?;
    let json = metadata.metadata().as_ref().and_then(|map| map.get(KEY)).ok_or_else(|| unreadable(&"its header has no run"))?;
    let version = serde_json::from_str::<serde_json::Value>(json).map_err(|e| unreadable(&e))?["version"].as_u64().unwrap_or(0);
    if !(u64::from(OLDEST)..=u64::from(VERSION)).contains(&version) {
        return Err(SnapshotError::Version { found: version, oldest: OLDEST, newest: VERSION });
    }
    Ok((json.clone(), version))
}

/// Over the same bytes, in the same order, as [`file_of`].
fn check_sum(json: &str, tensors: &SafeTensors) -> Result<(), SnapshotError> {
    let stored = tensors.tensor(CHECKSUM).map_err(|_| unreadable(&"it has no checksum"))?;
    let expected: [u8; 4] = stored.data().try_into().map_err(|_| unreadable(&"its checksum has another length"))?;
    let mut checksum = Hasher::new();
    checksum.update(json.as_bytes());
    for name in TENSORS.map(String::from).into_iter().chain(past_names(tensors)) {
        checksum.update(tensors.tensor(&name).map_err(|e| unreadable(&e))?.data());
    }
    let (found, expected) = (checksum.finalize(), u32::from_le_bytes(expected));
    if found == expected { Ok(()) } else { Err(SnapshotError::Damaged { found, expected }) }
}

/// The tensors of recorded weights, by ascending step.
fn past_names(tensors: &SafeTensors) -> Vec<String> {
    let mut steps: Vec<u32> = tensors.names().iter().filter_map(|name| name.strip_prefix(PAST)?.parse().ok()).collect();
    steps.sort_unstable();
    steps.into_iter().map(weights_name).collect()
}

const PAST: &str = "at_";

/// The tensor name of the weights recorded at `step`.
fn weights_name(step: u32) -> String {
    format!("{PAST}{step}")
}

fn read_tensor(tensors: &SafeTensors, name: &str, expected: usize) -> Result<Vec<f32>, SnapshotError> {
    let tensor = tensors.tensor(name).map_err(|e| SnapshotError::Unreadable(e.to_string()))?;
    let values: Vec<f32> =
        tensor.data().chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).collect();
    if tensor.dtype() != Dtype::F32 || values.len() != expected {
        return Err(SnapshotError::Size { name: name.into(), found: values.len(), expected });
    }
    check_finite(name, &values)?;
    Ok(values)
}

fn check_finite(name: &str, values: &[f32]) -> Result<(), SnapshotError> {
    if values.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(SnapshotError::NotFinite { name: name.into() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_library() {
        fn tensor<'a>(name: &str, dtype: Dtype, data: &'a [u8]) -> (String, TensorView<'a>) {
            (name.to_owned(), TensorView::new(dtype, vec![data.len() / 4], data).expect("whole numbers"))
        }
        let (weights, crc) = ([5; 24], [1, 2, 3, 4]);
        let tensors = [tensor("at_10", Dtype::F32, &weights[..8]), tensor("at_4", Dtype::F32, &weights), tensor("crc32", Dtype::U32, &crc)];
        for json in ["", r#"{"text": "a \"word\"\n", "step": 1}"#, &"\\\"".repeat(HEADER_BLOCK)] {
            let ours = serialize(&tensors, json.to_owned(), vec![9; 3]).expect("bytes");
            let shuffled = [2, 0, 1].map(|i: usize| tensors[i].clone());
            let theirs = safetensors::serialize(shuffled, Some(HashMap::from([(KEY.to_owned(), json.to_owned())]))).expect("bytes");
            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn the_next_snapshot_is_written_where_the_one_before_was() {
        let tensors = [("weights".to_owned(), TensorView::new(Dtype::F32, vec![1], &[0; 4]).expect("a number"))];
        let before = serialize(&tensors, "x".repeat(10), vec![]).expect("bytes");
        let (length, place) = (before.len(), before.as_ptr());
        let next = serialize(&tensors, "x".repeat(900_000), before).expect("bytes");
        assert!(next.len() > length);
        assert_eq!(next.as_ptr(), place);
    }
}
