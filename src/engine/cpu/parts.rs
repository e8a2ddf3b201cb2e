//! A batch's gradient as the sum of a fixed number of parts.
//!
//! Several workers can share a step, each computing some of the parts. But the result of floating-point addition
//! depends on its order. So the rows of a batch are always split the same way, and the parts are always added as
//! `(0 + 1) + (2 + 3)`. That holds whether one worker computes all of them, two compute two each, or four one each. So the
//! same seed gives the same run on every machine, however many cores it has. The parts also help a single worker, since
//! the values of one part stay in the cache.

use std::ops::Range;

use super::{CpuEngine, EvaluationSums, Update};
use crate::examples::batch::Batch;

/// Number of parts of a batch. Some are empty if it has fewer rows.
pub const PARTS: usize = 4;

/// The rows of a part.
fn rows_of(part: usize, rows: usize) -> Range<usize> {
    rows * part / PARTS..rows * (part + 1) / PARTS
}

/// How many of `workers` share a step: each has to get the same number of parts.
pub fn shares(workers: usize) -> usize {
    match workers {
        0 | 1 => 1,
        2 | 3 => 2,
        _ => PARTS,
    }
}

/// The parts of one of `workers` that share a step, from 0. Their number is one that [`shares`] gives.
pub fn parts_of(worker: usize, workers: usize) -> Range<usize> {
    let each = PARTS / workers;
    worker * each..(worker + 1) * each
}

/// The result of one worker's share of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    pub sums: EvaluationSums,
    /// `[P]`
    pub gradient: Vec<f32>,
}

impl CpuEngine {
    /// The gradient of one share of the batch's parts, and the sums of their losses. Both are divided by the counts of
    /// the whole batch.
    ///
    /// `parts` is all of them, the first or last two, or one.
    pub fn gradient_of_parts(&mut self, batch: &Batch, parts: Range<usize>) -> (EvaluationSums, &[f32]) {
        let sums = self.sum_parts(batch, parts, None);
        (sums, &self.gradient)
    }

    /// Ends a step after [`CpuEngine::gradient_of_parts`] for the first share. `own` are the losses of that share.
    /// `others` are the other shares of the same size, in order: 0, 1 or 3 of them.
    pub fn apply_shares(&mut self, own: EvaluationSums, others: &mut [Share], update: &Update) {
        let mut sums = own;
        match others {
            [] => {}
            [second] => {
                add(&mut self.gradient, &second.gradient);
                sums += std::mem::take(&mut second.sums);
            }
            [second, third, fourth] => {
                add(&mut self.gradient, &second.gradient);
                sums += std::mem::take(&mut second.sums);
                add(&mut third.gradient, &fourth.gradient);
                third.sums += std::mem::take(&mut fourth.sums);
                add(&mut self.gradient, &third.gradient);
                sums += std::mem::take(&mut third.sums);
            }
            _ => panic!("{PARTS} parts can't be {} equal shares", others.len() + 1),
        }
        self.finish_step(sums, Some(update));
    }

    /// Leaves the sum in `gradient`. One row may be inspected during the pass.
    pub(super) fn sum_parts(&mut self, batch: &Batch, parts: Range<usize>, inspect: Option<usize>) -> EvaluationSums {
        self.training.whole = Some(self.label_counts(batch));
        let sums = self.sum_subtree(batch, parts, 0, inspect);
        self.training.whole = None;
        sums
    }

    /// The sum goes to `gradient` at depth 0, to `aside` below.
    fn sum_subtree(&mut self, batch: &Batch, parts: Range<usize>, depth: usize, inspect: Option<usize>) -> EvaluationSums {
        if parts.len() == 1 {
            return self.one_part(batch, rows_of(parts.start, batch.rows), depth, inspect);
        }
        let middle = parts.start + parts.len() / 2;
        let mut sums = self.sum_subtree(batch, parts.start..middle, depth, inspect);
        sums += self.sum_subtree(batch, middle..parts.end, depth + 1, inspect);
        let [first, second] = &mut self.aside;
        match depth {
            0 => add(&mut self.gradient, first),
            _ => add(first, second),
        }
        sums
    }

