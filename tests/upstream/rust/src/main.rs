//! observe OUTDIR: asks tonic's client about every HTTP status, and writes what it answered.

use std::{env, error::Error, fs, path::Path};
use tokio::net::TcpListener;
use tonic::{
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    transport::Endpoint,
    Request, Status,
};

const DATE: &str = "2026-11-22";
const LOCK: &str = include_str!("../Cargo.lock");

/// The empty message, which has no bytes.
#[derive(Default)]
struct Empty;

impl Codec for Empty {
    type Encode = ();
    type Decode = ();
    type Encoder = Empty;
    type Decoder = Empty;

    fn encoder(&mut self) -> Empty {
        Empty
    }

    fn decoder(&mut self) -> Empty {
        Empty
    }
}

impl Encoder for Empty {
    type Item = ();
    type Error = Status;

    fn encode(&mut self, (): (), _: &mut EncodeBuf<'_>) -> Result<(), Status> {
        Ok(())
    }
}

impl Decoder for Empty {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        Ok(Some(()))
    }
}

/// Answers with the bare status that the path begins with: no body, no grpc-status.
async fn serve(listener: TcpListener) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (socket, _) = listener.accept().await?;
    let mut connection = h2::server::handshake(socket).await?;
    while let Some(stream) = connection.accept().await {
        let (request, mut respond) = stream?;
        let status = request.uri().path().split('/').nth(1).unwrap_or_default();
        let response = http::Response::builder()
            .status(status)
            .header("content-type", "text/html");
        respond.send_response(response.body(())?, true)?;
    }
    Ok(())
}

/// The version that the lock file names.
fn version(package: &str) -> Option<&str> {
    let (_, rest) = LOCK.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let out = env::args().nth(1).ok_or("observe OUTDIR")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener));

    let mut client = Grpc::new(
        Endpoint::from_shared(format!("http://{address}"))?
            .connect()
            .await?,
    );
    let mut dump = String::from("direction,from,to\n");
    for status in 200..=599 {
        client.ready().await?;
        let path = format!("/{status}/call").parse()?;
        let code = match client.unary(Request::new(()), path, Empty).await {
            Ok(_) => 0,
            Err(failure) => failure.code() as i32,
        };
        dump += &format!("http_to_grpc,{status},{code}\n");
    }

    let version = version("tonic").ok_or("tonic is not locked")?;
    let index = format!(
        "convention,direction,library,version,date,how\n\
         tonic,http_to_grpc,tonic,{version},{DATE},client against a loopback HTTP/2 server\n"
    );
    fs::write(Path::new(&out).join("tonic.csv"), dump)?;
    fs::write(Path::new(&out).join("index-rust.csv"), index)?;
    Ok(())
}
