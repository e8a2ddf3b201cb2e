use super::*;
use crate::engine::device::Device;
use crate::model::config::{Activation, Family};
use crate::model::init::initial_parameters;
use crate::objectives::Objectives;
use crate::tasks::rows::encode;
use crate::text::tokenizer::Normalization;
use crate::train::finetune::FineTuning;

fn tokenizer() -> Tokenizer {
    let pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] the cat dog sat ran on mat in rain who ?";
    Tokenizer::from_tokens(pieces.split(' ').map(str::to_owned).collect(), Normalization::UNCASED).unwrap()
}

fn base() -> Rc<Base> {
    let tokenizer = tokenizer();
    let config = BertConfig {
        vocab_size: tokenizer.vocabulary_size(),
        hidden_size: 16,
        num_hidden_layers: 2,
        num_attention_heads: 2,
        intermediate_size: 32,
        max_position_embeddings: 16,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        hidden_act: Activation::Gelu,
        initializer_range: 0.02,
        family: Family::Bert,
    };
    let parameters = initial_parameters(&config, &Layout::new(&config), 7);
    Rc::new(Base { config, parameters, causal: false, pooler: true, tokenizer })
}

fn plan(task: Task) -> ExperimentPlan {
    let modes = vec![Mode::Scratch, Mode::Frozen, Mode::Tuned];
    ExperimentPlan {
        task,
        pooling: Pooling::Cls,
        modes,
        labels: vec![4],
        seeds: vec![1],
        steps: 10,
        batch_size: 4,
        learning_rate: 1e-2,
        frozen_learning_rate: 3e-2,
        warmup_steps: 2,
    }
}

fn examples(task: Task) -> Vec<Example> {
    let animals = ["cat", "dog"];
    let of = |index: usize| {
        let (animal, verb) = (animals[index % 2], ["sat", "ran"][index / 2 % 2]);
        match task {
            Task::Sequence => Example::Sequence { text: format!("the {animal} {verb}"), pair: None, label: animal.into() },
            Task::Token => {
                let words = ["the", animal, verb].map(str::to_owned).to_vec();
                Example::Token { words, tags: ["O", "B-A", "O"].map(str::to_owned).to_vec() }
            }
            Task::Question => {
                let [context, question] = [format!("the {animal} {verb} on the mat"), "who ?".to_owned()];
                Example::Question { context, question, answer: animal.into(), start: 4 }
            }
        }
    };
    (0..8).map(of).collect()
}

fn experiment(plan: ExperimentPlan) -> Experiment {
    let examples = examples(plan.task);
    Experiment::new(base(), plan, examples.clone(), examples, Device::Cpu).unwrap()
}

fn run(experiment: &mut Experiment) {
    while !experiment.finished() {
        pollster::block_on(experiment.advance()).unwrap();
    }
}

fn finished(plan: ExperimentPlan) -> Experiment {
    let mut experiment = experiment(plan);
    run(&mut experiment);
    experiment
}

#[test]
fn a_frozen_encoder_keeps_every_bit_and_the_others_move() {
    for task in [Task::Sequence, Task::Token, Task::Question] {
        let mut done = finished(plan(task));
        let parameters = pollster::block_on(done.live[1].tuning.engine.parameters()).unwrap();
        let length = Layout::new(&done.base.config).len;
        assert!(parameters[..length].iter().zip(&done.base.parameters).all(|(now, before)| now.to_bits() == before.to_bits()));
        for run in &done.report.runs {
            let encoder = run.moved.iter().filter(|moved| moved.part != "pooler");
            assert!(encoder.clone().count() == 3, "embeddings and two layers: {:?}", run.moved);
            assert!(encoder.clone().all(|moved| (moved.relative == 0.0) == (run.mode == Mode::Frozen)), "{task:?} {:?}", run.moved);
            let [first, .., last] = run.points[..] else { panic!("no points") };
            assert!(run.mode == Mode::Frozen || last.loss < first.loss, "{task:?} {:?}: {first:?} {last:?}", run.mode);
            assert_eq!((first.step, last.step, run.test.is_some()), (0, 10, true));
        }
    }
}

#[test]
fn a_run_is_the_same_as_without_the_others() {
    let alone = {
        let base = base();
        let classes = Classes::of(&examples(Task::Token));
        let rows: Vec<_> =
            examples(Task::Token).iter().take(4).map(|one| encode(one, &classes, &base.tokenizer, 16).unwrap().row).collect();
        let beginning = Beginning { config: &base.config, pretrained: Some(&base.parameters), causal: false, pad: 0 };
        let recipe = Recipe { steps: 10, batch_size: 4, learning_rate: 1e-2, warmup_steps: 2, seed: 2, frozen: false };
        let objectives: Objectives = classes.objectives(Task::Token, Pooling::Cls);
        let sequence = rows.iter().map(|row| row.input_ids.len()).max().unwrap();
        let tuning = FineTuning::new(&beginning, Task::Token, objectives, rows, sequence, recipe, Device::Cpu);
        let mut tuning = pollster::block_on(tuning).unwrap();
        while !tuning.finished() {
            tuning.submit_step();
        }
        pollster::block_on(tuning.engine.parameters()).unwrap()
    };
    let mut done = finished(ExperimentPlan { seeds: vec![1, 2], ..plan(Task::Token) });
    let beside = pollster::block_on(done.live[2].tuning.engine.parameters()).unwrap();
    assert!(alone.iter().zip(&beside).all(|(a, b)| a.to_bits() == b.to_bits()));
}

