//! In place of `tuning.rs` in an engine that does not fine-tune.

use crate::protocol::Event;

#[derive(Default)]
pub struct Tuning {}

impl Tuning {
    #[expect(clippy::unused_self, reason = "the engine that fine-tunes looks at itself")]
    pub fn is_running(&self) -> bool {
        false
    }

    #[expect(clippy::unused_async, reason = "the engine that fine-tunes awaits its steps here")]
    pub async fn tick(&mut self, _: &mut dyn FnMut(Event)) {}
}
