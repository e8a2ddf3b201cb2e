//! Compares each kernel with the CPU engine, on the adapter in use.
//!
//! Drivers have bugs, and a run with wrong numbers can look like a run that learns nothing. So before the engine takes
//! over a run, both engines compute one step of a small model, and their slots are compared. Each slot tests the kernel
//! that wrote it last, as the bindings of the dispatches say. The kernels after the backward pass (norm, update,
//! levels) are compared with the CPU's, given the GPU's own gradients. On the GPU all of this is one submission and one
//! read, since the run waits for it.

use std::ops::Range;
use std::rc::Rc;

use super::memory::Workspace;
use super::pipelines::kernels_of_adapter;
use super::plan::BufferRange;
use super::read::{extra_result, floats};
use super::step::{PIXELS, RESULTS, ROW_NORMS, SQUARES, UPDATE};
use super::upload::MOST_LOSSES;
use super::{Gpu, GpuEngine, Options, UNREAD_STEPS};
use crate::engine::cpu::CpuEngine;
use crate::engine::test_model::TestModel;
use crate::engine::{EngineError, Update, trained_segments};
use crate::examples::batch::Batch;
use crate::model::Graph;
use crate::model::graph::{BatchShape, Rows, SlotId, Weights};
use crate::operations::gpu::{Access, Binding, Dispatch, Kernel};
use crate::operations::{GatherFrom, Reads};
use crate::optim::{optimizer, pixels};
use crate::settings::OptimizerKind;

/// Tolerance for values: the effect of summing float32 values in another order, as a fraction of the greatest value.
const VALUES: f32 = 2e-5;
/// Tolerance for gradients, which are results of twice as many sums.
const GRADIENTS: f32 = 1e-4;
/// Tolerance for levels: one step of a byte.
const LEVEL: f32 = 1.0 / 255.0;

/// The difference between a kernel's results and the CPU engine's, as a fraction of the greatest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    pub kernel: &'static str,
    pub difference: f32,
    pub tolerance: f32,
}

impl Verdict {
    /// Whether the kernel may be used. A difference that is NaN never passes.
    pub fn holds(&self) -> bool {
        self.difference <= self.tolerance
    }

    /// The message if the kernel may not be used.
    pub fn error(&self) -> EngineError {
        EngineError::SelfTest { name: self.kernel, difference: self.difference, tolerance: self.tolerance }
    }
}

/// A verdict on every kernel that [`Gpu::compile`] compiles for this adapter, in the order of a step. So a wrong kernel
/// comes before the kernels that read its output.
///
/// # Errors
/// Errors that the device reports during the computation.
pub async fn self_test(gpu: &Rc<Gpu>) -> Result<Vec<Verdict>, EngineError> {
    let mut verdicts = Verdicts::default();
    let order = compare(gpu, gpu.report.software, &mut verdicts).await?;
    // Those that did not run come last: each of them fails.
    let (mut kernels, mut sorted) = (kernels_of_adapter(gpu.report.software), vec![]);
    for ran in order {
        sorted.extend(kernels.extract_if(.., |kernel| *kernel == ran));
    }
    Ok(sorted.into_iter().chain(kernels).map(|kernel| verdicts.of(kernel)).collect())
}

