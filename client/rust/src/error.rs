use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{FieldViolation, StatusExt};

/// The domain of the errors that the service itself made.
pub const DOMAIN: &str = "statusmap.v1";

/// What every method of [`Client`](crate::Client) fails with. Match on the reason, never on the message:
///
/// ```
/// use statusmap_client::{Error, reason};
///
/// fn hint(error: &Error) -> Option<String> {
///     match error.reason() {
///         reason::CONVENTION_UNKNOWN => Some(format!("did you mean {}", error.metadata()["nearest"])),
///         _ => None,
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    status: Status,
    reason: String,
    domain: String,
    metadata: HashMap<String, String>,
    field_violations: Vec<FieldViolation>,
    retry_delay: Option<Duration>,
    answered: i64,
}

impl Error {
    /// The code of the call; never [`Code::Ok`].
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.status.code()
    }

    /// What is wrong, for people.
    #[must_use]
    pub fn message(&self) -> &str {
        self.0.status.message()
    }

    /// One of the constants of [`reason`](crate::reason), or "" if the error is not from the service (a connection that
    /// failed, a deadline).
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The domain that the reason belongs to: [`DOMAIN`], or that of a proxy or a mesh between. "" without a reason.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.0.domain
    }

    /// What comes with the reason, for instance `nearest` with the ids close to a misspelled convention.
    #[must_use]
    pub fn metadata(&self) -> &HashMap<String, String> {
        &self.0.metadata
    }

    /// The fields of the request that the service refused. Empty if the error is not about a field.
    #[must_use]
    pub fn field_violations(&self) -> &[FieldViolation] {
        &self.0.field_violations
    }

    /// How long to wait before the next attempt, where the service says so.
    #[must_use]
    pub fn retry_delay(&self) -> Option<Duration> {
        self.0.retry_delay
    }

    /// How many statuses a stream had answered when it failed, all of them in answers that came before. The rest can be
    /// asked again in a new one. 0 for all other calls.
    #[must_use]
    pub fn answered(&self) -> i64 {
        self.0.answered
    }

    /// The status with all its details, also those that have no method here.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.0.status
    }

    pub(crate) fn invalid_target(target: &str, wrong: &str) -> Self {
        Status::invalid_argument(format!("target \"{target}\": {wrong}")).into()
    }

    pub(crate) fn cut_short() -> Self {
        Status::internal("the service ended the call before it had all of it").into()
    }

    /// With what its stream had answered.
    pub(crate) fn after(mut self, answered: i64) -> Self {
        self.0.answered = answered;
        self
    }

    pub(crate) fn late() -> Self {
        Status::deadline_exceeded("the deadline passed without an answer").into()
    }
}

/// Details that do not parse are left out: the code and the message are worth more than a second error.
impl From<Status> for Error {
    fn from(status: Status) -> Self {
        let (reason, domain, metadata) = status
            .get_details_error_info()
            .map_or_else(Default::default, |info| (info.reason, info.domain, info.metadata));
        let field_violations =
            status.get_details_bad_request().map_or_else(Vec::new, |request| request.field_violations);
        let retry_delay = status.get_details_retry_info().and_then(|info| info.retry_delay);
        Self(Box::new(Inner { status, reason, domain, metadata, field_violations, retry_delay, answered: 0 }))
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        error.0.status
    }
}

/// The code, the reason where there is one, and the message.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "statusmap: {:?}", self.code())?;
        if !self.reason().is_empty() {
            write!(formatter, " ({})", self.reason())?;
        }
        write!(formatter, ": {}", self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("code", &self.code())
            .field("message", &self.message())
            .field("reason", &self.reason())
            .field("domain", &self.domain())
            .field("metadata", self.metadata())
            .field("field_violations", &self.0.field_violations)
            .field("retry_delay", &self.0.retry_delay)
            .field("answered", &self.0.answered)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.status.source()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use tonic::{Code, Status};
    use tonic_types::{ErrorDetails, StatusExt};

    use super::Error;

    #[test]
    fn has_the_details_of_a_status() {
        let metadata = HashMap::from([("nearest".to_owned(), "envoy".to_owned())]);
        let mut details = ErrorDetails::with_error_info("CONVENTION_UNKNOWN", super::DOMAIN, metadata);
        details.add_bad_request_violation("convention", "is not known");
        details.set_retry_info(Some(Duration::from_millis(20)));
        let error = Error::from(Status::with_error_details(Code::InvalidArgument, "no", details));
        assert_eq!(error.code(), Code::InvalidArgument);
        assert_eq!((error.reason(), error.domain()), ("CONVENTION_UNKNOWN", "statusmap.v1"));
        assert_eq!(error.metadata()["nearest"], "envoy");
        assert_eq!(error.field_violations()[0].field, "convention");
        assert_eq!(error.field_violations()[0].description, "is not known");
        assert_eq!(error.retry_delay(), Some(Duration::from_millis(20)));
        assert_eq!(error.to_string(), "statusmap: InvalidArgument (CONVENTION_UNKNOWN): no");
        assert_eq!((error.answered(), error.clone().after(7).answered()), (0, 7));
        assert_eq!(Status::from(error).get_error_details().bad_request().unwrap().field_violations.len(), 1);
    }

    #[test]
    fn survives_details_that_do_not_parse() {
        let error = Error::from(Status::with_details(Code::NotFound, "none", vec![0xff, 0xff].into()));
        assert_eq!((error.code(), error.message(), error.reason()), (Code::NotFound, "none", ""));
        assert_eq!(error.to_string(), "statusmap: NotFound: none");
    }
}
