//! The page's commands: a method each, where one call does not do.

use super::{BACKEND, MAX_UNREAD, PROGRESS_MS, Session};
use crate::checkpoint::folder::Folder;
use crate::checkpoint::opened::Opened;
use crate::checkpoint::write::{Model, Precision, Top};
use crate::checkpoint::{archive, export, notebook};
use crate::engine::{Engine, EngineSpec, Update};
use crate::examples::batch::Batch;
use crate::examples::typed::Edit;
use crate::protocol::{Begun, Command, Event, NamedFile, Playback, Reply};
use crate::settings::check_draft;
use crate::trace::Trace;
use crate::train::benchmark::{BenchmarkSize, StepBudget, benchmark, spec};
use crate::train::data::Data;
use crate::train::error::RunError;
use crate::train::snapshot;
use crate::web::failure::Failure;
use crate::web::host::now;

/// Whether a run that has diverged cannot do this: its weights are needed.
fn needs_weights(command: &Command) -> bool {
    matches!(
        command,
        Command::Step { .. }
            | Command::Snapshot { .. }
            | Command::TimeSteps { .. }
            | Command::AfterUpdate { .. }
            | Command::Follow { .. }
            | Command::Probe { .. }
            | Command::Continue { .. }
            | Command::Fill { .. }
            | Command::ExportWeights
            | Command::Pixels
            | Command::Weight { .. }
    )
}

impl Session {
    pub async fn handle(&mut self, command: Command, emit: &mut dyn FnMut(Event)) -> Result<Reply, Failure> {
        if needs_weights(&command) {
            self.run()?.check_finite()?;
        }
        let before = self.diverged();
        let reply = self.execute(command, emit).await;
        if !before && self.diverged() {
            self.stop_diverged(emit).await;
        }
        reply
    }

    async fn execute(&mut self, command: Command, emit: &mut dyn FnMut(Event)) -> Result<Reply, Failure> {
        match command {
            Command::Configure { changes, playback } => self.configure(&changes, playback, emit).await,
            Command::ConfigureFromQuery { query, playback } => self.configure_from_query(&query, playback, emit).await,
            Command::CheckDraft { values } => Ok(Reply::Draft { check: check_draft(&self.settings(), &values) }),
            Command::Run => self.go(),
            Command::Pause => self.pause(emit).await,
            Command::Step { count } => self.step(count, emit).await,
            Command::SetPlayback { playback } => self.set_playback(playback).await,
            Command::State => self.state_reply(),
            Command::Trace => self.trace(),
            Command::Report => Ok(Reply::Report { report: self.run()?.report() }),
            Command::Snapshot { past } => self.snapshot(past).await,
            Command::Words => Ok(Reply::Words { words: self.run()?.words() }),
            Command::Restore { bytes, playback } => self.restore(&bytes, playback).await,
            Command::Benchmark { size, steps, warmup } => self.benchmark(size, steps, warmup).await,
            Command::TimeSteps { steps } => self.time_steps(steps).await,
            Command::WhatIf { rule, step } => Ok(trace_reply(self.run()?.what_if(rule, step).await?)),
            Command::AfterUpdate { step } => Ok(trace_reply(self.run()?.after_update(step).await?)),
            Command::ShowRow { row, step } => Ok(trace_reply(self.run()?.show_row(row, step).await?)),
            Command::LossesByRow { step } => Ok(Reply::Losses { rows: self.run()?.losses_by_row(step).await? }),
            Command::Follow { step } => self.follow(step).await,
            Command::Probe { text, pair, edits } => self.probe(&text, pair.as_deref(), &edits).await,
            Command::Continue { text, count, sampling } => {
                Ok(Reply::Continued { continuation: self.run()?.continue_text(&text, count, sampling).await? })
            }
            Command::Fill { text, steps, sampling } => Ok(Reply::Filled { filling: self.run()?.fill(&text, steps, sampling).await? }),
            Command::ExportWeights => self.export_weights().await,
            Command::OpenCheckpoint { files } => self.open_checkpoint(files),
            Command::ProbeCheckpoint { text, pair } => self.probe_checkpoint(&text, pair.as_deref()),
            Command::CloseCheckpoint => self.close_checkpoint(),
            Command::Notebook { step } => self.notebook(step).await,
            Command::Parameters => Ok(Reply::Parameters { parameters: self.run()?.parameters() }),
            Command::Pixels => self.pixels().await,
            Command::Weight { index } => self.weight(index).await,
            #[cfg(feature = "tuning")]
            Command::Tuning { command } => Ok(Reply::Tuning { reply: self.tuning.handle(command).await? }),
            #[cfg(feature = "burn")]
            Command::Elmo { command } => Ok(Reply::Elmo { reply: self.elmo.handle(command).await? }),
            Command::Presets => Ok(Reply::Presets { presets: crate::text::presets::list() }),
        }
    }

