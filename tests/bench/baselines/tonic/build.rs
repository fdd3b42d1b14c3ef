//! Generates the service from the contract, without protoc.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let proto = std::env::var("STATUSMAP_PROTO").map_err(|_| "STATUSMAP_PROTO names no folder with the contract")?;
    println!("cargo:rerun-if-env-changed=STATUSMAP_PROTO");
    println!("cargo:rerun-if-changed={proto}");
    let contract = protox::compile(["statusmap/v1/status_map.proto"], [&proto])?;
    tonic_prost_build::configure().build_client(false).generate_default_stubs(true).compile_fds(contract)?;
    Ok(())
}
