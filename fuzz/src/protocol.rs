//! Messages of the page to its worker, and what the run answers.

use std::cell::RefCell;

use cloze::checkpoint::{archive, notebook};
use cloze::protocol::Command;
use cloze::settings::{Objective, check_draft, lenient};
use cloze::text::presets;
use cloze::train::error::RunError;
use cloze::train::run::Run;
use pollster::block_on;

use super::parts::said_well;
use super::small;

thread_local! {
    /// Questions do not change a run, so it is made once. One of masks and one from the left.
    static RUNS: RefCell<Vec<Run>> = RefCell::new([Objective::MlmNsp, Objective::Causal].map(small::run).into());
}

/// A command a line, as JSON.
pub fn run(bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines().take(4) {
        match serde_json::from_str::<Command>(line) {
            Err(error) => assert!(!error.to_string().is_empty()),
            Ok(command) => {
                let written = serde_json::to_string(&command).expect("a command is JSON");
                // JSON has no infinite numbers; the page's messages, which are not JSON, have.
                if let Ok(again) = serde_json::from_str::<Command>(&written) {
                    assert_eq!(again, command);
                }
                RUNS.with_borrow_mut(|runs| runs.iter_mut().for_each(|run| answer(command.clone(), run)));
            }
        }
    }
}

fn answer(command: Command, run: &mut Run) {
    match question(command, run) {
        Ok(()) => {}
        Err(error) => said_well(&error.to_string()),
    }
}

/// As `src/web/session/commands.rs` dispatches it, without what starts a run or takes long.
fn question(command: Command, run: &mut Run) -> Result<(), RunError> {
    match command {
        Command::Configure { changes, .. } => drop(run.settings().changed(&changes)?),
        Command::ConfigureFromQuery { query, .. } => assert_eq!(lenient(&query).settings.check_values(), Ok(())),
        Command::CheckDraft { values } => {
            check_draft(run.settings(), &values).errors.iter().for_each(|error| said_well(&error.to_string()))
        }
        Command::Report => assert!(!run.report().points.is_empty()),
        Command::Words => assert!(run.words().frequency_loss.is_finite()),
        Command::WhatIf { rule, step } => drop(block_on(run.what_if(rule, step))?),
        Command::AfterUpdate { step } => drop(block_on(run.after_update(step))?),
        Command::ShowRow { row, step } => drop(block_on(run.show_row(row, step))?),
        Command::LossesByRow { step } => drop(block_on(run.losses_by_row(step))?),
        Command::Follow { step } => drop(block_on(run.follow(step))?),
        Command::Probe { text, pair, edits } => drop(block_on(run.probe(&text, pair.as_deref(), &edits))?),
        Command::Continue { text, count, sampling } => drop(block_on(run.continue_text(&text, count, sampling))?),
        Command::Fill { text, steps, sampling } => drop(block_on(run.fill(&text, steps, sampling))?),
        Command::Parameters => assert!(!run.parameters().is_empty()),
        Command::Pixels => drop(block_on(run.pixels())?),
        Command::Weight { index } => drop(block_on(run.weight(index))?),
        Command::Presets => assert!(!presets::list().is_empty()),
        Command::Notebook { step } => {
            if let Err(error) = block_on(notebook::of_step(run, step)) {
                said_well(&error.to_string());
            }
        }
        Command::OpenCheckpoint { files } => {
            let files = files.into_iter().map(|file| (file.name, file.bytes)).collect();
            if let Err(error) = archive::folder(files) {
                said_well(&error.to_string());
            }
        }
        _ => {}
    }
    Ok(())
}
