//! The settings of a run as options: one for each line of the table, in kebab-case.

use clap::{Arg, ArgMatches, Command, error::ErrorKind};

use super::Failure;
use crate::settings::{Kind, SCHEMA, SettingSpec, Settings, nested};

/// Settings that the command has in a form of its own.
const NOT_HERE: [&str; 4] = ["corpus", "text", "device", "objective"];

/// What was given of them.
#[derive(Clone, Debug, Default)]
pub struct SettingOptions {
    given: Vec<(&'static SettingSpec, serde_json::Value)>,
}

impl SettingOptions {
    /// The defaults with what was given laid over them.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Settings::default().changed(&nested(&self.given)).map_err(|e| Failure::Usage(format!("--{}", e.to_string().replacen('_', "-", 1))))
    }
}

fn offered() -> impl Iterator<Item = &'static SettingSpec> {
    SCHEMA.iter().filter(|spec| !NOT_HERE.contains(&spec.name))
}

fn option_name(spec: &SettingSpec) -> String {
    spec.short_name().replace('_', "-")
}

impl clap::Args for SettingOptions {
    fn augment_args(command: Command) -> Command {
        let defaults = serde_json::to_value(Settings::default()).unwrap_or_default();
        let default = |spec: &SettingSpec| defaults.pointer(&format!("/{}", spec.name.replace('.', "/"))).cloned().unwrap_or_default();
        let argument = |spec: &'static SettingSpec| {
            let argument = Arg::new(spec.name).long(option_name(spec)).help_heading("Settings");
            match spec.kind {
                Kind::Flag => argument.num_args(0..=1).default_missing_value("true").value_name("true|false"),
                _ => argument.value_name("VALUE").allow_hyphen_values(true),
            }
            .help(format!("{} [default: {}]", spec.kind, default(spec)))
        };
        let shares = Arg::new("shares")
            .long("shares")
            .value_name("MASK,RANDOM,KEEP")
            .help_heading("Settings")
            .help("The three shares at once, in per cent");
        command.args(offered().map(argument)).arg(shares)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for SettingOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut options = Self::default();
        options.update_from_arg_matches(matches)?;
        Ok(options)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let wrong = |message: String| clap::Error::raw(ErrorKind::ValueValidation, format!("{message}\n"));
        for spec in offered() {
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
            for (spec, part) in ["mask", "random", "keep"].iter().filter_map(|name| SettingSpec::find(name)).zip(parts) {
                let value = spec.parse(part).map_err(|e| wrong(format!("--shares: found {}, expected {}", e.found, e.expected)))?;
                self.given.push((spec, value));
            }
        }
        Ok(())
    }
}
