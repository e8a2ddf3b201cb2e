//! Whether help pays: a few steps of each kind are timed, then all are taken as the quicker ones were.
//!
//! A step with help has the bits of one without, so nobody sees it but the clock.

/// Steps of each kind that are timed, after one that warms up.
const TIMED: usize = 6;
/// Help has to save this much: it takes a core from everything else.
const WORTHWHILE: f64 = 0.9;

/// Times of the steps so far, in milliseconds: alone, together.
#[derive(Default)]
pub struct Trial {
    times: [Vec<f64>; 2],
}

impl Trial {
    /// Whether the next step is to be taken together. During the trial the two kinds take turns.
    pub fn together(&self) -> bool {
        let [alone, together] = &self.times;
        if alone.len().min(together.len()) <= TIMED {
            together.len() <= alone.len()
        } else {
            quickest(together) < WORTHWHILE * quickest(alone)
        }
    }

    /// How long a step took.
    pub fn note(&mut self, together: bool, ms: f64) {
        let times = &mut self.times[usize::from(together)];
        if times.len() <= TIMED {
            times.push(ms);
        }
    }
}

/// The quickest, since all that disturbs a step makes it longer. Not the first: it finds cold caches and engines still to be made.
fn quickest(times: &[f64]) -> f64 {
    times.iter().skip(1).copied().fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps of both kinds take that long, the first one with help much longer.
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
