//! Seeded random streams, equal on every machine.
//!
//! Nothing here keeps a state between epochs. A stream is named by the run's seed, a purpose and a number (the epoch,
//! the row). So a snapshot needs only the position in the data to continue exactly.

use rand::Rng;
use rand_pcg::Pcg64Mcg;

/// The purpose of a stream. Streams of different purposes are independent.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Weights = 1,
    Pairs = 2,
    Order = 3,
    Masks = 4,
    Evaluation = 5,
    Corpus = 6,
    WhatIf = 7,
    Specimens = 8,
    Tasks = 9,
    Generation = 10,
}

/// A source of random numbers. Its values are part of the definition of a run.
pub struct Stream(Pcg64Mcg);

impl Stream {
    /// The stream of `seed` for `purpose`, number `index` (an epoch, a row; 0 if there is only one).
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mix = |state: u64, word: u64| splitmix(state ^ splitmix(word));
        let low = mix(mix(seed, purpose as u64), index);
        let high = splitmix(low);
        Self(Pcg64Mcg::new(u128::from(high) << 64 | u128::from(low)))
    }

    /// 64 random bits.
    pub fn word(&mut self) -> u64 {
        self.0.random()
    }

    /// Uniform in `[0, 1)`, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.random::<u64>() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in `0..bound`; `bound` is at least 1.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound as u64) as usize
    }

    /// A fair coin.
    pub fn coin(&mut self) -> bool {
        self.0.random::<u64>() >> 63 == 1
    }

    /// A standard normal draw, redrawn until it lies within two standard deviations, as TensorFlow's `truncated_normal`.
    pub fn truncated_normal(&mut self) -> f32 {
        loop {
            // Box-Muller, with libm's functions, since the host's differ from machine to machine.
            let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
            let draw = radius * libm::cos(std::f64::consts::TAU * self.uniform());
            if draw.abs() <= 2.0 {
                return draw as f32;
            }
        }
    }

    /// Fisher-Yates, in place.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): spreads neighbouring seeds over all 64 bits.
fn splitmix(word: u64) -> u64 {
    let mut z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
