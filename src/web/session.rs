//! What the worker knows between two messages.

use super::failure::Failure;
use super::host::{memory_bytes, now};
use super::speed::Speed;
use super::team::Team;
use super::{device, warnings};
use crate::checkpoint::opened::Opened;
use crate::checkpoint::write::{Model, Precision, Top};
use crate::checkpoint::{archive, export};
use crate::engine::device::Device;
use crate::engine::{Engine, EngineSpec, Update};
use crate::examples::batch::Batch;
use crate::protocol::{Begun, Command, Event, Playback, Reply, State};
use crate::settings::{Settings, check_draft, lenient};
use crate::train::benchmark::{BenchmarkSize, Plan, benchmark, spec};
use crate::train::data::Data;
use crate::train::facts::{DataFacts, PreparingStage, Warning};
use crate::train::recording::NewFrame;
use crate::train::report::{HeldOut, Point};
use crate::train::run::{Run, RunError};
use crate::train::snapshot;

/// This build's engine.
const DEVICE: Device = if cfg!(feature = "gpu") { Device::Webgpu } else { Device::Cpu };
/// Time that one tick trains before the worker looks for messages.
const TICK_MS: f64 = 14.0;
/// Least time between two progress events: what a display can use.
const PROGRESS_MS: f64 = 60.0;
/// The same between two looks at a followed sentence: what an eye can follow.
const FOLLOWED_MS: f64 = 200.0;
/// Most steps that may be on their way to the device unread.
const MAX_UNREAD: u32 = 16;
/// Longer than this no command should wait for the steps on their way. Reading alone can take 100 ms in some browsers.
const SLOW_TICK_MS: f64 = 250.0;

/// One run on this build's engine, and how it is driven.
pub struct Session {
    /// Held for all engines of this worker: its kernels are compiled once.
    #[cfg(feature = "gpu")]
    _gpu: std::rc::Rc<crate::engine::gpu::Gpu>,
    /// Time that this took.
    preparing_ms: f64,
    run: Option<Run>,
    team: Team,
    running: bool,
    pace: Option<f64>,
    watching: bool,
    warnings: Vec<Warning>,
    speed: Speed,
    /// Steps that are on their way at once, 1 to [`MAX_UNREAD`].
    burst: u32,
    last_progress: f64,
    /// When a step was last looked at for the page. Not the time of the last event: a slow step is followed by an event each
    /// time, and the next one would never be due.
    last_look: f64,
    last_step: f64,
    points: Vec<Point>,
    held_out: Vec<HeldOut>,
    frames: Vec<NewFrame>,
    last_followed: f64,
    /// A checkpoint of the user's, beside the run.
    opened: Option<Opened>,
}

impl Session {
    /// Makes ready what runs need, before the page counts on this engine.
    #[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "the CPU engine needs nothing that takes time"))]
    pub async fn create(team: Team, emit: &mut dyn FnMut(Event)) -> Result<Self, Failure> {
        let begun = now();
        #[cfg(feature = "gpu")]
        let gpu = device::prepare(emit).await.map_err(RunError::from)?;
        Ok(Self {
            #[cfg(feature = "gpu")]
            _gpu: gpu,
            preparing_ms: now() - begun,
            run: None,
            team,
            running: false,
            pace: None,
            watching: true,
            warnings: vec![],
            speed: Speed::default(),
            burst: 1,
            last_progress: f64::NEG_INFINITY,
            last_look: f64::NEG_INFINITY,
            last_step: f64::NEG_INFINITY,
            points: vec![],
            held_out: vec![],
            frames: vec![],
            last_followed: f64::NEG_INFINITY,
            opened: None,
        })
    }

    pub fn is_running(&self) -> bool {
        self.running
    }

    /// Those of the run; the defaults where there is none yet.
    fn settings(&self) -> Settings {
        self.run.as_ref().map_or_else(Settings::default, |run| run.settings().clone())
    }