    async fn configure(&mut self, changes: &serde_json::Value, playback: Playback, emit: &mut dyn FnMut(Event)) -> Result<Reply, Failure> {
        let settings = self.settings().changed(changes)?;
        self.start(settings, vec![], emit).await?;
        self.begun(playback).await
    }

    async fn configure_from_query(
        &mut self,
        query: &[(String, String)],
        playback: Playback,
        emit: &mut dyn FnMut(Event),
    ) -> Result<Reply, Failure> {
        self.start_from_query(query, emit).await?;
        self.begun(playback).await
    }

    async fn restore(&mut self, bytes: &[u8], playback: Playback) -> Result<Reply, Failure> {
        let mut run = snapshot::restore(bytes, BACKEND).await?;
        run.start_recording().await?;
        self.replace(run, vec![]);
        self.begun(playback).await
    }

    async fn snapshot(&mut self, past: bool) -> Result<Reply, Failure> {
        if past {
            let run = self.run()?;
            return Ok(Reply::Snapshot { step: run.step, bytes: snapshot::save_with_past(run).await? });
        }
        let memory = std::mem::take(&mut self.saved);
        let run = self.run()?;
        let bytes = snapshot::save_into(memory, run).await?;
        Ok(Reply::Snapshot { step: run.step, bytes })
    }

    /// The run that was just taken, played as the page wants it.
    async fn begun(&mut self, playback: Playback) -> Result<Reply, Failure> {
        self.play(playback).await?;
        let state = self.state()?;
        let run = self.run()?;
        let followed = run.followed_film().await?;
        let begun = Begun { state, report: run.report(), trace: run.trace().cloned(), films: run.specimens(), followed };
        Ok(Reply::Begun { begun: Box::new(begun) })
    }

    fn go(&mut self) -> Result<Reply, Failure> {
        self.running = !self.run()?.finished() && !self.diverged();
        self.mark_speed(true);
        self.state_reply()
    }

    async fn pause(&mut self, emit: &mut dyn FnMut(Event)) -> Result<Reply, Failure> {
        let was_running = std::mem::take(&mut self.running);
        if self.diverged() {
            return self.state_reply();
        }
        let run = self.run()?;
        let behind = run.trace().is_none_or(|trace| trace.step != run.step);
        // One more step with a trace, so that the page shows the newest step.
        if was_running && behind {
            self.train_one(true).await?;
        }
        self.gather().await?;
        self.progress(emit, true).await?;
        self.state_reply()
    }

    async fn step(&mut self, count: u32, emit: &mut dyn FnMut(Event)) -> Result<Reply, Failure> {
        let run = self.run()?;
        if run.finished() {
            return Err(Failure {
                setting: Some("steps".into()),
                obstacle: None,
                message: format!("steps: the run ended at step {}; increase the number of steps and start a new run", run.step),
            });
        }
        self.running = false;
        self.mark_speed(true);
        for left in (0..count).rev() {
            self.train_one(left == 0).await?;
            if self.run()?.finished() {
                break;
            }
            if left.is_multiple_of(MAX_UNREAD) {
                self.gather().await?;
                if now() - self.last_progress >= PROGRESS_MS {
                    self.progress(emit, false).await?;
                }
            }
        }
        self.gather().await?;
        self.progress(emit, true).await?;
        self.state_reply()
    }

    async fn set_playback(&mut self, playback: Playback) -> Result<Reply, Failure> {
        self.play(playback).await?;
        self.state_reply()
    }

    fn trace(&mut self) -> Result<Reply, Failure> {
        let trace = self.run()?.trace().cloned();
        trace.map(trace_reply).ok_or_else(|| Failure::plain("no step has been looked at yet; call step(1)"))
    }

    async fn follow(&mut self, step: u32) -> Result<Reply, Failure> {
        self.gather().await?;
        Ok(Reply::Film { film: Box::new(self.run()?.follow(step).await?) })
    }

