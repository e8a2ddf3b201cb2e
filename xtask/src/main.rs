//! `cargo xtask`: the commands of this repository. Each sets up what it needs and says so.
//!
//! | command | what it does |
//! |---|---|
//! | `serve` | builds the page and the engines, and serves them |
//! | `docs` | writes the documentation as a site into `dist/docs/` |
//! | `build` | writes `dist/`, static files for any host |
//! | `test` | every check and test, Rust and browser |
//! | `bench` | Cloze beside its peers, or how its step grows, into `BENCHMARKS.md` |
//! | `smoothness` | measures the page while it trains: long tasks, frames, what drawing costs |
//! | `lighthouse` | audits the page and its documentation: performance, accessibility, best practices, SEO |
//! | `browsers` | trains in Firefox and WebKit, with the bits of Chromium |
//! | `monkey` | does random things on the page, and checks after each what has to hold |
//! | `faults` | runs the test of each fault in `docs/reliability.md` many times, and counts |
//! | `soak` | trains for long while a monkey uses the page: memory stays where it is, losses are those of an untouched run |
//! | `transfer` | what pre-training brings to the tasks of our own, into `docs/results.md` |
//! | `pictures` | records the run and takes the pictures that stand in for the live page |
//! | `ablations` | what each part of the recipe is worth, into a file that the page shows |

mod ablations;
mod bench;
mod browsers;
mod build;
mod deny;
mod docs;
mod engines;
mod faults;
mod lighthouse;
mod monkey;
mod parity;
mod pictures;
mod process;
mod python;
mod serve;
mod server;
mod setup;
mod site;
mod smoothness;
mod soak;
mod study;
mod test;
mod transfer;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, serve and test Cloze")]
enum Task {
    /// Build the page and serve it; the WebGPU engine follows while the page is already there.
    Serve {
        /// Port on 127.0.0.1. Without it: 8080, or the next free one.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Write dist/: static files that work from any folder of any web server.
    Build(build::Options),
    /// Write dist/docs/: the documentation as a site of static files, which `serve` and `build` put beside the page.
    Docs,
    /// Run every check and test.
    Test {
        /// Only the Rust half or only the browser half.
        #[arg(long)]
        only: Option<test::Half>,
    },
    /// Time training steps of Cloze and its peers, side by side, or how they grow, and write BENCHMARKS.md.
    Bench(bench::Options),
    /// Measure in Chromium how smoothly the page draws while it trains.
    Smoothness,
    /// Audit the page and its documentation with Lighthouse, and fail below 95; the reports are in target/lighthouse/.
    Lighthouse,
    /// Train 50 steps in Firefox and in WebKit, and compare with Chromium bit for bit.
    Browsers,
    /// Do random things with every control of the page, and check after each what has to hold.
    Monkey(monkey::Options),
    /// Run the test of each fault in docs/reliability.md many times, and write there how often it passed.
    Faults(faults::Options),
    /// Train for long in Chromium with a monkey on the page, and fail where memory grows or a loss differs; writes docs/soak.md.
    Soak(soak::Options),
    /// Record a run and take pictures of the page, for browsers and sites that can't show it live.
    Pictures,
    /// Pre-train and fine-tune on the tasks of our own, three seeds each, and write docs/results.md. Half an hour.
    Transfer,
    /// Pre-train without each part of the recipe, fine-tune, and write the table that the page shows. Most of an hour.
    Ablations(ablations::Options),
}

fn main() -> ExitCode {
    match run(Task::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Serve { port } => serve::serve(&workspace, port),
        Task::Build(options) => build::build(&workspace, &options),
        Task::Docs => docs::docs(&workspace),
        Task::Test { only } => test::test(&workspace, only),
        Task::Bench(options) => bench::bench(&workspace, &options),
        Task::Smoothness => smoothness::smoothness(&workspace),
        Task::Lighthouse => lighthouse::lighthouse(&workspace),
        Task::Browsers => browsers::browsers(&workspace),
        Task::Monkey(options) => monkey::monkey(&workspace, &options),
        Task::Faults(options) => faults::faults(&workspace, &options),
        Task::Soak(options) => soak::soak(&workspace, &options),
        Task::Pictures => pictures::pictures(&workspace),
        Task::Transfer => transfer::transfer(&workspace),
        Task::Ablations(options) => ablations::ablations(&workspace, &options),
    }
}
