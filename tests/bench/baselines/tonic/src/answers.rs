//! The answers, as the harness read them from the server that is measured.

use std::collections::HashMap;

use prost::Message;

use crate::v1::{LookupStatusRequest, LookupStatusResponse, MapHttpStatusRequest, MapHttpStatusResponse};

/// Decoded at the start, so that a call costs a look-up and the encoding of a message.
#[derive(Default)]
pub struct Answers {
    pub lookups: HashMap<i32, LookupStatusResponse>,
    pub mappings: HashMap<(i32, String), MapHttpStatusResponse>,
}

/// Takes a number of four bytes, and that many bytes behind it.
fn part<'a>(file: &mut &'a [u8]) -> &'a [u8] {
    let (length, rest) = file.split_first_chunk::<4>().expect("a length");
    let (part, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
    *file = rest;
    part
}

impl Answers {
    /// Reads records of method, request and response, each with its length in front.
    pub fn read(path: &str) -> Answers {
        let bytes = std::fs::read(path).expect("the file of answers");
        let mut file = bytes.as_slice();
        let mut answers = Answers::default();
        while !file.is_empty() {
            let (method, request, response) = (part(&mut file), part(&mut file), part(&mut file));
            match method {
                b"LookupStatus" => {
                    let request = LookupStatusRequest::decode(request).expect("a request");
                    let response = LookupStatusResponse::decode(response).expect("a response");
                    answers.lookups.insert(request.http_status.expect("a status"), response);
                }
                b"MapHttpStatus" => {
                    let request = MapHttpStatusRequest::decode(request).expect("a request");
                    let response = MapHttpStatusResponse::decode(response).expect("a response");
                    answers.mappings.insert((request.http_status.expect("a status"), request.convention), response);
                }
                other => panic!("no such method: {other:?}"),
            }
        }
        answers
    }
}
