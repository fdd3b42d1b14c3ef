use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::{root, run};

const START_TIME: Duration = Duration::from_secs(30);

/// A real server of our own. It ends with this value.
pub struct Server {
    pub address: String,
    process: Child,
}

impl Server {
    /// On any free port.
    #[must_use]
    pub fn start() -> Self {
        Self::start_at("127.0.0.1:0")
    }

    #[must_use]
    pub fn start_at(address: &str) -> Self {
        let build = std::env::var_os("STATUSMAP_BUILD").map_or_else(|| root().join(".build/test"), PathBuf::from);
        let mut command = Command::new(build.join("bin/statusmap-server"));
        command.arg(format!("--listen_address={address}")).stdin(Stdio::null()).stdout(Stdio::piped());
        // What the server itself would read.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("STATUSMAP_")) {
            command.env_remove(name);
        }
        let mut process = command.spawn().expect("STATUSMAP_BUILD is to name a build");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let mut server = Self { address: String::new(), process };
        let (sender, first) = mpsc::channel();
        // Reads to the end: the server must not wait for a reader.
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                drop(sender.send(line));
            }
        });
        let line = first.recv_timeout(START_TIME).expect("a line of the server");
        let address = line.strip_prefix("statusmap-server: serving on ").and_then(|rest| rest.split_once("; ask: "));
        address.unwrap_or_else(|| panic!("the server said {line}")).0.clone_into(&mut server.address);
        server
    }

    /// Ends it as Kubernetes does, and wants exit code 0.
    pub fn stop(mut self) {
        run(Command::new("kill").args(["-s", "TERM", &self.process.id().to_string()]));
        let status = self.process.wait().expect("an exit code");
        assert!(status.success(), "the server ended with {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
