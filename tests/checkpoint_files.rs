//! Reading weights: all names and types that a file may have, and all kinds of broken files.

use std::collections::BTreeMap;
use std::io::Cursor;

use cloze::checkpoint::config::{self, ConfigFile};
use cloze::checkpoint::{Checkpoint, CheckpointError, HeadTensors, Task, weights};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

const DIRECTORY: &str = "tests/fixtures";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{DIRECTORY}/{name}")).unwrap()
}

fn tiny_config() -> ConfigFile {
    config::parse("config.json", &fixture("tiny_bert/config.json")).unwrap()
}

fn read(bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
    weights::read("model.safetensors", &mut Cursor::new(bytes), tiny_config())
}

/// The tensors of a file, to change and write again.
type Tensors = BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>;

fn tensors(name: &str) -> Tensors {
    let bytes = fixture(name);
    let file = SafeTensors::deserialize(&bytes).unwrap();
    file.iter().map(|(name, view)| (name.to_owned(), (view.dtype(), view.shape().to_vec(), view.data().to_vec()))).collect()
}

fn written(tensors: &Tensors) -> Vec<u8> {
    let views = tensors.iter().map(|(name, (dtype, shape, data))| (name, TensorView::new(*dtype, shape.clone(), data).unwrap()));
    serialize(views, None).unwrap()
}

fn changed(change: impl FnOnce(&mut Tensors)) -> Result<Checkpoint, CheckpointError> {
    let mut all = tensors("tiny_bert/model.safetensors");
    change(&mut all);
    read(&written(&all))
}

fn reference() -> Checkpoint {
    read(&fixture("tiny_bert/model.safetensors")).unwrap()
}

const ALL: HeadTensors = HeadTensors { pooler: true, masked_language: true, next_sentence: true };

#[test]
fn parameters_lie_where_the_layout_says() {
    let checkpoint = reference();
    assert_eq!(checkpoint.parts, ALL);
    assert!(checkpoint.ignored.is_empty());
    for (name, (_, shape, data)) in tensors("tiny_bert/model.safetensors") {
        let parameter = checkpoint.layout.find(&name).unwrap();
        assert_eq!(parameter.shape, shape, "{name}");
        let values: Vec<f32> = data.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect();
        assert_eq!(checkpoint.parameters[parameter.range()], values, "{name}");
    }
}

#[test]
fn old_names_and_copies_of_tied_weights_give_the_same_parameters() {
    let old = read(&fixture("tiny_bert/gamma_beta_decoder_position_ids.safetensors")).unwrap();
    assert_eq!(old.parameters, reference().parameters);
    assert_eq!(old.parts, ALL);
    assert!(old.ignored.is_empty(), "{:?}", old.ignored);
}

#[test]
fn an_encoder_without_prefix_gives_the_same_encoder_and_says_that_heads_are_absent() {
    let (encoder, whole) = (read(&fixture("tiny_bert/encoder_only_no_prefix.safetensors")).unwrap(), reference());
    assert_eq!(encoder.parts, HeadTensors { pooler: true, masked_language: false, next_sentence: false });
    for parameter in &whole.layout.parameters {
        let found = &encoder.parameters[parameter.range()];
        if parameter.name.starts_with("bert.") {
            assert_eq!(found, &whole.parameters[parameter.range()], "{}", parameter.name);
        } else {
            assert!(found.iter().all(|&value| value == 0.0), "{}", parameter.name);
        }
    }
}

#[test]
fn half_precision_files_hold_the_nearest_halves() {
    let whole = reference();
    let float16 = read(&fixture("tiny_bert/float16.safetensors")).unwrap();
    let bfloat16 = read(&fixture("tiny_bert/bfloat16.safetensors")).unwrap();
    for (i, &value) in whole.parameters.iter().enumerate() {
        assert_eq!(float16.parameters[i], half::f16::from_f32(value).to_f32());
        assert_eq!(bfloat16.parameters[i], half::bf16::from_f32(value).to_f32());
    }
}

#[test]
fn a_task_head_is_read_by_the_class_in_the_config() {
    let config = config::parse("config.json", &fixture("heads/question_answering/config.json")).unwrap();
    let bytes = fixture("heads/question_answering/model.safetensors");
    let checkpoint = weights::read("model.safetensors", &mut Cursor::new(&bytes), config).unwrap();
    let head = checkpoint.task_head.unwrap();
    assert_eq!((head.task, head.classes, head.weight.len(), head.bias.len()), (Task::Question, 2, 96, 2));
    assert_eq!(checkpoint.parts, HeadTensors::default());
}

