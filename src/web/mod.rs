//! The Web Worker's side of the page: commands in, replies and events out. All state is a [`session::Session`]. This
//! file is the bridge to JavaScript.

mod device;
mod failure;
mod host;
mod session;
mod team;
mod warnings;

use js_sys::{Error, Function};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::checkpoint::archive;
use crate::protocol::{Command, Event};
use failure::Failure;
use session::Session;
use team::{Helpers, Team};

/// The argument of `configure`: any part of the settings. Also the names of all of them, so that a catalog without one
/// does not compile.
#[wasm_bindgen(typescript_custom_section)]
const SETTINGS: &str = "
export type PartialSettings = Partial<Omit<Settings, 'masking'>> & { masking?: Partial<MaskingSettings> };
export type SettingName = Exclude<keyof Settings, 'masking'> | `masking.${keyof MaskingSettings}`;
";

/// The facts that a page needs before an engine is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        // The worker's error handler shows this text; a panic leaves the module unusable.
        let report = Function::new_with_args("text", "self.clozePanic = text");
        let _ = report.call1(&JsValue::NULL, &info.to_string().into());
    }));
}

/// Every setting: its name, group, kind, unit and default.
#[wasm_bindgen(unchecked_return_type = "SettingSpec[]")]
pub fn settings_schema() -> JsValue {
    to_js(&*crate::settings::SCHEMA)
}

/// Of the files that somebody chose as a model, by name and size in bytes, the indices of those that [`Worker::handle`] reads. Throws an
/// `Error` for one that is too large: the page need not read it to know.
#[wasm_bindgen]
pub fn files_to_read(names: Vec<String>, sizes: &[f64]) -> Result<Vec<u32>, JsValue> {
    let files: Vec<_> = names.into_iter().zip(sizes.iter().map(|size| *size as u64)).collect();
    let read = archive::to_read(&files).map_err(|error| Error::new(&error.to_string()))?;
    Ok(read.into_iter().map(|index| index as u32).collect())
}

/// One engine and its run.
#[wasm_bindgen]
pub struct Worker {
    session: Session,
}

#[wasm_bindgen]
impl Worker {
    /// Prepares what the engine needs. For WebGPU that is a device with compiled and tested kernels; `emit` reports
    /// their progress. `helpers` are other workers that can compute a share of the CPU engine's steps. Rejects with an
    /// `Error` that says what is missing, and names a known `obstacle`.
    pub async fn create(helpers: Option<Helpers>, emit: Function) -> Result<Worker, JsValue> {
        Ok(Worker { session: Session::create(Team::new(helpers), &mut |event| send(&emit, &event)).await.map_err(to_error)? })
    }

    /// Executes a [`Command`]. Rejects with an `Error`, which has `setting` if a setting is to blame.
    #[wasm_bindgen(unchecked_return_type = "Reply")]
    pub async fn handle(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Command")] command: JsValue,
        emit: Function,
    ) -> Result<JsValue, JsValue> {
        let command: Command =
            serde_wasm_bindgen::from_value(command).map_err(|e| JsValue::from(Error::new(&format!("not a command: {e}"))))?;
        let saves = matches!(command, Command::Snapshot { past: false });
        let reply = self.session.handle(command, &mut |event| send(&emit, &event)).await.map_err(to_error)?;
        let sent = to_js(&reply);
        if saves {
            self.session.sent(reply);
        }
        Ok(sent)
    }

    /// Trains for about one frame. Returns the milliseconds to wait before the next call, or `undefined` when not running.
    pub async fn tick(&mut self, emit: Function) -> Option<f64> {
        self.session.tick(&mut |event| send(&emit, &event)).await
    }

    pub fn is_running(&self) -> bool {
        self.session.is_running()
    }
}

fn send(emit: &Function, event: &Event) {
    // An exception in the page's handler must not stop training.
    let _ = emit.call1(&JsValue::NULL, &to_js(event));
}

fn to_js(value: &impl Serialize) -> JsValue {
    // Bytes become a `Uint8Array`. Plain JSON would make every byte a number of its own.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false);
    value.serialize(&serializer).unwrap_or_else(|e| JsValue::from(Error::new(&e.to_string())))
}

fn to_error(failure: Failure) -> JsValue {
    let error = Error::new(&failure.message);
    if let Some(setting) = failure.setting {
        let _ = js_sys::Reflect::set(&error, &"setting".into(), &setting.into());
    }
    if let Some(obstacle) = failure.obstacle {
        let _ = js_sys::Reflect::set(&error, &"obstacle".into(), &to_js(&obstacle));
    }
    error.into()
}
