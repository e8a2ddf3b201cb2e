//! The worker's state between two messages.

mod commands;
#[cfg(feature = "burn")]
mod elmo;
#[cfg_attr(not(feature = "tuning"), path = "session/untuned.rs")]
mod tuning;

use super::device::BACKEND;
use super::failure::Failure;
use super::host::{memory_bytes, now};
use super::team::Team;
use super::{device, warnings};
use crate::checkpoint::opened::Opened;
use crate::protocol::{Event, Playback, Reply, State};
use crate::settings::{Settings, lenient};
use crate::train::data::Data;
use crate::train::error::RunError;
use crate::train::facts::{DataFacts, PreparingStage, Warning};
use crate::train::recording::NewFrame;
use crate::train::report::Seen;
use crate::train::run::Run;
use crate::train::speed::Speed;

/// Duration of one tick of training, after which the worker reads its messages.
const TICK_MS: f64 = 14.0;
/// Minimum time between two progress events, about one frame of a display.
const PROGRESS_MS: f64 = 60.0;
/// Minimum time between two traces of a followed sentence, so that they can be read.
const FOLLOWED_MS: f64 = 200.0;
/// Maximum number of steps that are submitted to the device and not read yet.
const MAX_UNREAD: u32 = 16;
/// Target for how long a command may wait for the steps in flight. The readback alone can take 100 ms in some browsers.
const SLOW_TICK_MS: f64 = 250.0;

/// One run on this build's engine, and its playback.
pub struct Session {
    /// Kept for all engines of this worker, so that its kernels are compiled once.
    _prepared: device::Prepared,
    /// Duration of that preparation.
    preparing_ms: f64,
    run: Option<Run>,
    team: Team,
    running: bool,
    pace: Option<f64>,
    watching: bool,
    warnings: Vec<Warning>,
    speed: Speed,
    /// Number of steps in flight, 1 to [`MAX_UNREAD`].
    burst: u32,
    last_progress: f64,
    /// When a step was last traced for the page. It is not the time of the last event: after a slow step every step
    /// sends an event, and then no trace would ever be due.
    last_look: f64,
    last_step: f64,
    /// What the page has of the run's history.
    drawn: Seen,
    frames: Vec<NewFrame>,
    last_followed: f64,
    /// The memory of the last snapshot, for the next one.
    saved: Vec<u8>,
    /// A checkpoint that the user opened, independent of the run.
    opened: Option<Opened>,
    tuning: tuning::Tuning,
    #[cfg(feature = "burn")]
    elmo: elmo::Elmo,
}

impl Session {
    /// Prepares everything that runs need, before the page relies on this engine.
    pub async fn create(team: Team, emit: &mut dyn FnMut(Event)) -> Result<Self, Failure> {
        let begun = now();
        #[allow(clippy::let_unit_value, reason = "most builds have nothing to hold")]
        let prepared = device::prepare(emit).await.map_err(RunError::from)?;
        Ok(Self {
            _prepared: prepared,
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
            drawn: Seen::default(),
            frames: vec![],
            last_followed: f64::NEG_INFINITY,
            saved: vec![],
            opened: None,
            tuning: tuning::Tuning::default(),
            #[cfg(feature = "burn")]
            elmo: elmo::Elmo::default(),
        })
    }

    pub fn is_running(&self) -> bool {
        self.running || self.tuning.is_running()
    }

    /// The settings of the run, or the defaults if there is none yet.
    fn settings(&self) -> Settings {
        self.run.as_ref().map_or_else(Settings::default, |run| run.settings().clone())
    }

