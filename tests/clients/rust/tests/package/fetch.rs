use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use statusmap_client_tests::{Server, run};

/// The example gets 503, does as it is advised, and then has what it came for.
#[test]
fn the_example_fetches_again_as_advised() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let busy = thread::spawn(move || {
        for head in ["503 Service Unavailable\r\nRetry-After: 0", "200 OK"] {
            let (mut stream, _) = listener.accept().unwrap();
            let request = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
            assert_eq!(request.take_while(|line| !line.is_empty()).next().as_deref(), Some("GET / HTTP/1.1"));
            write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    let server = Server::start();
    let example = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../debug/examples/fetch");
    let printed = run(Command::new(example).args([&url, &server.address]));
    assert_eq!(printed, "503 Service Unavailable is Unavailable\nagain in 0ns\n200 OK is Ok\n");
    busy.join().unwrap();
}