#[test]
fn what_the_head_does_not_read_has_a_gradient_of_exactly_zero() {
    for (task, pooling, read) in [
        (Task::Sequence, Pooling::Cls, vec![true, false, false, false, false]),
        (Task::Sequence, Pooling::Mean, vec![true; 5]),
        (Task::Token, Pooling::Cls, vec![false, true, true, true, false]),
    ] {
        let mut done = finished(ExperimentPlan { pooling, ..plan(task) });
        let trace = pollster::block_on(done.head_trace(2, 0)).unwrap();
        assert_eq!(trace.tokens.iter().map(|token| token.read).collect::<Vec<_>>(), read, "{task:?} {pooling:?}");
        for token in &trace.tokens {
            assert_eq!(token.gradient_norm.unwrap() > 0.0, token.read, "{task:?} {pooling:?} {token:?}");
        }
        let frozen = pollster::block_on(done.head_trace(1, 0)).unwrap();
        assert!(frozen.mode == Mode::Frozen && frozen.tokens.iter().all(|token| token.gradient_norm.is_none()));
    }
    let mut done = finished(plan(Task::Question));
    let trace = pollster::block_on(done.head_trace(2, 0)).unwrap();
    // [CLS] who ? [SEP] the cat sat on the mat [SEP]
    assert_eq!(trace.tokens[5].label.as_deref(), Some("start, end"));
    assert!(pollster::block_on(done.head_trace(0, 99)).is_err());
}

#[test]
fn cells_are_all_numbers_of_labels_with_all_seeds() {
    let done = finished(ExperimentPlan { labels: vec![2, 4], seeds: vec![3, 5], modes: vec![Mode::Tuned], ..plan(Task::Sequence) });
    let cells: Vec<_> = done.report.runs.iter().map(|run| (run.labels, run.seed)).collect();
    assert_eq!(cells, [(2, 3), (2, 5), (4, 3), (4, 5)]);
    let confusion = &done.report.runs[3].confusion;
    assert_eq!(confusion.iter().flatten().sum::<u32>(), 8, "every test example once");
    assert_eq!(done.report.majority, Some(TaskScores::Sequence { accuracy: 0.5, macro_f1: 1.0 / 3.0 }));
}

#[test]
fn what_cannot_be_run_is_refused_with_what_was_found() {
    let refused = |plan: ExperimentPlan, base: Rc<Base>, training: Vec<Example>| {
        let test = examples(plan.task);
        Experiment::new(base, plan, training, test, Device::Cpu).err().expect("it was not refused").to_string()
    };
    let all = || examples(Task::Sequence);
    let sequence = || plan(Task::Sequence);
    assert!(refused(ExperimentPlan { seeds: vec![], ..sequence() }, base(), all()).contains("found an empty list"));
    assert!(refused(ExperimentPlan { labels: vec![0], ..sequence() }, base(), all()).contains("found 0"));
    assert!(refused(ExperimentPlan { learning_rate: f64::NAN, ..sequence() }, base(), all()).contains("found NaN"));
    assert!(refused(ExperimentPlan { steps: 1_000_000, ..sequence() }, base(), all()).contains("3000000 steps"));
    assert!(refused(ExperimentPlan { modes: vec![Mode::Tuned, Mode::Tuned], ..sequence() }, base(), all()).contains("Tuned twice"));
    assert!(refused(sequence(), base(), vec![]).contains("found 0 training"));
    let Base { config, parameters, causal, tokenizer, .. } = Rc::into_inner(base()).unwrap();
    let poor = Rc::new(Base { config, parameters, causal, tokenizer, pooler: false });
    assert!(refused(sequence(), poor, all()).contains("no bert.pooler.dense"));
}

#[test]
fn a_loss_that_is_not_finite_ends_the_experiment_with_its_step() {
    let mut wild = experiment(ExperimentPlan { learning_rate: 1e30, ..plan(Task::Sequence) });
    let error = loop {
        if let Err(error) = pollster::block_on(wild.advance()) {
            break error.to_string();
        }
        assert!(!wild.finished(), "it never diverged");
    };
    assert!(error.contains("diverged") && error.contains("at step"), "{error}");
}

#[test]
fn an_experiment_that_is_taken_up_ends_as_if_it_had_never_stopped() {
    let plan = ExperimentPlan { seeds: vec![1, 2], ..plan(Task::Sequence) };
    let whole = finished(plan.clone());
    let mut again = experiment(plan.clone());
    again.take_up(whole.report.runs[..3].to_vec()).unwrap();
    assert_eq!(again.report.cells_done, 1);
    run(&mut again);
    assert_eq!(again.report, whole.report);

    let mut other = experiment(plan);
    for wrong in
        [whole.report.runs[..2].to_vec(), whole.report.runs[3..].to_vec(), [again.report.runs.clone(), again.report.runs.clone()].concat()]
    {
        assert!(other.take_up(wrong).is_err());
    }
    assert!(other.report.runs.is_empty());
}