    /// Trains until the tick is over; see [`super::Worker::tick`].
    pub async fn tick(&mut self, emit: &mut dyn FnMut(Event)) -> Option<f64> {
        if self.tuning.is_running() {
            self.tuning.tick(emit).await;
            return Some(0.0);
        }
        if !self.running {
            return None;
        }
        match self.train_for_a_while(emit).await {
            Ok(wait) => self.running.then_some(wait),
            Err(RunError::Diverged(_)) => {
                self.stop_diverged(emit).await;
                None
            }
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
            // A clock that was set back would let it wait for as long.
            if wait > 1.0 && begun >= self.last_step {
                return Ok(wait.min(100.0));
            }
        }
        let mut submitted = 0;
        loop {
            // While a sentence is followed, it alone is traced.
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
        // The time of a submission says nothing about the device; the time of the wait does.
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

    /// One step, and the evaluation that is due after it. The last step of a run is always traced.
    async fn train_one(&mut self, inspect: bool) -> Result<(), RunError> {
        let Some(run) = &mut self.run else { return Ok(()) };
        self.last_step = now();
        let inspect = inspect || run.step + 1 >= run.settings().steps;
        if inspect {
            self.last_look = now();
        }
        // A trace is read from this worker's own engine.
        if inspect {
            run.submit_step(true);
        } else {
            let (spec, team) = (run.data.engine_spec(), &mut self.team);
            run.submit_step_by(async |engine, batch, update| team.step(engine, &spec, batch, update, now).await).await;
        }
        if run.evaluation_due() {
            self.gather().await?;
            if let Some(run) = &mut self.run {
                run.evaluate().await?;
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

    /// Waits for the steps in flight. Their losses are part of the next progress event.
    async fn gather(&mut self) -> Result<(), RunError> {
        if let Some(run) = &mut self.run {
            run.collect().await?;
        }
        self.mark_speed(false);
        Ok(())
    }

    /// May be called only when no step is in flight: then a step's number is the number of finished steps.
    fn mark_speed(&mut self, begins: bool) {
        if begins {
            self.speed = Speed::default();
        }
        if let Some(run) = &self.run {
            self.speed.mark(now(), run.step);
        }
    }

    fn diverged(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.diverged().is_some())
    }

    /// Training is over, and the page gets what was finite until then.
    async fn stop_diverged(&mut self, emit: &mut dyn FnMut(Event)) {
        self.running = false;
        // Nothing is computed for it any more, so nothing can fail.
        let _ = self.progress(emit, true).await;
        if let Ok(state) = self.state() {
            emit(Event::Diverged { state });
        }
    }

    /// A new run with these settings. The old run stays if they are invalid.
    async fn start(&mut self, settings: Settings, warnings: Vec<Warning>, emit: &mut dyn FnMut(Event)) -> Result<(), Failure> {
        let data = Data::prepare(settings, &mut |stage, done| emit(Event::Preparing { stage, done })).map_err(RunError::from)?;
        emit(Event::Preparing { stage: PreparingStage::Model, done: 0.0 });
        let mut run = Run::new(data, BACKEND).await?;
        run.begin().await?;
        run.start_recording().await?;
        self.replace(run, warnings);
        Ok(())
    }

    /// A URL cannot be corrected in a dialog: its errors are reported, and the run begins with the defaults.
    async fn start_from_query(&mut self, query: &[(String, String)], emit: &mut dyn FnMut(Event)) -> Result<(), Failure> {
        let read = lenient(query);
        let mut warnings: Vec<Warning> = read.ignored.iter().map(warnings::ignored_setting).collect();
        warnings.extend(read.unknown.iter().map(|name| warnings::unknown_parameter(name)));
        warnings.extend(warnings::unused_text(&read.settings));
        if let Err(failure) = self.start(read.settings, warnings.clone(), emit).await {
            warnings.push(Warning { setting: failure.setting, code: "not_begun".into(), message: failure.message });
            self.start(Settings::default(), warnings, emit).await?;
        }
        Ok(())
    }

    async fn play(&mut self, playback: Playback) -> Result<(), Failure> {
        self.watching = playback.watching;
        self.pace = playback.steps_per_second.filter(|pace| *pace > 0.0);
        self.run()?.row = playback.row as usize;
        if self.run()?.followed() != playback.followed.as_ref() && !self.diverged() {
            self.gather().await?;
            match playback.followed {
                Some(example) => drop(self.run()?.follow_example(example).await?),
                None => self.run()?.unfollow(),
            }
        }
        Ok(())
    }

    /// The page has the reply to a snapshot without a past: its memory is for the next one.
    pub fn sent(&mut self, reply: Reply) {
        if let Reply::Snapshot { bytes, .. } = reply {
            self.saved = bytes;
        }
    }

    fn replace(&mut self, run: Run, warnings: Vec<Warning>) {
        self.warnings = warnings;
        self.warnings.extend(run.data.warnings.iter().cloned());
        // The page gets the report of a run that begins.
        self.drawn = run.history.seen();
        self.run = Some(run);
        self.saved = vec![];
        self.running = false;
        self.frames.clear();
        self.speed = Speed::default();
    }

    async fn progress(&mut self, emit: &mut dyn FnMut(Event), always: bool) -> Result<(), RunError> {
        let watched = self.watching && self.run.as_ref().is_some_and(|run| run.followed().is_none());
        let trace = if watched || always { self.run.as_ref().and_then(|run| run.trace().cloned()).map(Box::new) } else { None };
        let look = always || !self.running || (self.watching && now() - self.last_followed >= FOLLOWED_MS);
        let followed = match &mut self.run {
            Some(run) if look && run.followed().is_some() && run.diverged().is_none() => {
                self.last_followed = now();
                run.followed_now().await?.map(Box::new)
            }
            _ => None,
        };
        let (Ok(state), Some(run)) = (self.state(), &self.run) else { return Ok(()) };
        let curves = run.history.since(self.drawn);
        self.drawn = run.history.seen();
        self.last_progress = now();
        emit(Event::Progress {
            state,
            curves,
            tallies: run.tallies,
            shares: Box::new(run.tally_shares()),
            trace,
            frames: std::mem::take(&mut self.frames),
            followed,
        });
        Ok(())
    }

    fn run(&mut self) -> Result<&mut Run, Failure> {
        self.run.as_mut().ok_or_else(|| Failure::plain("there is no run yet; call configure first"))
    }

    fn state(&self) -> Result<State, Failure> {
        let run = self.run.as_ref().ok_or_else(|| Failure::plain("there is no run yet; call configure first"))?;
        Ok(State {
            step: run.step,
            running: self.running,
            device: BACKEND.device,
            engine: BACKEND.framework,
            device_reason: device::reason(&run.engine),
            steps_per_second: self.speed.steps_per_second(),
            settings: run.settings().clone(),
            finished: run.finished(),
            diverged: run.diverged().cloned(),
            follows: run.followed().is_some(),
            moments: run.recorded_steps(),
            losses: run.data.losses(),
            data: DataFacts { epoch: run.data.cursor().epoch, ..run.data.facts.clone() },
            warnings: self.warnings.clone(),
            memory_bytes: memory_bytes(),
            workers: self.team.workers(),
        })
    }
}
