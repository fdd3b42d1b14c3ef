//! Generates the side of the service, for servers that misbehave as a test wants.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let proto = Path::new("../../../proto");
    let contract = proto.join("statusmap/v1/status_map.proto");
    println!("cargo::rerun-if-changed={}", contract.display());
    tonic_prost_build::configure()
        .build_client(false)
        .generate_default_stubs(true)
        .extern_path(".statusmap.v1", "::statusmap_client::v1")
        .compile_fds(protox::compile([contract], [proto])?)?;
    Ok(())
}