    pub async fn handle(&mut self, command: Command, emit: &mut dyn FnMut(Event)) -> Result<Reply, Failure> {
        match command {
            Command::Configure { changes, playback } => {
                let settings = self.settings().changed(&changes)?;
                self.start(settings, vec![], emit).await?;
                return self.begun(playback).await;
            }
            Command::ConfigureFromQuery { query, playback } => {
                self.start_from_query(&query, emit).await?;
                return self.begun(playback).await;
            }
            Command::CheckDraft { values } => return Ok(Reply::Draft { check: check_draft(&self.settings(), &values) }),
            Command::Run => {
                self.running = !self.run()?.finished();
                self.mark_speed(true);
            }
            Command::Pause => self.pause(emit).await?,
            Command::Step { count } => self.step(count, emit).await?,
            Command::SetPlayback { playback } => self.play(playback).await?,
            Command::State => {}
            Command::Trace => {
                let trace = self.run()?.trace().cloned();
                return trace
                    .map(|trace| Reply::Trace { trace: Box::new(trace) })
                    .ok_or_else(|| Failure::plain("no step has been looked at yet; call step(1)"));
            }
            Command::Report => return Ok(Reply::Report { report: self.run()?.report() }),
            Command::Snapshot { past } => {
                let run = self.run()?;
                let bytes = if past { snapshot::save_with_past(run).await? } else { snapshot::save(run).await? };
                return Ok(Reply::Bytes { bytes });
            }
            Command::Words => return Ok(Reply::Words { words: self.run()?.words() }),
            Command::Restore { bytes, playback } => {
                let mut run = snapshot::restore(&bytes, DEVICE).await?;
                run.start_recording().await?;
                self.replace(run, vec![]);
                return self.begun(playback).await;
            }
            Command::Benchmark { size, steps, warmup } => return self.benchmark(size, steps, warmup).await,
            Command::TimeSteps { steps } => return self.time_steps(steps).await,
            Command::WhatIf { rule, step } => {
                let trace = self.run()?.what_if(rule, step).await?;
                return Ok(Reply::Trace { trace: Box::new(trace) });
            }
            Command::AfterUpdate { step } => {
                let trace = self.run()?.after_update(step).await?;
                return Ok(Reply::Trace { trace: Box::new(trace) });
            }
            Command::LossesByRow { step } => return Ok(Reply::Losses { rows: self.run()?.losses_by_row(step).await? }),
            Command::Follow { step } => {
                self.gather().await?;
                return Ok(Reply::Film { film: Box::new(self.run()?.follow(step).await?) });
            }
            Command::Probe { text, pair, edits } => {
                let (trace, facts) = self.run()?.probe(&text, pair.as_deref(), &edits).await?;
                return Ok(Reply::Typed { trace: Box::new(trace), facts });
            }
            Command::ExportWeights => return Ok(Reply::Bytes { bytes: self.export_weights().await? }),
            Command::OpenCheckpoint { files } => {
                let folder = archive::folder(files.into_iter().map(|file| (file.name, file.bytes)).collect())
                    .map_err(|e| Failure::plain(&e.to_string()))?;
                let opened = Opened::open(&folder).map_err(|e| Failure::plain(&e.to_string()))?;
                let info = opened.info.clone();
                self.opened = Some(opened);
                return Ok(Reply::Checkpoint { info });
            }
            Command::ProbeCheckpoint { text, pair } => {
                let opened = self.opened.as_mut().ok_or_else(|| Failure::plain("no checkpoint is open; open one first"))?;
                let trace = opened.look(&text, pair.as_deref()).map_err(|e| Failure::plain(&e.to_string()))?;
                return Ok(Reply::Trace { trace: Box::new(trace) });
            }
            Command::CloseCheckpoint => self.opened = None,
            Command::Parameters => return Ok(Reply::Parameters { parameters: self.run()?.parameters() }),
            Command::Pixels => {
                let run = self.run()?;
                let (levels, scales) = run.pixels().await?;
                return Ok(Reply::Pixels { step: run.step, levels, scales });
            }
            Command::Weight { index } => {
                let (value, update, token) = self.run()?.weight(index).await?;
                return Ok(Reply::Weight { value, update, token });
            }
            Command::Presets => return Ok(Reply::Presets { presets: crate::text::presets::list() }),
        }
        Ok(Reply::State { state: self.state()? })
    }

    /// Trains until the tick is over; see [`super::Worker::tick`].
    pub async fn tick(&mut self, emit: &mut dyn FnMut(Event)) -> Option<f64> {
        if !self.running {
            return None;
        }
        match self.train_for_a_while(emit).await {
            Ok(wait) => self.running.then_some(wait),
            Err(error) => {
                self.running = false;
                emit(Event::Failed { message: error.to_string(), details: format!("{error:?}") });
                None
            }
        }
    }

    async fn train_for_a_while(&mut self, emit: &mut dyn FnMut(Event)) -> Result<f64, RunError> {
        let begun = now();
        if let Some(pace) = self.pace {
            let wait = self.last_step + 1000.0 / pace - begun;
            if wait > 1.0 {
                return Ok(wait.min(100.0));
            }
        }
        let mut submitted = 0;
        loop {
            // A followed sentence is looked at by itself, and no other.
            let watched = self.watching && self.run.as_ref().is_some_and(|run| run.followed().is_none());
            let inspect = watched && now() - self.last_look >= PROGRESS_MS;
            self.train_one(inspect).await?;
            submitted += 1;
            let Some(run) = &self.run else { return Ok(0.0) };
            let over = now() - begun >= TICK_MS || submitted >= self.burst || inspect || self.pace.is_some();
            if run.finished() {
                self.running = false;
            }
            if over || !self.running {
                break;
            }
        }
        self.gather().await?;
        // Submitting tells nothing of how long the device takes, the wait for it does.
        match now() - begun {
            took if took > SLOW_TICK_MS => self.burst = (self.burst / 2).max(1),
            took if took < SLOW_TICK_MS / 2.0 => self.burst = (self.burst * 2).min(MAX_UNREAD),
            _ => {}
        }
        let due = now() - self.last_progress >= PROGRESS_MS;
        if due || !self.running {
            self.progress(emit, false).await?;
        }
        if !self.running
            && let Ok(state) = self.state()
        {
            emit(Event::Finished { state });
        }
        Ok(0.0)
    }

