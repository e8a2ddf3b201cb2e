//! The plans of an engine: what of a step runs together.

use super::device::{Buffer, Gpu};
use super::memory::Flat;
use super::plan::{Plan, Planner};
use super::room::{Batches, Room};

pub struct Plans {
    pub forward: Plan,
    pub backward: Plan,
    pub norms: Plan,
    pub results: Plan,
    pub update: Plan,
    pub pixels: Plan,
    pub probe_forward: Plan,
    pub probe_backward: Plan,
    /// What the dispatches' `Params` lie in.
    _params: [Buffer; 2],
}

impl Plans {
    /// Of `parameters` values.
    pub fn new(gpu: &Gpu, flat: &Flat, batches: &Batches, [training, probe]: [&Room; 2], parameters: usize, prefer_blocks: bool) -> Self {
        let stand_ins = (&flat.unread, &flat.unwritten);
        // No operation has more than three dispatches on its way back and one forward; nine come after all.
        let capacity = |room: &Room| 4 * room.space.graph.operations.len() + 9;
        let lowering = training.lowering(flat, prefer_blocks);
        let mut planner = Planner::new(gpu, training.part(batches), stand_ins, capacity(training));
        lowering.forward(&mut planner);
        let forward = planner.cut();
        lowering.backward(&mut planner, true);
        let backward = planner.cut();
        lowering.row_norms(&mut planner);
        let norms = planner.cut();
        lowering.results(parameters, &mut planner);
        let results = planner.cut();
        lowering.update(parameters, &mut planner);
        let update = planner.cut();
        lowering.pixels(parameters, &mut planner);
        let pixels = planner.cut();
        let params = planner.finish();

        let lowering = probe.lowering(flat, prefer_blocks);
        let mut planner = Planner::new(gpu, probe.part(batches), stand_ins, capacity(probe));
        lowering.forward(&mut planner);
        let probe_forward = planner.cut();
        lowering.backward(&mut planner, false);
        lowering.row_norms(&mut planner);
        lowering.results(0, &mut planner);
        let probe_backward = planner.cut();
        let _params = [params, planner.finish()];
        Self { forward, backward, norms, results, update, pixels, probe_forward, probe_backward, _params }
    }
}
