//! fetch URL [SERVER]: gets a URL of http, as often as a statusmap service advises, at most five times.
//!
//! With a service on 127.0.0.1:50051: `cargo run --example fetch --features reqwest -- http://127.0.0.1:8080/`

use std::error::Error;

use reqwest::Method;
use statusmap_client::{Client, Exchange, HttpAdvisor};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("usage: fetch URL [SERVER]")?;
    let server = arguments.next().unwrap_or_else(|| "127.0.0.1:50051".to_owned());
    let advisor = HttpAdvisor::new(Client::new(server)?);

    for attempt in 1..=5 {
        let response = reqwest::get(&url).await?;
        let exchange = Exchange::from(&response).method(Method::GET).attempt(attempt);
        let advice = advisor.advise(exchange).await;
        let origin = if advice.fallback { " (a fallback)" } else { "" };
        println!("{} is {:?}{origin}", response.status(), advice.code);
        if !advice.may_retry() {
            break;
        }
        println!("again in {:?}", advice.delay());
        tokio::time::sleep(advice.delay()).await;
    }
    Ok(())
}
