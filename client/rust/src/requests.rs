//! What becomes a request, and what is read of an answer: the rest of both is the contract's.

use std::time::Duration;

use tonic::Code;

use crate::v1::{
    AdviseRetryRequest, AdviseRetryResponse, ClassifyStatusRequest, CompareConventionsRequest, Direction,
    ListConventionsRequest, LookupStatusRequest, MapGrpcCodeRequest, MapHttpStatusRequest, MapHttpStatusResponse,
    RetryVerdict, SearchStatusesRequest,
};

/// A question about nothing but an HTTP status. What is outside of a method's domain the service refuses.
macro_rules! about_http_status {
    ($($request:ident)*) => {$(
        #[allow(clippy::needless_update)]
        impl From<i32> for $request {
            fn from(http_status: i32) -> Self {
                Self { http_status: Some(http_status), ..Self::default() }
            }
        }

        impl From<http::StatusCode> for $request {
            fn from(http_status: http::StatusCode) -> Self {
                i32::from(http_status.as_u16()).into()
            }
        }
    )*};
}

/// A question about nothing but a gRPC code.
macro_rules! about_grpc_code {
    ($($request:ident)*) => {$(
        impl From<Code> for $request {
            fn from(code: Code) -> Self {
                Self { grpc_code: Some(code.into()), ..Self::default() }
            }
        }
    )*};
}

about_http_status! {
    LookupStatusRequest ClassifyStatusRequest AdviseRetryRequest MapHttpStatusRequest CompareConventionsRequest
}
about_grpc_code! { AdviseRetryRequest MapGrpcCodeRequest CompareConventionsRequest }

/// A status, and the id of a convention.
impl From<(i32, &str)> for MapHttpStatusRequest {
    fn from((http_status, convention): (i32, &str)) -> Self {
        Self { convention: convention.to_owned(), ..http_status.into() }
    }
}

/// A code, and the id of a convention.
impl From<(Code, &str)> for MapGrpcCodeRequest {
    fn from((code, convention): (Code, &str)) -> Self {
        Self { convention: convention.to_owned(), ..code.into() }
    }
}

/// The ids of two conventions.
impl From<(&str, &str)> for CompareConventionsRequest {
    fn from((convention, other): (&str, &str)) -> Self {
        Self { convention: convention.to_owned(), other_convention: other.to_owned(), ..Self::default() }
    }
}

impl From<&str> for SearchStatusesRequest {
    fn from(query: &str) -> Self {
        Self { query: query.to_owned(), ..Self::default() }
    }
}

impl From<Direction> for ListConventionsRequest {
    fn from(direction: Direction) -> Self {
        Self { direction: direction.into(), ..Self::default() }
    }
}

impl MapHttpStatusResponse {
    /// The gRPC code, or `None` where the convention gives no answer. (`grpc_code()` is 0 there, which is the number of OK.)
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.grpc_code.map(Code::from_i32)
    }
}

impl AdviseRetryResponse {
    /// True if the same request may be sent again.
    #[must_use]
    pub fn may_retry(&self) -> bool {
        self.verdict() == RetryVerdict::Retry
    }

    /// How long to wait before the next request: what Retry-After says, or a random time of backoff, another one at each
    /// call. Zero where the answer names none.
    #[must_use]
    pub fn wait(&self) -> Duration {
        let bound = |of: fn(&crate::v1::Delay) -> Option<prost_types::Duration>| {
            let duration = self.delay.as_ref().and_then(of).unwrap_or_default();
            Duration::try_from(duration).unwrap_or_default()
        };
        let (minimum, maximum) = (bound(|delay| delay.minimum), bound(|delay| delay.maximum));
        minimum + maximum.saturating_sub(minimum).mul_f64(fastrand::f64())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        AdviseRetryRequest, AdviseRetryResponse, Code, CompareConventionsRequest, MapGrpcCodeRequest,
        MapHttpStatusRequest, MapHttpStatusResponse,
    };
    use crate::v1::{Delay, RetryVerdict};

    #[test]
    fn what_is_short_is_the_same_request() {
        assert_eq!(
            MapHttpStatusRequest::from((429, "envoy")),
            MapHttpStatusRequest { http_status: Some(429), convention: "envoy".into(), include_conventions: false }
        );
        assert_eq!(MapHttpStatusRequest::from(http::StatusCode::NOT_FOUND), 404.into());
        assert_eq!(MapGrpcCodeRequest::from(Code::Ok).grpc_code, Some(0));
        assert_eq!(AdviseRetryRequest::from(Code::Aborted).http_status, None);
        assert_eq!(CompareConventionsRequest::from(("envoy", "dapr")).other_convention, "dapr");
    }

    #[test]
    fn no_code_is_not_ok() {
        assert_eq!(MapHttpStatusResponse::default().code(), None);
        let answer = MapHttpStatusResponse { grpc_code: Some(0), ..Default::default() };
        assert_eq!(answer.code(), Some(Code::Ok));
    }

    #[test]
    fn a_wait_is_within_its_bounds() {
        let seconds = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
        let answer = |minimum, maximum| AdviseRetryResponse {
            verdict: RetryVerdict::Retry.into(),
            delay: Some(Delay { minimum, maximum, ..Default::default() }),
            ..Default::default()
        };
        assert_eq!(answer(seconds(7), seconds(7)).wait(), Duration::from_secs(7));
        assert_eq!(AdviseRetryResponse::default().wait(), Duration::ZERO);
        let drawn: Vec<_> = (0..50).map(|_| answer(seconds(1), seconds(3)).wait()).collect();
        assert!(drawn.iter().all(|wait| (Duration::from_secs(1)..=Duration::from_secs(3)).contains(wait)), "{drawn:?}");
        assert!(drawn.iter().any(|wait| *wait != drawn[0]));
        assert!(answer(None, None).may_retry() && !AdviseRetryResponse::default().may_retry());
    }
}
