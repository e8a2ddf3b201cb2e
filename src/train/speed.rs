//! The speed of a run.

use std::collections::VecDeque;

/// Milliseconds of training over which the speed is averaged.
const SPEED_WINDOW_MS: f64 = 2000.0;
/// No step takes so long. Between two such marks the machine slept, or its clock was set.
const SLEPT_MS: f64 = 60_000.0;

/// Steps a second over the last two seconds. Only steps that the device has finished count.
#[derive(Default)]
pub struct Speed {
    /// Time in milliseconds, and number of steps finished by then.
    marks: VecDeque<(f64, u32)>,
}

impl Speed {
    pub fn mark(&mut self, time: f64, step: u32) {
        if self.marks.back().is_some_and(|last| !(0.0..SLEPT_MS).contains(&(time - last.0))) {
            self.marks.clear();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten steps a second from `time` on, for a second.
    fn trained(speed: &mut Speed, time: f64, step: u32) {
        (0..=10).for_each(|done| speed.mark(time + 100.0 * f64::from(done), step + done));
    }

    #[test]
    fn the_speed_after_a_closed_lid_is_that_of_the_steps_since() {
        let mut speed = Speed::default();
        trained(&mut speed, 0.0, 0);
        assert_eq!(speed.steps_per_second(), 10.0);
        speed.mark(3_600_000.0, 11);
        assert_eq!(speed.steps_per_second(), 0.0);
        trained(&mut speed, 3_600_100.0, 12);
        assert_eq!(speed.steps_per_second().round(), 10.0);
    }

    #[test]
    fn a_clock_that_goes_backwards_gives_no_negative_speed() {
        let mut speed = Speed::default();
        trained(&mut speed, 3_600_000.0, 0);
        trained(&mut speed, 0.0, 11);
        assert_eq!(speed.steps_per_second(), 10.0);
    }
}
