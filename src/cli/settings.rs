//! The settings of a run as options: one for each, in kebab-case, with its sentence and its range.

use std::marker::PhantomData;

use clap::{Arg, ArgMatches, Command, error::ErrorKind};

use super::Failure;
use crate::settings::{Kind, SCHEMA, SHARES, SettingGroup, SettingSpec, Settings, nested};

/// Which settings a subcommand offers.
pub trait Scope {
    const HEADING: &'static str;
    fn offers(spec: &SettingSpec) -> bool;
}

/// All of a run, but for those that `pretrain` has in a form of its own.
#[derive(Clone, Debug)]
pub struct Run;

impl Scope for Run {
    const HEADING: &'static str = "Settings";
    fn offers(spec: &SettingSpec) -> bool {
        !["corpus", "text", "device", "objective", "engine"].contains(&spec.name)
    }
}

/// Those that say how one row is masked.
#[derive(Clone, Debug)]
pub struct Masking;

impl Scope for Masking {
    const HEADING: &'static str = "Masking";
    fn offers(spec: &SettingSpec) -> bool {
        // Rows that are written once have no epochs.
        spec.group == SettingGroup::Masking && spec.name != "masking.fresh"
    }
}

/// What was given of them.
#[derive(Clone, Debug)]
pub struct SettingOptions<S> {
    given: Vec<(&'static SettingSpec, serde_json::Value)>,
    scope: PhantomData<S>,
}

impl<S: Scope> SettingOptions<S> {
    /// The defaults with what was given laid over them.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Settings::default().changed(&nested(&self.given)).map_err(|e| {
            // The three shares at odds with each other are one option here.
            let option = if e.setting == "masking" { "shares".to_owned() } else { e.setting.replace('_', "-") };
            Failure::Usage(format!("--{option}: found {}, expected {}", e.found, e.expected))
        })
    }
}

fn offered<S: Scope>() -> impl Iterator<Item = &'static SettingSpec> {
    SCHEMA.iter().filter(|spec| S::offers(spec))
}

fn option_name(spec: &SettingSpec) -> String {
    spec.short_name().replace('_', "-")
}

/// Its sentence, its words, its range and its default.
fn help(spec: &SettingSpec) -> String {
    let words = match spec.kind {
        Kind::Choice { choices, about } => choices.iter().zip(about).map(|(word, about)| format!(" {word}: {about}.")).collect(),
        _ => String::new(),
    };
    let default = spec.default.as_str().map_or_else(|| spec.default.to_string(), str::to_owned);
    format!("{}{words} [{}; default: {default}]", spec.about.replace('`', ""), spec.kind)
}

fn argument(spec: &'static SettingSpec) -> Arg {
    let argument = Arg::new(spec.name).long(option_name(spec)).help(help(spec));
    match spec.kind {
        Kind::Flag => argument.num_args(0..=1).default_missing_value("true").value_name("true|false"),
        Kind::Choice { choices, .. } => argument.value_name(choices.join("|")),
        _ => argument.value_name(spec.unit.unwrap_or("number").to_uppercase()).allow_hyphen_values(true),
    }
}

impl<S: Scope> clap::Args for SettingOptions<S> {
    fn augment_args(command: Command) -> Command {
        let defaults = SHARES.iter().filter_map(|name| SettingSpec::find(name)).map(|spec| spec.default.to_string());
        let defaults = defaults.collect::<Vec<_>>().join(",").replace(".0", "");
        let shares = Arg::new("shares")
            .long("shares")
            .value_name("MASK,RANDOM,KEEP")
            .allow_hyphen_values(true)
            .help(format!("The three shares at once, in per cent (fractions that sum to 1 are read too). [default: {defaults}]"));
        command.args(offered::<S>().map(argument).chain([shares]).map(|option| option.help_heading(S::HEADING)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Scope> clap::FromArgMatches for SettingOptions<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut options = Self { given: vec![], scope: PhantomData };
        options.update_from_arg_matches(matches)?;
        Ok(options)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let wrong = |message: String| clap::Error::raw(ErrorKind::ValueValidation, format!("{message}\n"));
        for spec in offered::<S>() {
            if let Some(text) = matches.get_one::<String>(spec.name) {
                let value =
                    spec.parse(text).map_err(|e| wrong(format!("--{}: found {}, expected {}", option_name(spec), e.found, e.expected)))?;
                self.given.push((spec, value));
            }
        }
        if let Some(text) = matches.get_one::<String>("shares") {
            let parts: Vec<&str> = text.split(',').map(str::trim).collect();
            if parts.len() != 3 {
                return Err(wrong(format!(
                    "--shares: found {text:?}, expected three numbers with commas between them: mask, random, keep"
                )));
            }
            for (spec, part) in SHARES.iter().filter_map(|name| SettingSpec::find(name)).zip(parts) {
                let value = spec.parse(part).map_err(|e| wrong(format!("--shares: found {}, expected {}", e.found, e.expected)))?;
                self.given.push((spec, value));
            }
        }
        Ok(())
    }
}