#[derive(Default)]
struct Verdicts(Vec<(&'static Kernel, Verdict)>);

impl Verdicts {
    fn add(&mut self, kernel: &'static Kernel, tolerance: f32, found: &[f32], expected: &[f32]) {
        let place = self.0.iter().position(|(known, _)| *known == kernel).unwrap_or(self.0.len());
        if place == self.0.len() {
            self.0.push((kernel, Verdict { kernel: kernel.name, difference: 0.0, tolerance }));
        }
        let verdict = &mut self.0[place].1;
        if found.len() != expected.len() || found.is_empty() {
            verdict.difference = f32::NAN;
        }
        let size = expected.iter().fold(1e-3f32, |most, value| most.max(value.abs()));
        for (found, expected) in found.iter().zip(expected) {
            let difference = (found - expected).abs() / size;
            // Not `max()`, which ignores NaN.
            if difference.is_nan() || difference > verdict.difference {
                verdict.difference = difference;
            }
        }
    }

    /// A kernel without any comparison has not passed.
    fn of(&self, kernel: &'static Kernel) -> Verdict {
        let found = self.0.iter().find(|(known, _)| *known == kernel);
        found.map_or(Verdict { kernel: kernel.name, difference: f32::NAN, tolerance: VALUES }, |(_, verdict)| *verdict)
    }
}

/// One step on both engines; on the GPU, one submission and one read. Returns the kernels in the order of their
/// dispatches.
async fn compare(gpu: &Rc<Gpu>, blocks: bool, verdicts: &mut Verdicts) -> Result<Vec<&'static Kernel>, EngineError> {
    // Each size is more than one tile and not a multiple of one. A second layer would reach no further branch.
    let model = TestModel::new(1, 1, 40, 2, 136, 150, BatchShape { rows: 5, sequence: 17, selected: 24 });
    let (batch, row) = (model.batch(0), 1);
    let mut cpu = CpuEngine::new(&model.spec);
    cpu.set_parameters(&model.parameters);
    let (losses, expected_gradient) = cpu.gradients(&batch);
    let update = Update { max_norm: 0.5 * losses.gradient_norm, ..Update::new(OptimizerKind::Adamw, 1e-2, 3) };
    let (mut first, mut second) = model.moments();

    let mut engine = GpuEngine::on(gpu.clone(), &model.spec, Options { blocks: Some(blocks), ..Options::default() }).await?;
    engine.set_parameters(&model.parameters);
    engine.set_moments(&first, &second);
    engine.training.fill(&mut engine.batches, &batch, UNREAD_STEPS, row, Some(&update))?;
    engine.batches.write(gpu, engine.training.words());
    let plans = &engine.plans;
    let list = [&plans.forward, &plans.backward, &plans.norms, &plans.results, &plans.update, &plans.pixels];
    let encoder = engine.encode(&list);
    let (flat, workspace, graph, count) = (&engine.flat, &engine.training.workspace, &engine.training.workspace.graph, engine.layout.len);
    let dispatches = [engine.training.lowering(blocks).forward(), engine.training.backward(blocks, true)].concat();
    let claims = claims(graph, &dispatches);
    let fixed = [
        extra_result(flat),
        floats(&flat.gradients, count),
        floats(&flat.parameters, count),
        floats(&flat.first, count),
        floats(&flat.second, count),
        floats(&flat.levels, count / 2),
        floats(&workspace.norms, 2 * batch.sequence),
    ];
    let parts: Vec<BufferRange> = fixed.into_iter().chain(claims.iter().map(|claim| claim.part(workspace))).collect();
    let values = engine.staging.read(gpu, encoder, &parts).await?;
    let (fixed, slots) = split(&values, &parts);
    let [results, gradient, found_parameters, found_first, found_second, levels, norms] = fixed;

    for (claim, found) in claims.iter().zip(slots) {
        claim.compare(found, graph, &cpu, &batch, verdicts);
    }
    for (kernel, range) in parameter_writers(&dispatches) {
        verdicts.add(kernel, GRADIENTS, &gradient[range.clone()], &expected_gradient[range]);
    }
    verdicts.add(&RESULTS.kernel, VALUES, &results[..losses.losses.len()], &losses.losses);
    cpu.step(&batch, None, Some(row));
    let inspection = cpu.take_inspection().unwrap_or_default();
    let (output_norms, input_norms) = norms.split_at(batch.sequence);
    verdicts.add(&ROW_NORMS.kernel, GRADIENTS, output_norms, &inspection.output_gradient_norm);
    verdicts.add(&ROW_NORMS.kernel, GRADIENTS, input_norms, &inspection.input_gradient_norm);

    let segments = trained_segments(&engine.layout, &model.spec.heads);
    let norm = optimizer::global_norm(gradient, &segments);
    verdicts.add(&SQUARES.kernel, VALUES, &results[MOST_LOSSES..=MOST_LOSSES], &[norm]);
    let mut parameters = model.parameters.clone();
    let clip = optimizer::clip_coefficient(norm, update.max_norm);
    optimizer::update(&update, &segments, clip, gradient, &mut parameters, &mut first, &mut second);
    for (found, expected) in [(found_parameters, &parameters), (found_first, &first), (found_second, &second)] {
        verdicts.add(&UPDATE.kernel, VALUES, found, expected);
    }
    let shares = |levels: &[u8]| -> Vec<f32> { levels.iter().map(|&level| f32::from(level) * LEVEL).collect() };
    let expected = pixels::levels(Some(&update), &segments, found_parameters, found_first, found_second);
    verdicts.add(&PIXELS.kernel, 1.001 * LEVEL, &shares(bytemuck::cast_slice(levels)), &shares(&expected));
    Ok(list.iter().flat_map(|plan| plan.kernels()).collect())
}

/// The values of each of two parts: the first `N`, then the others.
fn split<'v, const N: usize>(mut values: &'v [f32], parts: &[BufferRange]) -> ([&'v [f32]; N], Vec<&'v [f32]>) {
    let mut take = |part: &BufferRange| {
        let (head, tail) = values.split_at(part.bytes() as usize / 4);
        values = tail;
        head
    };
    let first = std::array::from_fn(|i| take(&parts[i]));
    (first, parts[N..].iter().map(take).collect())
}

/// Records that a kernel was the last to write a slot, or its gradient.
struct Claim {
    kernel: &'static Kernel,
    slot: SlotId,
    /// The slot of the CPU engine that has the same rows.
    twin: SlotId,
    gradient: bool,
    columns: Range<usize>,
    /// Floats from one row to the next.
    stride: usize,
}

impl Claim {
    fn part<'a>(&self, workspace: &'a Workspace) -> BufferRange<'a> {
        let slot = workspace.graph.slot(self.slot);
        let buffer = if self.gradient { workspace.gradient(self.slot) } else { workspace.value(self.slot) };
        floats(buffer, workspace.graph.shape.rows_of(slot.rows) * self.stride)
    }

    fn compare(&self, found: &[f32], graph: &Graph, cpu: &CpuEngine, batch: &Batch, verdicts: &mut Verdicts) {
        let slot = graph.slot(self.slot);
        let expected = if self.gradient { cpu.slot_gradient(self.twin) } else { cpu.values(self.twin) };
        let rows = rows_of_twin(graph, self.slot, batch);
        let row = |values: &[f32], width: usize, row: usize| values[row * width..][self.columns.clone()].to_vec();
        let found: Vec<f32> = (0..rows.len()).flat_map(|place| row(found, self.stride, place)).collect();
        let expected: Vec<f32> = rows.iter().flat_map(|&place| row(expected, slot.columns, place as usize)).collect();
        verdicts.add(self.kernel, if self.gradient { GRADIENTS } else { VALUES }, &found, &expected);
    }
}

