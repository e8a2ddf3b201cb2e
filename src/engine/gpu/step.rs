//! The dispatches of a step besides its operations: losses, norms, the update, the levels for a display.

use super::memory::{Flat, SQUARE_GROUPS, Workspace};
use super::plan::{BufferRange, Planner};
use super::upload::MOST_LOSSES;
use crate::model::graph::Rows;
use crate::operations::gpu::{Kernel, KernelWith, Lists, kernel, params};

params! {
    /// See shaders/results.wgsl.
    pub struct ResultsParams {
        groups: u32,
        losses: u32,
    }

    /// See shaders/squares.wgsl.
    pub struct SquaresParams {
        quads: u32,
        groups: u32,
    }

    /// See shaders/update.wgsl and shaders/pixels.wgsl.
    pub struct FlatParams {
        quads: u32,
        invocations: u32,
    }

    /// See shaders/row_norms.wgsl.
    pub struct RowNormsParams {
        columns: u32,
        stride: u32,
        offset: u32,
        places: u32,
    }
}

pub(super) static RESULTS: KernelWith<ResultsParams> = kernel!("results", [Read, Read, Read, Read, Read, Write]);
pub(super) static SQUARES: KernelWith<SquaresParams> = kernel!("squares", [Read, Write]);
pub(super) static UPDATE: KernelWith<FlatParams> = kernel!("update", [Read, Read, Read, Write, Write, Write]);
pub(super) static ROW_NORMS: KernelWith<RowNormsParams> = kernel!("row_norms", [Read, Read, Write]);
pub(super) static PIXELS: KernelWith<FlatParams> = kernel!("pixels", [Read, Read, Read, Read, Write]);

pub(super) static KERNELS: &[&Kernel] = &[&RESULTS.kernel, &SQUARES.kernel, &UPDATE.kernel, &ROW_NORMS.kernel, &PIXELS.kernel];

/// The buffers that these dispatches refer to.
pub struct Step<'a> {
    pub flat: &'a Flat,
    pub workspace: &'a Workspace,
    pub lists: &'a Lists,
}

impl<'a> Step<'a> {
    /// Adds losses, gradient norm (of `parameters` values; 0 for none) and clip factor.
    pub fn results(&self, parameters: usize, planner: &mut Planner<'a>) {
        let graph = &self.workspace.graph;
        let groups = if parameters == 0 { 0 } else { SQUARE_GROUPS as u32 };
        if groups > 0 {
            let parts = vec![(&self.flat.gradients).into(), (&self.flat.squares).into()];
            planner.dispatch(&SQUARES, SquaresParams { quads: parameters as u32 / 4, groups }, parts, [groups, 1, 1]);
        }
        let losses: [BufferRange; MOST_LOSSES] = std::array::from_fn(|index| {
            graph.losses.get(index).map_or(planner.unread(), |found| self.workspace.value(found.losses).into())
        });
        let parts = std::iter::once((&self.flat.squares).into()).chain(losses).chain([(&self.flat.results).into()]).collect();
        planner.dispatch(&RESULTS, ResultsParams { groups, losses: graph.losses.len() as u32 }, parts, [1, 1, 1]);
    }

    /// Adds the norms of the inspected row's gradients: of the encoder's output and of the looked-up words.
    pub fn row_norms(&self, planner: &mut Planner<'a>) {
        if self.workspace.graph.losses.is_empty() {
            return;
        }
        let named = &self.workspace.graph.named;
        let sequence = self.workspace.graph.shape.sequence as u32;
        for (id, offset) in [(named.sequence_output, 0), (named.lookup, sequence)] {
            let slot = self.workspace.graph.slot(id);
            let places = if slot.rows == Rows::Scored { self.lists.scored.inverse as u32 } else { 0 };
            let params = RowNormsParams { columns: slot.columns as u32, stride: slot.stride() as u32, offset, places };
            let parts = vec![planner.batch(), self.workspace.gradient(id).into(), (&self.workspace.norms).into()];
            planner.dispatch(&ROW_NORMS, params, parts, [sequence, 1, 1]);
        }
    }

    /// Adds the optimiser's update of `parameters` values.
    pub fn update(&self, parameters: usize, planner: &mut Planner<'a>) {
        let flat = self.flat;
        let parts =
            [&flat.update_kinds, &flat.results, &flat.gradients, &flat.parameters, &flat.first, &flat.second].map(BufferRange::from);
        let (params, groups) = flat_grid(parameters);
        planner.dispatch(&UPDATE, params, parts.to_vec(), groups);
    }

    /// Adds the levels of `parameters` values and of their last update.
    pub fn pixels(&self, parameters: usize, planner: &mut Planner<'a>) {
        let flat = self.flat;
        let parts = [&flat.update_kinds, &flat.parameters, &flat.first, &flat.second, &flat.levels].map(BufferRange::from);
        let (params, groups) = flat_grid(parameters);
        planner.dispatch(&PIXELS, params, parts.to_vec(), groups);
    }
}

/// The grid of a kernel that iterates over flat vectors of this many values.
fn flat_grid(parameters: usize) -> (FlatParams, [u32; 3]) {
    let quads = parameters as u32 / 4;
    let groups = quads.div_ceil(64).min(4096);
    (FlatParams { quads, invocations: groups * 64 }, [groups, 1, 1])
}
