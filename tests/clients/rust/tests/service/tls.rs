use std::process::Command;

use statusmap_client::v1::{LookupStatusRequest, LookupStatusResponse};
use statusmap_client::{Client, Code};
use statusmap_client_tests::fake::{Fake, StatusMapService};
use statusmap_client_tests::run;
use tonic::transport::{Certificate, ClientTlsConfig, Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status, async_trait};

struct Answering;

#[async_trait]
impl StatusMapService for Answering {
    async fn lookup_status(&self, _: Request<LookupStatusRequest>) -> Result<Response<LookupStatusResponse>, Status> {
        Ok(Response::new(LookupStatusResponse::default()))
    }
}

#[tokio::test]
async fn is_checked_against_the_name_of_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut openssl = Command::new("openssl");
    openssl.args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test".split(' '));
    openssl.args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]);
    run(openssl.arg("-keyout").arg(file("key.pem")).arg("-out").arg(file("cert.pem")));
    let certificate = std::fs::read(file("cert.pem")).unwrap();
    let identity = Identity::from_pem(&certificate, std::fs::read(file("key.pem")).unwrap());
    let server = Server::builder().tls_config(ServerTlsConfig::new().identity(identity)).unwrap();
    let fake = Fake::serve_by(server, Answering).await;

    let known = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&certificate));
    let client = |host: &str, config: &ClientTlsConfig| {
        Client::builder(format!("{host}:{}", fake.address.port())).tls(config.clone()).build().unwrap()
    };
    client("localhost", &known).lookup_status(404).await.unwrap();
    client("127.0.0.1", &known.clone().domain_name("localhost")).lookup_status(404).await.unwrap();
    for (host, config) in [("127.0.0.1", &known), ("localhost", &ClientTlsConfig::new().with_native_roots())] {
        let error = client(host, config).lookup_status(404).await.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable, "{error}");
    }
    let plain = Client::new(format!("localhost:{}", fake.address.port())).unwrap();
    assert_eq!(plain.lookup_status(404).await.unwrap_err().code(), Code::Unavailable);
    assert!(Client::builder("http://localhost:1").tls(known).build().is_err());
}