/// The rows of the CPU engine's slot that correspond to the rows of this slot. The CPU engine's slots have all
/// positions.
pub(super) fn rows_of_twin(graph: &Graph, slot: SlotId, batch: &Batch) -> Vec<u32> {
    match graph.slot(slot).rows {
        Rows::Scored => batch.scored(),
        Rows::Selected => (0..batch.selected.len() as u32).collect(),
        rows => (0..graph.shape.rows_of(rows) as u32).collect(),
    }
}

/// The buffers that each dispatch writes.
fn written(dispatches: &[Dispatch]) -> impl Iterator<Item = (&'static Kernel, &Binding)> {
    dispatches.iter().flat_map(|Dispatch { kernel, bindings, .. }| {
        let writes = bindings.iter().zip(kernel.bindings).filter(|(_, access)| **access == Access::Write);
        writes.map(|(binding, _)| (*kernel, binding))
    })
}

/// The last kernel that wrote each slot, and each slot's gradient.
fn claims(graph: &Graph, dispatches: &[Dispatch]) -> Vec<Claim> {
    let mut claims: Vec<Claim> = vec![];
    for (kernel, binding) in written(dispatches) {
        let (slot, gradient, some) = match binding {
            Binding::Value(slot) | Binding::PackedValue(slot) => (*slot, false, None),
            Binding::Gradient(slot) => (*slot, true, None),
            Binding::GradientColumns(slot, columns) => (*slot, true, Some(columns.clone())),
            _ => continue,
        };
        let columns = some.unwrap_or(0..graph.slot(slot).columns);
        let stride = if matches!(binding, Binding::PackedValue(_)) { columns.len() } else { graph.slot(slot).stride() };
        let apart = |other: &Range<usize>| other.end <= columns.start || columns.end <= other.start;
        claims.retain(|claim| claim.slot != slot || claim.gradient != gradient || apart(&claim.columns));
        let whole = taken_from(graph, slot);
        // A gradient that later operations add to has no counterpart on the CPU.
        let shared = whole.is_some_and(|whole| graph.operations.iter().filter(|operation| operation.inputs().contains(&whole)).count() > 1);
        if !(gradient && shared) {
            claims.push(Claim { kernel, slot, twin: whole.unwrap_or(slot), gradient, columns, stride });
        }
    }
    claims
}

/// The slot from which a gather of the rows that reach a loss made this slot.
fn taken_from(graph: &Graph, slot: SlotId) -> Option<SlotId> {
    let scored = Reads::Gathered(GatherFrom::Scored);
    let gather = graph.operations.iter().find(|operation| operation.reads() == scored && operation.output() == Some(slot))?;
    gather.inputs().first().copied()
}

/// The last kernel that wrote the gradient of each parameter. The output layer shares its matrix with the word
/// embeddings.
fn parameter_writers(dispatches: &[Dispatch]) -> Vec<(&'static Kernel, Range<usize>)> {
    let mut writers: Vec<(&'static Kernel, Range<usize>)> = vec![];
    for (kernel, binding) in written(dispatches) {
        let parts: &[Weights] = match binding {
            Binding::ParameterGradient(weights) => std::slice::from_ref(weights),
            Binding::Gradients(parts) => parts,
            _ => &[],
        };
        for part in parts {
            writers.retain(|(_, range)| *range != part.range());
            writers.push((kernel, part.range()));
        }
    }
    writers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_that_was_not_compared_with_everything_does_not_pass() {
        let mut verdicts = Verdicts::default();
        let kernel = &ROW_NORMS.kernel;
        assert!(!verdicts.of(kernel).holds(), "never compared");
        verdicts.add(kernel, VALUES, &[1.0, 2.0], &[1.0, 2.0]);
        assert!(verdicts.of(kernel).holds());
        let wrong = [(&RESULTS.kernel, &[][..], &[][..]), (&SQUARES.kernel, &[1.0, 2.0], &[1.0]), (&UPDATE.kernel, &[1.0], &[1.0, 2.0])];
        for (kernel, found, expected) in wrong {
            verdicts.add(kernel, VALUES, found, expected);
            assert!(!verdicts.of(kernel).holds(), "{found:?} instead of {expected:?}");
            verdicts.add(kernel, VALUES, &[1.0], &[1.0]);
            assert!(!verdicts.of(kernel).holds(), "what agrees later makes up for nothing");
        }
    }
}