#[test]
fn the_output_bias_is_found_under_its_second_name() {
    let checkpoint = changed(|all| {
        let bias = all.remove("cls.predictions.bias").unwrap();
        all.insert("cls.predictions.decoder.bias".into(), bias);
    });
    assert_eq!(checkpoint.unwrap().parameters, reference().parameters);
}

#[test]
fn an_untied_output_layer_is_refused() {
    let error = changed(|all| {
        let (dtype, shape, mut data) = all["bert.embeddings.word_embeddings.weight"].clone();
        data[5] ^= 1;
        all.insert("cls.predictions.decoder.weight".into(), (dtype, shape, data));
    });
    assert!(matches!(error.unwrap_err(), CheckpointError::Untied { tensor, .. } if tensor == "cls.predictions.decoder.weight"));
}

#[test]
fn a_wrong_shape_is_named_with_both_shapes() {
    let error = changed(|all| all.get_mut("bert.pooler.dense.weight").unwrap().1 = vec![96, 24]).unwrap_err();
    assert_eq!(error.to_string(), "model.safetensors: tensor bert.pooler.dense.weight has shape [96, 24], expected [48, 48]");
}

#[test]
fn a_shape_of_a_thousand_axes_is_said_in_few_words() {
    let error = changed(|tensors| tensors.get_mut("cls.predictions.bias").expect("is there").1.extend([1; 1000])).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("has shape [") && message.len() < 400, "{message}");
}

#[test]
fn a_missing_tensor_is_named_whether_of_the_encoder_or_of_a_head() {
    for name in ["bert.encoder.layer.2.output.dense.bias", "cls.predictions.transform.dense.weight", "cls.seq_relationship.bias"] {
        let error = changed(|all| drop(all.remove(name))).unwrap_err();
        assert!(matches!(&error, CheckpointError::MissingTensor { tensor, .. } if tensor == name), "{error}");
    }
}

#[test]
fn numbers_that_are_not_finite_name_their_tensor() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let name = "bert.encoder.layer.1.intermediate.dense.weight";
        let error = changed(|all| all.get_mut(name).unwrap().2[400..404].copy_from_slice(&value.to_le_bytes())).unwrap_err();
        assert!(matches!(&error, CheckpointError::NotFinite { tensor, index: 100, .. } if tensor == name), "{error}");
    }
}

#[test]
fn other_types_are_refused_by_name() {
    let name = "cls.predictions.bias";
    let error = changed(|all| *all.get_mut(name).unwrap() = (Dtype::I32, vec![160], vec![0; 640])).unwrap_err();
    assert_eq!(error.to_string(), "model.safetensors: tensor cls.predictions.bias has data type I32, expected F32, F16 or BF16");
}

#[test]
fn more_layers_than_the_config_tells_of_are_refused() {
    let error = changed(|all| {
        let copy = all["bert.encoder.layer.2.output.dense.bias"].clone();
        all.insert("bert.encoder.layer.3.output.dense.bias".into(), copy);
    });
    assert!(error.unwrap_err().to_string().contains("num_hidden_layers 3"));
}

#[test]
fn two_names_of_one_tensor_are_refused() {
    let error = changed(|all| {
        let copy = all["bert.embeddings.LayerNorm.weight"].clone();
        all.insert("bert.embeddings.LayerNorm.gamma".into(), copy);
    });
    assert!(error.unwrap_err().to_string().contains("one of them"));
}

#[test]
fn unknown_tensors_are_reported_as_ignored() {
    let checkpoint = changed(|all| drop(all.insert("adapter.weight".into(), (Dtype::F32, vec![1], vec![0; 4])))).unwrap();
    assert_eq!(checkpoint.ignored, ["adapter.weight"]);
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let bytes = fixture("tiny_bert/model.safetensors");
    for length in [0, 7, 8, 100, 6631, 6632, 6633, 100_000, bytes.len() - 1] {
        assert!(matches!(read(&bytes[..length]).unwrap_err(), CheckpointError::Malformed { .. }), "{length}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(matches!(read(&longer).unwrap_err(), CheckpointError::Malformed { .. }));
}

#[test]
fn a_header_that_claims_too_much_is_refused_before_anything_is_allocated() {
    let mut bytes = fixture("tiny_bert/model.safetensors");
    for claim in [bytes.len() as u64, 10_000_000_000, u64::MAX] {
        bytes[..8].copy_from_slice(&claim.to_le_bytes());
        let error = read(&bytes).unwrap_err().to_string();
        assert!(error.contains(&format!("a header of {claim} bytes in a file of 295088")), "{error}");
    }
    // The header claims a tensor of 10 GB that the file doesn't have.
    let header = br#"{"bert.embeddings.word_embeddings.weight":{"dtype":"F32","shape":[50000,50000],"data_offsets":[0,10000000000]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    assert!(read(&bytes).unwrap_err().to_string().contains("truncated"));
}
