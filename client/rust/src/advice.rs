use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tonic::Code;

use crate::Error;
use crate::v1::{AdviseRetryResponse, MapHttpStatusResponse};

/// What a response means.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Advice {
    /// The gRPC code that the response becomes under the convention. Where the convention gives none it is that of a
    /// fallback, and `rule_kind` of the mapping says so.
    pub code: Code,
    /// True if the service did not say `code`: it is `OK` for 200 to 299, `UNKNOWN` for all others.
    pub fallback: bool,
    /// The rule, its source, and how many conventions agree. `None` if `fallback`.
    pub mapping: Option<Arc<MapHttpStatusResponse>>,
    /// Whether to send the request again, when, and why. `None` if the service gave no advice.
    pub retry: Option<Arc<AdviseRetryResponse>>,
    /// Why `mapping` or `retry` is missing, for logs.
    pub error: Option<Error>,
}

impl Advice {
    pub(crate) fn new(
        status: StatusCode,
        mapping: Result<Arc<MapHttpStatusResponse>, Error>,
        retry: Result<Arc<AdviseRetryResponse>, Error>,
    ) -> Self {
        let (mapping, wrong) = apart(mapping);
        let (retry, also_wrong) = apart(retry);
        let code = mapping.as_ref().and_then(|mapping| mapping.code());
        Self {
            code: code.unwrap_or(if status.is_success() { Code::Ok } else { Code::Unknown }),
            fallback: mapping.is_none(),
            mapping,
            retry,
            error: wrong.or(also_wrong),
        }
    }

    /// True if the advice is to send the same request again. False without advice.
    #[must_use]
    pub fn may_retry(&self) -> bool {
        self.retry.as_ref().is_some_and(|retry| retry.may_retry())
    }

    /// How long to wait before the next request: what Retry-After says, or a random time of backoff, another one at each
    /// call. Zero without advice, or where it names none.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.retry.as_ref().map(|retry| retry.wait()).unwrap_or_default()
    }
}

fn apart<Answer>(result: Result<Answer, Error>) -> (Option<Answer>, Option<Error>) {
    match result {
        Ok(answer) => (Some(answer), None),
        Err(error) => (None, Some(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use http::StatusCode;
    use tonic::{Code, Status};

    use super::Advice;
    use crate::v1::MapHttpStatusResponse;

    #[test]
    fn the_fallback_is_ok_for_what_succeeded_and_unknown_for_the_rest() {
        for (number, code) in
            [(199, Code::Unknown), (200, Code::Ok), (299, Code::Ok), (300, Code::Unknown), (999, Code::Unknown)]
        {
            let status = StatusCode::from_u16(number).unwrap();
            let advice =
                Advice::new(status, Err(Status::unavailable("away").into()), Err(Status::aborted("other").into()));
            assert_eq!((advice.code, advice.fallback), (code, true));
            assert_eq!((advice.may_retry(), advice.delay()), (false, Duration::ZERO));
            assert_eq!(advice.error.unwrap().message(), "away");

            let no_answer = Arc::new(MapHttpStatusResponse::default());
            let advice = Advice::new(status, Ok(no_answer), Err(Status::aborted("other").into()));
            assert_eq!((advice.code, advice.fallback), (code, false));
            assert!(advice.mapping.is_some() && advice.error.is_some());
        }
    }
}