    /// One step, and the evaluation that falls due after it. The last step of a run is always looked at.
    async fn train_one(&mut self, inspect: bool) -> Result<(), RunError> {
        let Some(run) = &mut self.run else { return Ok(()) };
        self.last_step = now();
        let inspect = inspect || run.step + 1 >= run.settings().steps;
        if inspect {
            self.last_look = now();
        }
        // What is looked at is read off this worker's own engine.
        if inspect {
            run.submit_step(true);
        } else {
            let (spec, team) = (run.data.engine_spec(), &mut self.team);
            run.submit_step_by(async |engine, batch, update| team.step(engine, &spec, batch, update, now).await).await;
        }
        if run.evaluation_due() {
            self.gather().await?;
            if let Some(run) = &mut self.run {
                self.held_out.extend(run.evaluate().await?);
            }
        }
        if self.run.as_ref().is_some_and(Run::recording_due) {
            self.gather().await?;
            if let Some(run) = &mut self.run {
                self.frames.extend(run.record().await?);
            }
        }
        Ok(())
    }

    /// Waits for the steps in flight and keeps their losses for the next progress event.
    async fn gather(&mut self) -> Result<(), RunError> {
        if let Some(run) = &mut self.run {
            self.points.extend(run.collect().await?);
        }
        self.mark_speed(false);
        Ok(())
    }

    /// To be called when no step is in flight: only then a step's number says how much is done.
    fn mark_speed(&mut self, begins: bool) {
        if begins {
            self.speed = Speed::default();
        }
        if let Some(run) = &self.run {
            self.speed.mark(now(), run.step);
        }
    }

    async fn pause(&mut self, emit: &mut dyn FnMut(Event)) -> Result<(), Failure> {
        let was_running = std::mem::take(&mut self.running);
        let run = self.run()?;
        let behind = run.trace().is_none_or(|trace| trace.step != run.step);
        // One more step to look at, so that what stands on the page is the newest.
        if was_running && behind {
            self.train_one(true).await?;
        }
        self.gather().await?;
        self.progress(emit, true).await?;
        Ok(())
    }

