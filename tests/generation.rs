//! Text from a run: what is generated follows from the probabilities that the page shows anyway, and the run stays as it is.

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::text::Corpus;
use cloze::train::data::Data;
use cloze::train::error::RunError;
use cloze::train::generation::{Continuation, Filling, Sampling, StoppedBy};
use cloze::train::run::Run;
use cloze::train::snapshot;
use pollster::block_on;
use serde_json::json;

const GREEDY: Sampling = Sampling { temperature: 0.0, seed: 1 };

fn run(objective: &str, steps: u32) -> Run {
    let corpus = Corpus::from_text(include_str!("fixtures/curve/corpus.txt")).expect("fixture");
    let corpus = Corpus { documents: corpus.documents.into_iter().take(100).collect() };
    let small = json!({"hidden_size": 16, "layers": 1, "heads": 2, "intermediate_size": 32, "sequence_length": 16, "batch_size": 8,
                       "vocabulary_size": 200, "steps": 200, "warmup_steps": 4, "learning_rate": 0.01});
    // `ltr` is not among what the page may ask for.
    let objective = serde_json::from_value(json!(objective)).expect("an objective");
    let settings = Settings { objective, ..Settings::default().changed(&small).expect("settings") };
    let data = Data::from_corpus(settings, corpus, None, &mut |_, _| {}).expect("data");
    let mut run = block_on(Run::new(data, Device::Cpu)).expect("run");
    for _ in 0..steps {
        run.submit_step(false);
    }
    block_on(run.collect()).expect("finite losses");
    run
}

fn continued(run: &mut Run, text: &str, count: u32, sampling: Sampling) -> Continuation {
    block_on(run.continue_text(text, count, sampling)).expect("a left-to-right run")
}

fn filled(run: &mut Run, text: &str, steps: u32, sampling: Sampling) -> Filling {
    block_on(run.fill(text, steps, sampling)).expect("a masked run")
}

fn chosen(continuation: &Continuation) -> Vec<String> {
    continuation.steps.iter().map(|step| step.chosen.token.clone()).collect()
}

#[test]
fn the_first_word_is_the_likeliest_one_after_the_beginning() {
    for objective in ["causal", "ltr"] {
        let mut run = run(objective, 30);
        let (trace, _) = block_on(run.probe("the dog", None, &[])).expect("a text");
        let found = continued(&mut run, "the dog", 3, GREEDY);
        let last = found.beginning.len() - 1;
        assert_eq!(trace.tokens[..=last].iter().map(|token| token.original.clone()).collect::<Vec<_>>(), found.beginning);
        // What follows the beginning in that row is [SEP], which a model that reads from the left can't see.
        assert_eq!(found.steps[0].top, trace.tokens[last].top, "{objective}");
        assert_eq!(found.steps[0].chosen, trace.tokens[last].top[0]);
    }
}

#[test]
fn a_continuation_stops_at_the_count_the_row_s_end_or_the_separator() {
    let mut run = run("causal", 0);
    let warm = |seed| Sampling { temperature: 50.0, seed };
    let short = continued(&mut run, "the", 2, GREEDY);
    assert_eq!((short.steps.len(), short.stopped_by), (2, StoppedBy::Count));
    let mut stops = std::collections::BTreeSet::new();
    for seed in 0..60 {
        let found = continued(&mut run, "the", 1000, warm(seed));
        let separator = found.steps.iter().position(|step| step.chosen.token == "[SEP]");
        match found.stopped_by {
            StoppedBy::Separator => assert_eq!(separator, Some(found.steps.len() - 1)),
            StoppedBy::RowEnd => assert_eq!((separator, found.beginning.len() + found.steps.len()), (None, 16)),
            StoppedBy::Count => panic!("1000 tokens do not fit"),
        }
        stops.insert(format!("{:?}", found.stopped_by));
    }
    assert_eq!(stops.len(), 2, "{stops:?}");
    let long = "dog ".repeat(40);
    let found = continued(&mut run, &long, 5, GREEDY);
    assert_eq!((found.beginning.len(), found.steps.len(), found.stopped_by), (16, 0, StoppedBy::RowEnd));
}