    fn one_part(&mut self, batch: &Batch, rows: Range<usize>, depth: usize, inspect: Option<usize>) -> EvaluationSums {
        let mut gradient = std::mem::take(self.buffer(depth));
        gradient.resize(self.layout.len, 0.0);
        gradient.fill(0.0);
        let mut sums = EvaluationSums::default();
        if !rows.is_empty() {
            let part = batch.part(rows.clone());
            sums = self.training.forward_for_losses(&self.parameters, &part, &mut self.scratch);
            self.training.backward(&self.parameters, &mut gradient, &part, &mut self.scratch);
        }
        if let Some(row) = inspect.filter(|row| rows.contains(row)) {
            self.inspection = Some(self.inspect_row(batch, row, row - rows.start));
        }
        *self.buffer(depth) = gradient;
        sums
    }

    fn buffer(&mut self, depth: usize) -> &mut Vec<f32> {
        match depth {
            0 => &mut self.gradient,
            _ => &mut self.aside[depth - 1],
        }
    }
}

/// `total += values`
fn add(total: &mut [f32], values: &[f32]) {
    for (total, value) in total.iter_mut().zip(values) {
        *total += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineSpec;
    use crate::engine::cpu::workspace::Workspace;
    use crate::examples::batch::BatchLabels;
    use crate::kernels::testing::{assert_close, wide};
    use crate::model::BertConfig;
    use crate::model::bert::Heads;
    use crate::model::config::{Activation, Family};
    use crate::model::graph::BatchShape;
    use crate::model::init::initial_parameters;
    use crate::random::{Purpose, Stream};
    use crate::settings::OptimizerKind;

    const SEQUENCE: usize = 9;
    const VOCABULARY: usize = 40;

    fn engine(rows: usize) -> CpuEngine {
        let config = BertConfig {
            family: Family::Bert,
            vocab_size: VOCABULARY,
            hidden_size: 16,
            num_hidden_layers: 2,
            num_attention_heads: 2,
            intermediate_size: 24,
            max_position_embeddings: SEQUENCE,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
            hidden_act: Activation::Gelu,
            initializer_range: 0.3,
        };
        let shape = BatchShape { rows, sequence: SEQUENCE, selected: rows * SEQUENCE };
        let mut engine = CpuEngine::new(&EngineSpec { config: config.clone(), shape, heads: Heads::default() });
        let parameters = initial_parameters(&config, engine.layout(), 3);
        engine.set_parameters(&parameters);
        engine
    }

    fn batch(rows: usize, number: u64) -> Batch {
        let mut stream = Stream::new(11, Purpose::Masks, number);
        let mut batch = Batch { rows, sequence: SEQUENCE, ..Batch::default() };
        let (mut tokens, mut pairs) = (vec![], vec![]);
        for row in 0..rows {
            let length = 3 + stream.below(SEQUENCE - 2);
            for position in 0..SEQUENCE {
                let real = position < length;
                batch.input_ids.push(if real { stream.below(VOCABULARY) as u32 } else { 0 });
                batch.token_type_ids.push(u32::from(real && position > length / 2));
                batch.attention_mask.push(u32::from(real));
                if real && stream.below(4) == 0 {
                    batch.selected.push((row * SEQUENCE + position) as u32);
                    tokens.push(stream.below(VOCABULARY) as u32);
                }
            }
            pairs.push(stream.below(2) as u32);
        }
        batch.labels = vec![BatchLabels::Selected(tokens), BatchLabels::Sequences(pairs)];
        batch
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// `workers` engines train together for twenty steps, the first of them leading.
    fn train_together(workers: usize, parameters_are_sent: bool) -> (CpuEngine, Vec<crate::engine::StepLosses>) {
        let mut team: Vec<CpuEngine> = (0..workers).map(|_| engine(7)).collect();
        for number in 1..=20 {
            let batch = batch(7, number);
            let parameters = team[0].parameters().to_vec();
            let shares = team.iter_mut().enumerate().map(|(worker, engine)| {
                if parameters_are_sent {
                    engine.set_parameters(&parameters);
                }
                let (sums, gradient) = engine.gradient_of_parts(&batch, parts_of(worker, workers));
                Share { sums, gradient: gradient.to_vec() }
            });
            let mut shares: Vec<Share> = shares.collect();
            let own = shares.remove(0).sums;
            team[0].apply_shares(own, &mut shares, &update(number));
        }
        let mut leader = team.remove(0);
        let losses = leader.take_losses();
        (leader, losses)
    }

    fn update(number: u64) -> Update {
        Update::new(OptimizerKind::Adamw, 0.01, number as u32)
    }

    #[test]
    fn however_many_workers_share_a_step_the_bits_are_those_of_one() {
        let mut alone = engine(7);
        for number in 1..=20 {
            alone.step(&batch(7, number), Some(&update(number)), None);
        }
        let losses = alone.take_losses();
        assert!(losses[19].total() < losses[0].total(), "it learns: {losses:?}");
        for workers in [1, 2, 4] {
            let (leader, found) = train_together(workers, true);
            assert_eq!(bits(leader.parameters()), bits(alone.parameters()), "{workers} workers");
            assert_eq!(found, losses);
            assert_eq!(leader.state(), alone.state());
        }
        assert_ne!(bits(train_together(2, false).0.parameters()), bits(alone.parameters()), "with a worker that stayed behind");
    }

    #[test]
    fn every_part_falls_to_one_of_those_that_share_a_step_and_each_gets_as_many() {
        for workers in 0..=9 {
            let sharing = shares(workers);
            assert!(sharing <= workers.max(1), "{workers} workers");
            let parts: Vec<_> = (0..sharing).flat_map(|worker| parts_of(worker, sharing)).collect();
            assert_eq!(parts, [0, 1, 2, 3], "{workers} workers");
            assert!((0..sharing).all(|worker| parts_of(worker, sharing).len() == 4 / sharing));
        }
        assert_eq!([1, 2, 3, 4].map(shares), [1, 2, 2, 4], "three would wait for the one with two parts");
    }

    #[test]
    fn the_parts_of_any_number_of_rows_sum_to_the_gradient_of_the_whole_batch() {
        for rows in 1..=9 {
            let mut engine = engine(rows);
            let batch = batch(rows, 5);
            let (losses, whole) = engine.gradients(&batch);
            let (sums, parts) = engine.gradient_of_parts(&batch, 0..PARTS);
            assert_close("gradient", parts, &wide(&whole), 2e-6);
            let found = sums.means(&engine.heads().losses);
            let close = |(found, expected): (&f32, &f32)| (found - expected).abs() < 1e-5;
            assert_eq!(found.losses.len(), 2);
            assert!(found.losses.iter().zip(&losses.losses).all(close), "{rows} rows");
            assert_eq!(sums.losses[0].labels as usize, batch.selected.len());
        }
    }

    #[test]
    fn rows_that_no_loss_looks_at_need_no_values() {
        for rows in [1, 4, 6, 9] {
            let (mut engine, batch) = (engine(rows), batch(rows, 5));
            // Rows that are not computed must not be read either.
            engine.training.values.iter_mut().for_each(|values| values.fill(f32::NAN));
            let (sums, gradient) = engine.gradient_of_parts(&batch, 3..4);
            let gradient = bits(gradient);
            engine.training.whole = Some(engine.label_counts(&batch));
            let part = batch.part(rows_of(3, rows));
            assert_eq!(engine.training.forward(&engine.parameters, &part, &mut engine.scratch), sums);
            let mut whole = vec![0.0; engine.layout.len];
            engine.training.backward(&engine.parameters, &mut whole, &part, &mut engine.scratch);
            assert_eq!(bits(&whole), gradient, "{rows} rows");
        }
    }

    #[test]
    fn a_graph_without_dead_rows_has_the_bits_of_the_whole_one() {
        let (mut engine, batch) = (engine(6), batch(6, 5));
        let (losses, gradient) = engine.gradients(&batch);
        let mut graph = engine.graph().clone();
        graph.shape.selected = 25;
        let slots = graph.slots.len();
        let graph = graph.for_losses();
        assert!(graph.slots.len() > slots && batch.selected.len() <= 25, "some rows are left out");
        engine.training = Workspace::new(graph);
        let (found, found_gradient) = engine.gradients(&batch);
        assert_eq!(found, losses);
        assert_eq!(bits(&found_gradient), bits(&gradient));
    }

    #[test]
    fn a_row_is_inspected_in_its_part_as_in_the_whole_batch() {
        let batch = batch(6, 2);
        let mut engine = engine(6);
        engine.gradients(&batch);
        let slot = engine.graph().named.sequence_output;
        let whole: Vec<f32> = engine.slot_gradient(slot).to_vec();
        for row in 0..6 {
            engine.step(&batch, None, Some(row));
            let found = engine.take_inspection().expect("was asked for").output_gradient_norm;
            let norm = |vector: &[f32]| vector.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt();
            let exact: Vec<f64> = whole.chunks_exact(16).skip(row * SEQUENCE).take(SEQUENCE).map(norm).collect();
            assert!(exact.iter().any(|&norm| norm > 1e-4));
            assert_close("norms", &found, &exact, 1e-6);
        }
    }
}
