//! What a caller sees when the service, the network or the caller itself gives up, and when all is well.

mod advisor;
mod bulk;
mod calls;
mod deadlines;
mod lists;
mod retries;
mod streams;
mod tls;
mod windows;
