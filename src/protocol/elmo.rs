//! What the page and the worker of an ELMo say to each other. Only the engines of Burn have it.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::train::elmo::transfer::ElmoTransfer;
use crate::train::elmo::{ElmoState, ElmoTrace};

/// Page to worker. Each is answered by exactly one [`ElmoReply`] or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ElmoCommand {
    /// A new ELMo for the text, sizes and seed of these settings. Reply: `state`.
    Begin {
        #[tsify(type = "PartialSettings")]
        changes: serde_json::Value,
    },
    /// Train this many steps. Reply when done: `state`.
    Step { count: u32 },
    /// What both directions make of a text with a `[MASK]`. Reply: `trace`.
    Read { text: String },
    /// Learn a data set that comes with the page from its first `labels` examples, on top of the frozen model. Reply: `transfer`.
    Transfer { preset: String, language: String, labels: u32 },
}

/// Worker to page, in answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ElmoReply {
    State { state: ElmoState },
    Trace { trace: ElmoTrace },
    Transfer { transfer: ElmoTransfer },
}
