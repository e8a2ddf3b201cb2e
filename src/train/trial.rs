//! Whether steps are faster with help from other workers: a few steps with and without help are timed, then the faster way is kept.
//!
//! Helpers never change a step's bits, only its time.

/// Steps of each kind that are timed, after one that warms up.
const TIMED: usize = 6;
/// Help has to save at least a tenth of the time, since it keeps another core busy.
const WORTHWHILE: f64 = 0.9;

/// Times of the steps so far, in milliseconds: without help, with help.
#[derive(Default)]
pub struct Trial {
    times: [Vec<f64>; 2],
}

impl Trial {
    /// Whether the next step is to be taken with help. During the trial the two kinds alternate.
    pub fn together(&self) -> bool {
        let [alone, together] = &self.times;
        if alone.len().min(together.len()) <= TIMED {
            together.len() <= alone.len()
        } else {
            quickest(together) < WORTHWHILE * quickest(alone)
        }
    }

    /// Records how long a step took.
    pub fn note(&mut self, together: bool, ms: f64) {
        let times = &mut self.times[usize::from(together)];
        if times.len() <= TIMED {
            times.push(ms);
        }
    }
}

/// The shortest time, since every disturbance makes a step longer. The first step is left out: caches are cold and helpers create
/// their engines.
fn quickest(times: &[f64]) -> f64 {
    times.iter().skip(1).copied().fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The decision and the number of helped steps if each kind takes this long. The first step with help takes much longer.
    fn decided(alone: f64, together: f64) -> (bool, usize) {
        let mut trial = Trial::default();
        let mut helped = 0;
        for _ in 0..2 * (TIMED + 1) {
            let kind = trial.together();
            let first = if kind && helped == 0 { 500.0 } else { 0.0 };
            helped += usize::from(kind);
            trial.note(kind, first + if kind { together } else { alone });
        }
        (trial.together(), helped)
    }

    #[test]
    fn the_quicker_way_is_taken_after_as_many_steps_of_both() {
        assert_eq!(decided(50.0, 28.0), (true, TIMED + 1));
        assert_eq!(decided(50.0, 70.0), (false, TIMED + 1));
        assert_eq!(decided(50.0, 49.0), (false, TIMED + 1), "not worth a core");
    }
}
