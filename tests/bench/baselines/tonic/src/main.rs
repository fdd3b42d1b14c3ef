//! The baseline in Rust: `statusmap-tonic ANSWERS PORT` serves the contract on tonic. LookupStatus and MapHttpStatus
//! answer from the file; what the benchmarks do not ask is UNIMPLEMENTED.
//!
//! One thread: the benchmarks give it one core, and tokio's scheduler for many threads costs more there.

mod answers;
mod v1 {
    tonic::include_proto!("statusmap.v1");
}

use answers::Answers;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};
use v1::status_map_service_server::{StatusMapService, StatusMapServiceServer};

type Answer<T> = Result<Response<T>, Status>;

struct Service {
    answers: Answers,
}

#[tonic::async_trait]
impl StatusMapService for Service {
    async fn lookup_status(&self, request: Request<v1::LookupStatusRequest>) -> Answer<v1::LookupStatusResponse> {
        let status = request.get_ref().http_status.ok_or_else(|| Status::invalid_argument("http_status is not set"))?;
        match self.answers.lookups.get(&status) {
            Some(answer) => Ok(Response::new(answer.clone())),
            None => Err(Status::not_found("no source knows this status")),
        }
    }

    async fn map_http_status(&self, request: Request<v1::MapHttpStatusRequest>) -> Answer<v1::MapHttpStatusResponse> {
        let request = request.into_inner();
        let status = request.http_status.ok_or_else(|| Status::invalid_argument("http_status is not set"))?;
        match self.answers.mappings.get(&(status, request.convention)) {
            Some(answer) => Ok(Response::new(answer.clone())),
            None => Err(Status::not_found("not among the answers")),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().collect();
    let [_, answers, port] = words.as_slice() else {
        return Err("usage: statusmap-tonic ANSWERS PORT".into());
    };
    let answers = Answers::read(answers);
    // Without this a small answer would wait for the peer's acknowledgement of the one before.
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], port.parse()?).into())?.with_nodelay(Some(true));
    println!("serving on {}", incoming.local_addr()?);
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tonic::transport::Server::builder()
        .add_service(StatusMapServiceServer::new(Service { answers }))
        .serve_with_incoming_shutdown(incoming, async move {
            terminate.recv().await;
        })
        .await?;
    Ok(())
}
