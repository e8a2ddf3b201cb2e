//! The largest deviation of each quantity and its tolerance.

/// One line per quantity.
#[derive(Default)]
pub struct Table {
    lines: Vec<Line>,
}

struct Line {
    quantity: String,
    compared: usize,
    /// Deviation as a share of the tolerance, so that absolute and relative deviations can be compared.
    worst: f64,
    deviation: f64,
    tolerance: String,
    place: String,
}

impl Table {
    /// `|found - expected|` at most `tolerance`.
    pub fn absolute(&mut self, quantity: &str, place: &str, found: f64, expected: f64, tolerance: f64) {
        let deviation = (found - expected).abs();
        self.add(quantity, place, deviation, deviation / tolerance, format!("{tolerance:.0e}"));
    }

    pub fn absolute_all(&mut self, quantity: &str, place: &str, found: &[f32], expected: &[f64], tolerance: f64) {
        assert_eq!(found.len(), expected.len(), "{quantity} of {place}: number of values");
        for (found, expected) in found.iter().zip(expected) {
            self.absolute(quantity, place, f64::from(*found), *expected, tolerance);
        }
    }

    /// `|found - expected|` at most `1e-4 * expected + 1e-7`, the reference's tolerance of gradients. The shown deviation is relative.
    pub fn gradient(&mut self, quantity: &str, place: &str, found: f64, expected: f64) {
        self.scaled(quantity, place, found, expected, expected);
    }

    /// One value of a gradient whose norm is `scale`.
    pub fn scaled(&mut self, quantity: &str, place: &str, found: f64, expected: f64, scale: f64) {
        let (difference, allowed) = ((found - expected).abs(), 1e-4 * scale.abs() + 1e-7);
        self.add(quantity, place, difference / scale.abs().max(1e-3), difference / allowed, "1e-4 relative + 1e-7".into());
    }

    /// Equal, bit for bit.
    pub fn exact(&mut self, quantity: &str, place: &str, found: f64, expected: f64) {
        let deviation = (found - expected).abs();
        self.add(quantity, place, deviation, if deviation == 0.0 { 0.0 } else { f64::INFINITY }, "exact".into());
    }

    fn add(&mut self, quantity: &str, place: &str, deviation: f64, worst: f64, tolerance: String) {
        let index = self.lines.iter().position(|line| line.quantity == quantity).unwrap_or_else(|| {
            let (quantity, place) = (quantity.to_owned(), String::new());
            self.lines.push(Line { quantity, compared: 0, worst: -1.0, deviation: 0.0, tolerance, place });
            self.lines.len() - 1
        });
        let line = &mut self.lines[index];
        line.compared += 1;
        // A NaN must not hide behind a comparison.
        if worst.is_nan() || worst > line.worst && !line.worst.is_nan() {
            (line.worst, line.deviation, line.place) = (worst, deviation, place.to_owned());
        }
    }

    /// Whether something was compared and everything is within its tolerance.
    pub fn is_within(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.worst <= 1.0)
    }

    /// Prints the table. Fails if a quantity exceeds its tolerance.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn finish(&self, device: &str) {
        let text = self.text(device);
        println!("{text}");
        assert!(self.is_within(), "beyond the tolerance:\n{text}");
    }

    /// One line per quantity.
    pub fn text(&self, device: &str) -> String {
        let mut text =
            format!("{:<44} {:>9} {:>12}  {:<22} worst at\n", format!("quantity ({device})"), "compared", "deviation", "tolerance");
        for line in &self.lines {
            let flag = if line.worst <= 1.0 { "" } else { "  <-- beyond" };
            text += &format!(
                "{:<44} {:>9} {:>12.1e}  {:<22} {}{flag}\n",
                line.quantity, line.compared, line.deviation, line.tolerance, line.place
            );
        }
        text
    }
}
