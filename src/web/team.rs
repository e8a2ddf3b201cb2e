//! Training with helpers: other workers, each with an engine of its own, compute shares of a step's gradient.
//!
//! Workers share only messages, so this works on hosts that cannot set the headers for shared memory. The leading
//! worker sends parameters and batch, and computes the first share itself. It adds the other shares to its own and
//! updates its parameters. A helper keeps no state, so a broken helper costs the time of one step. Every step has the
//! same bits as without helpers (`engine::cpu::parts`), so their number can change at any step.

use js_sys::{Array, Float32Array, Float64Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::device::BACKEND;
use crate::engine::cpu::CpuEngine;
use crate::engine::cpu::parts::{Share, parts_of, shares};
use crate::engine::device::{Backend, Device};
use crate::engine::{Engine, EngineSpec, EvaluationSums, LossSums, Update};
use crate::examples::batch::Batch;
use crate::train::trial::Trial;

#[wasm_bindgen(typescript_custom_section)]
const HELPERS: &str = "
/** Workers that can be asked for shares of a step's gradient. */
export interface Helpers {
  /** How many are ready now. */
  count(): number;
  /** Whether they help even where it does not pay. */
  always(): boolean;
  /**
   * Asks so many of them, each for its share (`Helper.share`). Resolves with gradient and sums of each, in turn. Rejects when one of them
   * broke; then none is ready any more.
   */
  ask(helpers: number, spec: string, batch: Uint32Array, parameters: Float32Array): Promise<(Float32Array | Float64Array)[]>;
}
";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Helpers")]
    pub type Helpers;
    #[wasm_bindgen(method)]
    fn count(this: &Helpers) -> usize;
    #[wasm_bindgen(method)]
    fn always(this: &Helpers) -> bool;
    #[wasm_bindgen(method)]
    fn ask(this: &Helpers, helpers: usize, spec: &str, batch: &[u32], parameters: &[f32]) -> Promise;
}

/// How many helpers this build's engine has a use for, where so many workers may run.
#[wasm_bindgen]
pub fn helpers_of(workers: usize) -> usize {
    // Only our CPU engine shares its steps.
    if BACKEND == Backend::from(Device::Cpu) { shares(workers) - 1 } else { 0 }
}

/// The leading worker's side.
#[derive(Default)]
pub struct Team {
    helpers: Option<Helpers>,
    /// The spec of the engine; the helpers get the same.
    spec: Option<(EngineSpec, String)>,
    trial: Trial,
    received: Vec<Share>,
    /// Number of workers that computed the last step.
    workers: usize,
}

impl Team {
    pub fn new(helpers: Option<Helpers>) -> Self {
        Self { helpers, ..Self::default() }
    }

    /// Number of workers that computed the last step without an inspection.
    pub fn workers(&self) -> u32 {
        self.workers.max(1) as u32
    }

    /// One step, with helpers if there are any and they save time. `now` returns milliseconds.
    pub async fn step(&mut self, engine: &mut Engine, spec: &EngineSpec, batch: &Batch, update: &Update, now: fn() -> f64) {
        let helpers = self.helpers.as_ref().map_or(0, Helpers::count);
        let engine = match engine {
            Engine::Cpu(engine) if helpers > 0 => engine,
            engine => {
                self.workers = 1;
                return engine.step(batch, Some(update), None);
            }
        };
        if self.spec.as_ref().is_none_or(|(known, _)| known != spec) {
            self.spec = serde_json::to_string(spec).ok().map(|text| (spec.clone(), text));
            self.trial = Trial::default();
        }
        let together = self.helpers.as_ref().is_some_and(Helpers::always) || self.trial.together();
        let begun = now();
        self.workers = if together { shares(helpers + 1) } else { 1 };
        if !together || self.share(engine, batch, update, self.workers).await.is_none() {
            self.workers = 1;
            engine.step(batch, Some(update), None);
        }
        self.trial.note(together, now() - begun);
    }

    /// `None` if a helper broke. Then the step was not taken.
    async fn share(&mut self, engine: &mut CpuEngine, batch: &Batch, update: &Update, workers: usize) -> Option<()> {
        let (helpers, (_, spec)) = (self.helpers.as_ref()?, self.spec.as_ref()?);
        let asked = helpers.ask(workers - 1, spec, &batch.to_words(), engine.parameters());
        let own = engine.gradient_of_parts(batch, parts_of(0, workers)).0;
        let found: Array = JsFuture::from(asked).await.ok()?.unchecked_into();
        self.received.resize(workers - 1, Share::default());
        for (share, index) in self.received.iter_mut().zip((0..).step_by(2)) {
            let gradient: Float32Array = found.get(index).dyn_into().ok()?;
            share.gradient.resize(engine.parameters().len(), 0.0);
            if gradient.length() as usize != share.gradient.len() {
                return None;
            }
            gradient.copy_to(&mut share.gradient);
            share.sums = read_sums(&found.get(index + 1).dyn_into::<Float64Array>().ok()?.to_vec())?;
        }
        engine.apply_shares(own, &mut self.received, update);
        Some(())
    }
}

/// A helper's engine.
#[wasm_bindgen]
pub struct Helper {
    engine: CpuEngine,
}

#[wasm_bindgen]
impl Helper {
    /// `spec` is the message of the leader.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str) -> Result<Helper, js_sys::Error> {
        let spec: EngineSpec = serde_json::from_str(spec).map_err(|error| js_sys::Error::new(&error.to_string()))?;
        Ok(Self { engine: CpuEngine::new(&spec) })
    }

    /// Computes the share of the gradient that falls to helper `place` of `helpers`, from 0. `buffer` holds the parameters and is
    /// overwritten with the gradient. Returns the sums of the losses.
    pub fn share(&mut self, place: usize, helpers: usize, batch: &[u32], buffer: &Float32Array) -> Result<Vec<f64>, js_sys::Error> {
        let batch = Batch::from_words(batch).ok_or_else(|| js_sys::Error::new("not a batch"))?;
        buffer.copy_to(self.engine.parameters_mut());
        // The leader is worker 0.
        let (sums, gradient) = self.engine.gradient_of_parts(&batch, parts_of(place + 1, helpers + 1));
        buffer.copy_from(gradient);
        Ok(write_sums(&sums))
    }
}

/// Three numbers for each loss: its sum, how many labels were found, how many there are.
fn write_sums(sums: &EvaluationSums) -> Vec<f64> {
    sums.losses.iter().flat_map(|sums| [sums.loss, sums.correct.into(), sums.labels.into()]).collect()
}

fn read_sums(values: &[f64]) -> Option<EvaluationSums> {
    let (sums, rest) = values.as_chunks::<3>();
    let losses = sums.iter().map(|&[loss, correct, labels]| LossSums { loss, correct: correct as u32, labels: labels as u32 });
    rest.is_empty().then(|| EvaluationSums { losses: losses.collect() })
}
