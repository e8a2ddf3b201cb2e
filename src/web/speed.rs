//! The speed of a run.

use std::collections::VecDeque;

/// Milliseconds of training over which the speed is averaged.
const SPEED_WINDOW_MS: f64 = 2000.0;

/// Steps a second over the last two seconds. Only steps that the device has finished count.
#[derive(Default)]
pub struct Speed {
    /// Time in milliseconds, and number of steps finished by then.
    marks: VecDeque<(f64, u32)>,
}

impl Speed {
    pub fn mark(&mut self, time: f64, step: u32) {
        self.marks.push_back((time, step));
        while self.marks.len() > 2 && time - self.marks[0].0 > SPEED_WINDOW_MS {
            self.marks.pop_front();
        }
    }

    pub fn steps_per_second(&self) -> f64 {
        match (self.marks.front(), self.marks.back()) {
            (Some(first), Some(last)) if last.0 > first.0 => f64::from(last.1.saturating_sub(first.1)) * 1000.0 / (last.0 - first.0),
            _ => 0.0,
        }
    }
}