    async fn probe(&mut self, text: &str, pair: Option<&str>, edits: &[Edit]) -> Result<Reply, Failure> {
        let (trace, facts) = self.run()?.probe(text, pair, edits).await?;
        Ok(Reply::Typed { trace: Box::new(trace), facts })
    }

    async fn pixels(&mut self) -> Result<Reply, Failure> {
        let run = self.run()?;
        let (levels, scales) = run.pixels().await?;
        Ok(Reply::Pixels { step: run.step, levels, scales })
    }

    async fn weight(&mut self, index: u32) -> Result<Reply, Failure> {
        let (value, update, token) = self.run()?.weight(index).await?;
        Ok(Reply::Weight { value, update, token })
    }

    fn open_checkpoint(&mut self, files: Vec<NamedFile>) -> Result<Reply, Failure> {
        let folder = folder_of(files)?;
        let opened = Opened::open(&folder).map_err(|e| Failure::plain(&e.to_string()))?;
        let info = opened.info.clone();
        self.opened = Some(opened);
        Ok(Reply::Checkpoint { info })
    }

    fn probe_checkpoint(&mut self, text: &str, pair: Option<&str>) -> Result<Reply, Failure> {
        let opened = self.opened.as_mut().ok_or_else(|| Failure::plain("no checkpoint is open; open one first"))?;
        let trace = opened.inspect(text, pair).map_err(|e| Failure::plain(&e.to_string()))?;
        Ok(trace_reply(trace))
    }

    fn close_checkpoint(&mut self) -> Result<Reply, Failure> {
        self.opened = None;
        self.state_reply()
    }

    /// The current model, for transformers.
    async fn export_weights(&mut self) -> Result<Reply, Failure> {
        let run = self.run()?;
        run.collect().await?;
        let parameters = run.engine.parameters().await.map_err(RunError::from)?;
        let model =
            Model { config: &run.data.config, layout: &run.data.layout, parameters: &parameters, top: Top::of(run.settings().objective) };
        let mut files = export::files(&model, &run.data.tokenizer, Precision::Full).map_err(|e| Failure::plain(&e.to_string()))?;
        files.extend(export::continuation(run.settings(), &Data::corpus(run.settings()).map_err(RunError::from)?));
        let bytes = archive::zip(&files).map_err(|e| Failure::plain(&e.to_string()))?;
        Ok(Reply::Bytes { bytes })
    }

    async fn notebook(&mut self, step: u32) -> Result<Reply, Failure> {
        // The engine may hold the weights of a step whose trace is not read yet.
        self.gather().await?;
        let bytes = notebook::of_step(self.run()?, step).await.map_err(|e| Failure::plain(&e.to_string()))?;
        Ok(Reply::Bytes { bytes })
    }

    async fn benchmark(&mut self, size: BenchmarkSize, steps: u32, warmup: u32) -> Result<Reply, Failure> {
        self.gather().await?;
        let team = &mut self.team;
        let take = async |engine: &mut Engine, spec: &EngineSpec, batch: &Batch, update: &Update| {
            team.step(engine, spec, batch, update, now).await;
        };
        let budget = StepBudget { warmup, steps, limit_ms: f64::INFINITY };
        let mut result = benchmark(&spec(size), BACKEND, budget, now, take).await?;
        // A page that begins with this engine waits for that too.
        result.first_step_ms += self.preparing_ms;
        Ok(Reply::Benchmark { result })
    }

    /// Times steps on a copy of the run.
    async fn time_steps(&mut self, steps: u32) -> Result<Reply, Failure> {
        let bytes = snapshot::save(self.run()?).await?;
        let mut copy = snapshot::restore(&bytes, BACKEND).await?;
        // The first step warms up: pipelines, caches.
        copy.submit_step(false);
        copy.collect().await?;
        let begun = now();
        for _ in 0..steps.max(1) {
            copy.submit_step(false);
        }
        copy.collect().await?;
        Ok(Reply::Timing { ms_per_step: (now() - begun) / f64::from(steps.max(1)) })
    }

    fn state_reply(&self) -> Result<Reply, Failure> {
        Ok(Reply::State { state: self.state()? })
    }
}

fn trace_reply(trace: Trace) -> Reply {
    Reply::Trace { trace: Box::new(trace) }
}

/// The files that the user chose, or the one zip, as a folder.
pub(super) fn folder_of(files: Vec<NamedFile>) -> Result<Folder, Failure> {
    archive::folder(files.into_iter().map(|file| (file.name, file.bytes)).collect()).map_err(|e| Failure::plain(&e.to_string()))
}
