//! The package as a whole: what it repeats of the repository, what is in it, and how others use it.

mod consumer;
mod fetch;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use statusmap_client::SERVICE_CONFIG;
use statusmap_client_tests::{root, run, text};

/// cargo in the folder of the package.
fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root().join("client/rust"));
    cargo
}

/// The files of a folder, which has no others below.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(read).collect()
}

#[test]
fn generated_code_is_fresh() {
    let made = tempfile::tempdir().unwrap();
    run(Command::new(root().join("client/rust/generate")).arg(made.path()));
    let (made, committed) = (files(made.path()), files(&root().join("client/rust/src/generated")));
    assert_eq!(made.keys().collect::<Vec<_>>(), ["service_config.json", "statusmap.v1.rs"]);
    assert!(made == committed, "client/rust/generate makes other files than those committed");
}

#[test]
fn the_service_config_is_that_of_all_clients() {
    assert_eq!(SERVICE_CONFIG, text("client/cpp/service_config.json"));
}

#[test]
fn the_version_is_that_of_the_project() {
    let project = text("CMakeLists.txt");
    let version = project.split_once("project(statusmap VERSION ").unwrap().1.split_whitespace().next().unwrap();
    let manifest = text("client/rust/Cargo.toml");
    assert!(manifest.starts_with(&format!("[package]\nname = \"statusmap-client\"\nversion = \"{version}\"\n")));
}

#[test]
fn the_reasons_are_those_of_the_contract() {
    let contract = text("proto/statusmap/v1/status_map.proto");
    let rows = contract.lines().filter_map(|line| line.strip_prefix("//       "));
    let wanted: Vec<_> = rows.map(|row| row.split(' ').next().unwrap()).filter(|name| name.contains('_')).collect();
    let module = text("client/rust/src/reason.rs");
    let constants = module.lines().filter_map(|line| line.strip_prefix("pub const "));
    let constants: Vec<_> = constants.map(|line| line.split_once(": &str = ").unwrap()).collect();
    assert!(wanted.len() >= 20);
    assert_eq!(constants.iter().map(|(name, _)| *name).collect::<Vec<_>>(), wanted);
    assert!(constants.iter().all(|(name, value)| *value == format!("\"{name}\";")), "{constants:?}");
}

#[test]
fn the_package_has_what_is_committed() {
    let listed =
        run(cargo().args(["package", "--package=statusmap-client", "--list", "--allow-dirty", "--exclude-lockfile"]));
    let tracked = ["ls-files", "--cached", "--others", "--exclude-standard", "README.md", "src", "examples"];
    let tracked = run(Command::new("git").args(tracked).current_dir(root().join("client/rust")));
    let mut expected: Vec<_> = tracked.lines().chain(["Cargo.toml", "Cargo.toml.orig"]).collect();
    let mut listed: Vec<_> = listed.lines().filter(|name| *name != ".cargo_vcs_info.json").collect();
    expected.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, expected);
}
