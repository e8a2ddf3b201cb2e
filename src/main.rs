use std::process::ExitCode;

fn main() -> ExitCode {
    cloze::cli::main()
}
