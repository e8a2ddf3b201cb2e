//! Runs the command, and creates temporary folders for its files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The result of the command.
pub struct Outcome {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Outcome {
    /// Each line of stdout as JSON. Fails the test if the command failed or printed anything else.
    pub fn lines(&self) -> Vec<Value> {
        assert_eq!(self.code, 0, "{}", self.stderr);
        let text = std::str::from_utf8(&self.stdout).expect("stdout is not UTF-8");
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("not JSON ({error}): {line:.200}"))).collect()
    }

    /// The one object on stdout.
    pub fn object(&self) -> Value {
        let mut lines = self.lines();
        assert_eq!(lines.len(), 1);
        lines.remove(0)
    }

    /// Fails the test unless the command exited with this code, with nothing on stdout and one error message with all of these words.
    pub fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert!(self.stdout.is_empty(), "stdout is not empty: {}", String::from_utf8_lossy(&self.stdout));
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in: {}", self.stderr);
        }
    }
}

/// Runs `cloze` with nothing on stdin.
pub fn cloze(arguments: &[&str]) -> Outcome {
    cloze_with(arguments, b"")
}

/// Runs `cloze` with this on stdin.
pub fn cloze_with(arguments: &[&str], stdin: &[u8]) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cloze"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cloze cannot be started");
    let (mut pipe, stdin) = (child.stdin.take().unwrap(), stdin.to_vec());
    // On a thread, because a full pipe would block both. Errors are ignored: a command that rejects its options reads nothing.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Outcome {
        code: output.status.code().expect("ended by a signal"),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The path of a file in tests/fixtures.
pub fn fixture(name: &str) -> String {
    format!("tests/fixtures/{name}")
}

pub fn read_fixture(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

pub fn json_fixture(name: &str) -> Value {
    serde_json::from_slice(&read_fixture(name)).unwrap()
}

/// A temporary folder of one test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The path of a file in it, as an argument.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self.path(name)
    }

    /// A copy of the reference's checkpoint that a test may change.
    pub fn with_checkpoint(name: &str) -> Self {
        let folder = Self::new(name);
        for file in ["config.json", "model.safetensors", "tokenizer.json", "vocab.txt"] {
            folder.write(file, read_fixture(&format!("tiny_bert/{file}")));
        }
        folder
    }

    pub fn as_argument(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a checker of the reference on an output. Without python3, prints a note and checks nothing.
pub fn check(script: &str, dump: &str, options: &[&str]) {
    let python = Command::new("python3").arg(fixture(script)).arg(dump).args(options).output();
    match python {
        Ok(output) => assert!(
            output.status.success(),
            "{script} {options:?}:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) if std::env::var_os("CI").is_none() => println!("skipped: no python3 here ({error})"),
        Err(error) => panic!("python3 cannot be started: {error}"),
    }
}
