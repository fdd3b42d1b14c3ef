//! What the service config says of retries, which tonic has no notion of.

use std::sync::LazyLock;
use std::time::Duration;

use serde_json::Value;
use tonic::Code;

use crate::SERVICE_CONFIG;

/// The retry policy of the service config (gRFC A6).
#[derive(Debug)]
pub(crate) struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    backoff_multiplier: f64,
    retryable: Vec<String>,
}

/// That of all calls. The tests of this crate read it, so that it cannot be one that does not parse.
pub(crate) static POLICY: LazyLock<RetryPolicy> =
    LazyLock::new(|| RetryPolicy::read(SERVICE_CONFIG).expect("the service config has a retry policy"));

impl RetryPolicy {
    fn read(config: &str) -> Option<Self> {
        let config: Value = serde_json::from_str(config).ok()?;
        let policy = &config["methodConfig"][0]["retryPolicy"];
        let codes = policy["retryableStatusCodes"].as_array()?;
        Some(Self {
            max_attempts: policy["maxAttempts"].as_u64()?.try_into().ok()?,
            initial_backoff: seconds(&policy["initialBackoff"])?,
            max_backoff: seconds(&policy["maxBackoff"])?,
            backoff_multiplier: policy["backoffMultiplier"].as_f64()?,
            retryable: codes.iter().map(|code| code.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        })
    }

    /// How long to wait after an attempt (1 is the first) that failed with this code, or that it was the last one.
    pub(crate) fn wait(&self, attempt: u32, code: Code) -> Option<Duration> {
        let again = attempt < self.max_attempts && self.retryable.iter().any(|name| name == name_of(code));
        again.then(|| self.longest_wait(attempt).mul_f64(fastrand::f64()))
    }

    fn longest_wait(&self, attempt: u32) -> Duration {
        let power = i32::try_from(attempt).unwrap_or(i32::MAX) - 1;
        let growth = self.backoff_multiplier.powi(power);
        let grown = self.initial_backoff.as_secs_f64() * growth;
        Duration::from_secs_f64(grown.min(self.max_backoff.as_secs_f64()))
    }
}

/// A duration as in protobuf's JSON: "0.1s".
fn seconds(text: &Value) -> Option<Duration> {
    Duration::try_from_secs_f64(text.as_str()?.strip_suffix('s')?.parse().ok()?).ok()
}

/// The codes that a policy may name; OK is none of them.
fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tonic::Code;

    use super::{POLICY, RetryPolicy};

    const CONFIG: &str = r#"{"methodConfig": [{"retryPolicy": {"maxAttempts": 3, "initialBackoff": "0.25s",
        "maxBackoff": "2s", "backoffMultiplier": 4, "retryableStatusCodes": ["ABORTED", "UNKNOWN"]}}]}"#;

    #[test]
    fn the_policy_is_that_of_the_config() {
        let policy = RetryPolicy::read(CONFIG).unwrap();
        let longest: Vec<_> = (1..=4).map(|attempt| policy.longest_wait(attempt)).collect();
        assert_eq!(longest, [250, 1000, 2000, 2000].map(Duration::from_millis));
        for code in [Code::Aborted, Code::Unknown] {
            assert!(policy.wait(1, code).unwrap() <= Duration::from_millis(250));
            assert!(policy.wait(2, code).unwrap() <= Duration::from_secs(1));
            assert_eq!(policy.wait(3, code), None);
        }
        assert_eq!(policy.wait(1, Code::Unavailable), None);
    }

    #[test]
    fn a_config_without_a_policy_is_told() {
        assert!(RetryPolicy::read("{}").is_none());
        assert!(RetryPolicy::read(&CONFIG.replace("2s", "2")).is_none());
        assert!(RetryPolicy::read(&CONFIG.replace("\"UNKNOWN\"", "2")).is_none());
    }

    #[test]
    fn the_shared_config_retries_what_was_unavailable() {
        assert!(POLICY.wait(1, Code::Unavailable).is_some());
        assert_eq!(POLICY.wait(POLICY.max_attempts, Code::Unavailable), None);
        assert_eq!(POLICY.wait(1, Code::DeadlineExceeded), None);
    }
}
