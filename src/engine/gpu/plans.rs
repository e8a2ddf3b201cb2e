//! The plans of an engine: which dispatches of a step run together.

use super::device::{Buffer, Gpu};
use super::graph_buffers::{Batches, GraphBuffers};
use super::memory::Flat;
use super::plan::{Plan, Planner};

pub struct Plans {
    pub forward: Plan,
    pub backward: Plan,
    pub norms: Plan,
    pub results: Plan,
    pub update: Plan,
    pub pixels: Plan,
    pub probe_forward: Plan,
    pub probe_backward: Plan,
    /// The buffer of the dispatches' `Params`.
    _params: [Buffer; 2],
}

impl Plans {
    /// For an engine with `parameters` values.
    pub fn new(
        gpu: &Gpu,
        flat: &Flat,
        batches: &Batches,
        [training, probe]: [&GraphBuffers; 2],
        parameters: usize,
        prefer_blocks: bool,
    ) -> Self {
        let stand_ins = (&flat.unread, &flat.unwritten);
        let step = training.step(flat);
        let mut planner = Planner::new(gpu, training.part(batches), stand_ins);
        training.plan(training.lowering(prefer_blocks).forward(), flat, &mut planner);
        planner.cut();
        training.plan(training.backward(prefer_blocks, true), flat, &mut planner);
        planner.cut();
        step.row_norms(&mut planner);
        planner.cut();
        step.results(parameters, &mut planner);
        planner.cut();
        step.update(parameters, &mut planner);
        planner.cut();
        step.pixels(parameters, &mut planner);
        planner.cut();
        let ([forward, backward, norms, results, update, pixels], params) = planner.finish();

        let step = probe.step(flat);
        let mut planner = Planner::new(gpu, probe.part(batches), stand_ins);
        probe.plan(probe.lowering(prefer_blocks).forward(), flat, &mut planner);
        planner.cut();
        probe.plan(probe.backward(prefer_blocks, false), flat, &mut planner);
        step.row_norms(&mut planner);
        step.results(0, &mut planner);
        planner.cut();
        let ([probe_forward, probe_backward], probe_params) = planner.finish();
        let _params = [params, probe_params];
        Self { forward, backward, norms, results, update, pixels, probe_forward, probe_backward, _params }
    }
}
