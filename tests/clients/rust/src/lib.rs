//! What the tests have in common.

pub mod fake;
mod server;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

pub use server::Server;

/// The clone that is tested.
#[must_use]
pub fn root() -> PathBuf {
    std::path::absolute(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).expect("a path")
}

/// A file of the clone.
#[must_use]
pub fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Runs a command to its end, and returns what it printed to standard output.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{printed}{complaints}", output.status);
    printed
}

/// The blocks of a language in a file of Markdown.
#[must_use]
pub fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    let after = markdown.split(&fence).skip(1);
    after.map(|rest| rest.split_once("\n```").expect("the end of a block").0.to_owned() + "\n").collect()
}

/// Tries until it succeeds, for at most ten seconds.
pub async fn eventually<Answer, Failure: std::fmt::Debug>(mut attempt: impl AsyncFnMut() -> Result<Answer, Failure>) {
    let begin = Instant::now();
    while let Err(failure) = attempt().await {
        assert!(begin.elapsed() < Duration::from_secs(10), "{failure:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
