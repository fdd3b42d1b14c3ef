use std::fs;
use std::path::Path;
use std::process::Command;

use statusmap_client_tests::{Server, blocks, root, run, text};

use crate::cargo;

/// Makes the package, and unpacks it into a folder.
fn unpack(folder: &Path) {
    let target = folder.join("package");
    run(cargo()
        .args(["package", "--package=statusmap-client", "--no-verify", "--no-metadata", "--allow-dirty"])
        .args(["--exclude-lockfile", "--offline", "--target-dir"])
        .arg(&target));
    let package = target.join("package/statusmap-client-0.1.0.crate");
    let size = fs::metadata(&package).unwrap().len();
    println!("the package has {size} bytes");
    assert!(size < 100_000, "the package has {size} bytes");
    run(Command::new("tar").arg("--extract").arg("--file").arg(package).current_dir(folder));
    fs::create_dir_all(folder.join("client")).unwrap();
    fs::rename(folder.join("statusmap-client-0.1.0"), folder.join("client/rust")).unwrap();
}

/// Follows the README of the package from an empty folder.
#[test]
fn the_program_of_the_readme_prints_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    unpack(folder.path());
    let readme = text("client/rust/README.md");
    let one = |language| <[String; 1]>::try_from(blocks(&readme, language)).expect("one block")[0].clone();
    let (install, program, printed) = (one("sh"), one("rust"), one("text"));

    let project = folder.path().join("consumer");
    fs::create_dir(&project).unwrap();
    // What it depends on was downloaded for these tests. It is compiled once, and kept for the next time.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumer");
    let consume = |command: &mut Command| {
        let offline = [("CARGO_NET_OFFLINE", "true"), ("CARGO_PROFILE_DEV_DEBUG", "0")];
        run(command.current_dir(&project).envs(offline).env("CARGO_TARGET_DIR", &target))
    };
    consume(Command::new("cargo").args(["init", "--quiet", "--vcs=none", "--name=consumer"]));
    fs::copy(root().join("client/rust/Cargo.lock"), project.join("Cargo.lock")).unwrap();
    let clone = folder.path().to_str().unwrap();
    consume(Command::new("bash").args(["-ec", &install.replace("CLONE", clone)]));
    fs::copy(root().join("client/rust/.rustfmt.toml"), project.join(".rustfmt.toml")).unwrap();

    let server = Server::start();
    assert!(program.contains("127.0.0.1:50051"));
    fs::write(project.join("src/main.rs"), &program).unwrap();
    consume(Command::new("cargo").args(["fmt", "--check"]));
    fs::write(project.join("src/main.rs"), program.replace("127.0.0.1:50051", &server.address)).unwrap();
    assert_eq!(consume(Command::new("cargo").args(["run", "--quiet"])), printed);
    // What was in this folder is another package the next time.
    consume(Command::new("cargo").args(["clean", "--quiet", "--package=consumer", "--package=statusmap-client"]));
}