#[test]
fn equal_seeds_draw_equal_text_and_without_temperature_no_seed_matters() {
    let sampled = |temperature, seed| Sampling { temperature, seed };
    let mut gpt = run("causal", 5);
    assert_eq!(continued(&mut gpt, "", 9, sampled(1.0, 4)), continued(&mut gpt, "", 9, sampled(1.0, 4)));
    assert_ne!(chosen(&continued(&mut gpt, "", 9, sampled(1.0, 4))), chosen(&continued(&mut gpt, "", 9, sampled(1.0, 5))));
    assert_eq!(continued(&mut gpt, "", 9, sampled(0.0, 4)), continued(&mut gpt, "", 9, sampled(0.0, 5)));
    let (mut bert, row) = (run("mlm", 5), "[MASK] ".repeat(8));
    assert_eq!(filled(&mut bert, &row, 4, sampled(1.0, 4)), filled(&mut bert, &row, 4, sampled(1.0, 4)));
    assert_ne!(filled(&mut bert, &row, 4, sampled(1.0, 4)), filled(&mut bert, &row, 4, sampled(1.0, 5)));
    assert_eq!(filled(&mut bert, &row, 4, sampled(0.0, 4)), filled(&mut bert, &row, 4, sampled(0.0, 5)));
}

#[test]
fn in_one_step_every_blank_gets_its_likeliest_token() {
    for objective in ["mlm", "mlm+nsp"] {
        let mut run = run(objective, 30);
        let text = "the [MASK] went to [MASK] [MASK].";
        let (trace, _) = block_on(run.probe(text, None, &[])).expect("a text");
        let found = filled(&mut run, text, 1, GREEDY);
        assert_eq!(found.steps.len(), 1);
        assert_eq!(found.steps[0].blanks.len(), 3);
        for blank in &found.steps[0].blanks {
            let likeliest = &trace.tokens[blank.position as usize].top[0];
            assert_eq!(
                (&blank.token, blank.probability, blank.predicted, blank.kept),
                (&likeliest.token, likeliest.probability, true, true)
            );
            assert_eq!(found.tokens[blank.position as usize], "[MASK]");
        }
    }
}

/// The linear schedule of mask-predict.
#[test]
fn after_each_step_the_least_certain_are_masked_again_and_the_others_stay() {
    let mut run = run("mlm", 30);
    for (n, steps) in [(7usize, 7u32), (7, 3), (6, 4), (5, 12), (1, 3)] {
        let found = filled(&mut run, &"[MASK] ".repeat(n), steps, Sampling { temperature: 0.7, seed: 3 });
        assert_eq!(found.steps.len(), steps as usize);
        for (index, step) in found.steps.iter().enumerate() {
            let again = n * (steps as usize - index - 1) / steps as usize;
            assert_eq!(step.blanks.iter().filter(|blank| !blank.kept).count(), again, "{n} blanks, step {index} of {steps}");
            let surest_again = step.blanks.iter().filter(|blank| !blank.kept).map(|blank| blank.probability).fold(0.0, f32::max);
            assert!(step.blanks.iter().filter(|blank| blank.kept).all(|blank| blank.probability >= surest_again));
            let Some(next) = found.steps.get(index + 1) else { continue };
            for (blank, later) in step.blanks.iter().zip(&next.blanks) {
                assert_eq!(later.predicted, !blank.kept);
                if blank.kept {
                    assert_eq!((&later.token, later.probability), (&blank.token, blank.probability));
                }
            }
        }
    }
}

#[test]
fn generating_leaves_the_run_as_it_is() {
    for objective in ["causal", "mlm"] {
        let mut run = run(objective, 5);
        let before = block_on(snapshot::save(&mut run)).expect("a snapshot");
        match objective {
            "causal" => drop(continued(&mut run, "the", 5, GREEDY)),
            _ => drop(filled(&mut run, "the [MASK]", 2, GREEDY)),
        }
        assert!(before == block_on(snapshot::save(&mut run)).expect("a snapshot"), "{objective}");
    }
}

#[test]
fn a_model_is_not_asked_for_what_it_was_not_trained_to_do() {
    let told = |error: RunError, word: &str| assert!(error.to_string().contains(word), "{error}");
    let (mut bert, mut gpt) = (run("mlm+nsp", 0), run("causal", 0));
    told(block_on(bert.continue_text("the", 3, GREEDY)).unwrap_err(), "from the left");
    told(block_on(gpt.fill("the [MASK]", 3, GREEDY)).unwrap_err(), "masked");
    told(block_on(bert.fill("the dog", 3, GREEDY)).unwrap_err(), "[MASK]");
}
