use std::time::SystemTime;

use http::header::{DATE, HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};

use crate::v1::{AdviseRetryRequest, Role};

/// A request over HTTP and the response that it got: what counts of them for an answer, never the body.
///
/// It comes from a response of the `http` crate or, with the feature `reqwest`, of reqwest: `Exchange::from(&response)`. No
/// response knows its request, so the method is to be named; a request without one counts as not idempotent.
#[derive(Clone, Debug)]
pub struct Exchange {
    status: StatusCode,
    method: Option<Method>,
    retry_after: String,
    received_at: SystemTime,
    idempotency_key: bool,
    attempt: i32,
}

impl Exchange {
    /// Reads Retry-After and Date. The time of receipt is that of Date where it is one, since a date in Retry-After is by
    /// the same clock, however wrong; else it is now.
    #[must_use]
    pub fn new(status: StatusCode, headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
        Self {
            status,
            method: None,
            retry_after: text(RETRY_AFTER).to_owned(),
            received_at: httpdate::parse_http_date(text(DATE)).unwrap_or_else(|_| SystemTime::now()),
            idempotency_key: false,
            attempt: 1,
        }
    }

    /// The method of the request.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// The request: its method, and whether it carried Idempotency-Key or X-Idempotency-Key.
    #[must_use]
    pub fn request(mut self, method: &Method, headers: &HeaderMap) -> Self {
        self.idempotency_key = ["idempotency-key", "x-idempotency-key"].iter().any(|name| headers.contains_key(*name));
        self.method(method.clone())
    }

    /// Says that the request carried a key by which the server recognises it when it comes again.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotency_key = true;
        self
    }

    /// Which attempt got the response: 1, the default, is the first. Backoff grows with it.
    #[must_use]
    pub fn attempt(mut self, number: u32) -> Self {
        self.attempt = number.try_into().unwrap_or(i32::MAX);
        self
    }

    /// When the response was received, if that is known better.
    #[must_use]
    pub fn received_at(mut self, time: SystemTime) -> Self {
        self.received_at = time;
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn question(&self, role: Role) -> AdviseRetryRequest {
        AdviseRetryRequest {
            method: self.method.as_ref().map(ToString::to_string).unwrap_or_default(),
            retry_after: self.retry_after.clone(),
            received_at: Some(self.received_at.into()),
            idempotency_key: self.idempotency_key,
            attempt: self.attempt,
            role: role.into(),
            ..self.status.into()
        }
    }
}

impl<Body> From<&http::Response<Body>> for Exchange {
    fn from(response: &http::Response<Body>) -> Self {
        Self::new(response.status(), response.headers())
    }
}

#[cfg(feature = "reqwest")]
impl From<&reqwest::Response> for Exchange {
    fn from(response: &reqwest::Response) -> Self {
        Self::new(response.status(), response.headers())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

    use super::Exchange;
    use crate::v1::{AdviseRetryRequest, Role};

    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn response(headers: &[(&str, &str)]) -> Response<()> {
        let response = Response::builder().status(503);
        headers.iter().fold(response, |response, (name, value)| response.header(*name, *value)).body(()).unwrap()
    }

    #[test]
    fn reads_the_response() {
        let received_at = Some(prost_types::Timestamp { seconds: 784_111_777, nanos: 0 });
        let answered = response(&[("Retry-After", " 7 "), ("Date", DATE)]);
        let expected = AdviseRetryRequest {
            http_status: Some(503),
            retry_after: "7".into(),
            received_at,
            attempt: 1,
            role: Role::Proxy.into(),
            ..Default::default()
        };
        assert_eq!(Exchange::from(&answered).question(Role::Proxy), expected);
    }

    #[test]
    fn reads_the_request() {
        let question = |name: &'static str| {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static("k"))]);
            Exchange::from(&response(&[])).request(&Method::POST, &headers).attempt(3).question(Role::Unspecified)
        };
        for name in ["Idempotency-Key", "X-Idempotency-Key"] {
            let question = question(name);
            assert_eq!((question.method.as_str(), question.idempotency_key, question.attempt), ("POST", true, 3));
        }
        assert!(!question("Key").idempotency_key);
        let told = Exchange::new(StatusCode::OK, &HeaderMap::new()).method(Method::PUT).idempotent();
        assert_eq!((told.question(Role::Client).method.as_str(), told.idempotency_key), ("PUT", true));
    }

    #[test]
    fn was_received_now_unless_something_says_otherwise() {
        let before = SystemTime::now();
        for headers in [&[][..], &[("Date", "yesterday")]] {
            let received_at = Exchange::from(&response(headers)).received_at;
            assert!(before <= received_at && received_at <= SystemTime::now());
        }
        let known = SystemTime::UNIX_EPOCH + Duration::from_millis(1500);
        let question = Exchange::from(&response(&[("Date", DATE)])).received_at(known).question(Role::Client);
        assert_eq!(question.received_at, Some(prost_types::Timestamp { seconds: 1, nanos: 500_000_000 }));
    }

    #[cfg(feature = "reqwest")]
    #[test]
    fn reads_a_response_of_reqwest() {
        let answered = reqwest::Response::from(response(&[("Retry-After", "7")]).map(|()| ""));
        let question = Exchange::from(&answered).question(Role::Unspecified);
        assert_eq!((question.http_status, question.retry_after.as_str()), (Some(503), "7"));
    }
}