    async fn step(&mut self, count: u32, emit: &mut dyn FnMut(Event)) -> Result<(), Failure> {
        let run = self.run()?;
        if run.finished() {
            return Err(Failure {
                setting: Some("steps".into()),
                obstacle: None,
                message: format!("steps: the run ended after step {}; start a new one with more steps", run.step),
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
        Ok(())
    }

    /// A new run with these settings; the old one stays if they cannot be used.
    async fn start(&mut self, settings: Settings, warnings: Vec<Warning>, emit: &mut dyn FnMut(Event)) -> Result<(), Failure> {
        let data = Data::prepare(settings, &mut |stage, done| emit(Event::Preparing { stage, done })).map_err(RunError::from)?;
        emit(Event::Preparing { stage: PreparingStage::Model, done: 0.0 });
        let mut run = Run::new(data, DEVICE).await?;
        run.begin().await?;
        run.start_recording().await?;
        self.replace(run, warnings);
        Ok(())
    }

    /// A URL cannot be asked again: what is wrong in it is told, and the run begins with the defaults.
    async fn start_from_query(&mut self, query: &[(String, String)], emit: &mut dyn FnMut(Event)) -> Result<(), Failure> {
        let read = lenient(query);
        let mut warnings: Vec<Warning> = read.ignored.iter().map(warnings::ignored_setting).collect();
        warnings.extend(read.unknown.iter().map(|name| warnings::unknown_parameter(name)));
        warnings.extend(warnings::unused_text(&read.settings));
        if let Err(failure) = self.start(read.settings, warnings.clone(), emit).await {
            warnings.push(Warning { setting: failure.setting, code: "ignored_setting".into(), message: failure.message });
            self.start(Settings::default(), warnings, emit).await?;
        }
        Ok(())
    }

    /// The run that was just taken, played as the page wants it.
    async fn begun(&mut self, playback: Playback) -> Result<Reply, Failure> {
        self.play(playback).await?;
        let state = self.state()?;
        let run = self.run()?;
        let begun =
            Begun { state, report: run.report(), trace: run.trace().cloned(), films: run.specimens(), followed: run.followed_film() };
        Ok(Reply::Begun { begun: Box::new(begun) })
    }

    async fn play(&mut self, playback: Playback) -> Result<(), Failure> {
        self.watching = playback.watching;
        self.pace = playback.steps_per_second.filter(|pace| *pace > 0.0);
        self.run()?.row = playback.row as usize;
        if self.run()?.followed() != playback.followed.as_ref() {
            self.gather().await?;
            match playback.followed {
                Some(example) => drop(self.run()?.follow_example(example).await?),
                None => self.run()?.unfollow(),
            }
        }
        Ok(())
    }

    fn replace(&mut self, run: Run, warnings: Vec<Warning>) {
        self.warnings = warnings;
        self.warnings.extend(run.data.warnings.iter().cloned());
        self.run = Some(run);
        self.running = false;
        self.points.clear();
        self.held_out.clear();
        self.frames.clear();
        self.speed = Speed::default();
    }

    async fn progress(&mut self, emit: &mut dyn FnMut(Event), always: bool) -> Result<(), RunError> {
        let watched = self.watching && self.run.as_ref().is_some_and(|run| run.followed().is_none());
        let trace = if watched || always { self.run.as_ref().and_then(|run| run.trace().cloned()).map(Box::new) } else { None };
        let look = always || !self.running || (self.watching && now() - self.last_followed >= FOLLOWED_MS);
        let followed = match &mut self.run {
            Some(run) if look && run.followed().is_some() => {
                self.last_followed = now();
                run.followed_now().await?.map(Box::new)
            }
            _ => None,
        };
        let Ok(state) = self.state() else { return Ok(()) };
        let tallies = self.run.as_ref().map(|run| run.tallies).unwrap_or_default();
        self.last_progress = now();
        emit(Event::Progress {
            state,
            points: std::mem::take(&mut self.points),
            held_out: std::mem::take(&mut self.held_out),
            tallies,
            trace,
            frames: std::mem::take(&mut self.frames),
            followed,
        });
        Ok(())
    }

    /// The model as it stands, for transformers.
    async fn export_weights(&mut self) -> Result<Vec<u8>, Failure> {
        let run = self.run()?;
        run.collect().await?;
        let parameters = run.engine.parameters().await.map_err(RunError::from)?;
        let model =
            Model { config: &run.data.config, layout: &run.data.layout, parameters: &parameters, top: Top::of(run.settings().objective) };
        let mut files = export::files(&model, &run.data.tokenizer, Precision::Full).map_err(|e| Failure::plain(&e.to_string()))?;
        files.extend(export::continuation(run.settings(), &Data::corpus(run.settings()).map_err(RunError::from)?));
        archive::zip(&files).map_err(|e| Failure::plain(&e.to_string()))
    }

    async fn benchmark(&mut self, size: BenchmarkSize, steps: u32, warmup: u32) -> Result<Reply, Failure> {
        self.gather().await?;
        let team = &mut self.team;
        let take = async |engine: &mut Engine, spec: &EngineSpec, batch: &Batch, update: &Update| {
            team.step(engine, spec, batch, update, now).await;
        };
        let plan = Plan { warmup, steps, limit_ms: f64::INFINITY };
        let mut result = benchmark(&spec(size), DEVICE, plan, now, take).await?;
        // A page that begins with this engine waits for that too.
        result.first_step_ms += self.preparing_ms;
        Ok(Reply::Benchmark { result })
    }

    /// Times steps on a copy of the run.
    async fn time_steps(&mut self, steps: u32) -> Result<Reply, Failure> {
        let bytes = snapshot::save(self.run()?).await?;
        let mut copy = snapshot::restore(&bytes, DEVICE).await?;
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

    fn run(&mut self) -> Result<&mut Run, Failure> {
        self.run.as_mut().ok_or_else(|| Failure::plain("there is no run yet; call configure first"))
    }

    fn state(&self) -> Result<State, Failure> {
        let run = self.run.as_ref().ok_or_else(|| Failure::plain("there is no run yet; call configure first"))?;
        Ok(State {
            step: run.step,
            running: self.running,
            device: DEVICE,
            device_reason: device::reason(&run.engine),
            steps_per_second: self.speed.steps_per_second(),
            settings: run.settings().clone(),
            finished: run.finished(),
            follows: run.followed().is_some(),
            moments: run.moments(),
            losses: run.data.losses(),
            data: DataFacts { epoch: run.data.cursor().epoch, ..run.data.facts.clone() },
            warnings: self.warnings.clone(),
            memory_bytes: memory_bytes(),
            workers: self.team.workers(),
        })
    }
}
