//! generator PROTO OUT: writes the client's code for the contract in the folder PROTO into the folder OUT.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [proto, out] = arguments.as_slice() else {
        return Err("usage: generator PROTO OUT".into());
    };
    let contract = Path::new(proto).join("statusmap/v1/status_map.proto");
    let files = protox::compile([contract], [proto])?;
    tonic_prost_build::configure().build_server(false).out_dir(out).compile_fds(files)?;
    Ok(())
}
