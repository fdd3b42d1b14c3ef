use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tonic::{Code, Status};

use crate::cache::Cache;
use crate::v1::{AdviseRetryRequest, AdviseRetryResponse, MapHttpStatusRequest, MapHttpStatusResponse, Role};
use crate::{Advice, Client, Error, Exchange, reason};

/// For how long nobody is asked after the service did not answer, so that callers do not wait one by one for a service
/// that is away.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers for a response of an HTTP client what people write by hand otherwise: which gRPC code it becomes, and whether to
/// send the request again.
///
/// ```no_run
/// use http::Method;
/// use statusmap_client::{Client, Exchange, HttpAdvisor};
///
/// # async fn example(response: http::Response<()>) -> Result<(), statusmap_client::Error> {
/// let advisor = HttpAdvisor::new(Client::new("statusmap:50051")?).convention("envoy");
/// let advice = advisor.advise(Exchange::from(&response).method(Method::GET)).await;
/// if advice.may_retry() {
///     println!("again in {:?}", advice.delay());
/// } else {
///     println!("{:?}", advice.code);
/// }
/// # Ok(())
/// # }
/// ```
///
/// It never fails its caller. When the service is away, is too slow, or refuses the question, the advice says that it is a
/// fallback: `OK` for a status of 200 to 299, `UNKNOWN` for all others, and nothing on retries. For a second after that the
/// service is not asked.
///
/// Answers are kept in memory, since they change only with the service's catalogue. Those on retries are kept by all that
/// they depend on, and not kept at all where Retry-After is a date. Make one advisor, and share it.
#[derive(Debug)]
pub struct HttpAdvisor {
    client: Client,
    convention: String,
    role: Role,
    timeout: Duration,
    size: usize,
    age: Duration,
    mappings: Cache<i32, Arc<MapHttpStatusResponse>>,
    retries: Cache<RetryKey, Arc<AdviseRetryResponse>>,
    /// When the service may be asked again.
    resume: Mutex<Option<Instant>>,
}

impl HttpAdvisor {
    /// An advisor that asks this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        let (size, age) = (1024, Duration::from_secs(3600));
        Self {
            client,
            convention: String::new(),
            role: Role::Unspecified,
            timeout: Duration::from_millis(500),
            size,
            age,
            mappings: Cache::new(size, age),
            retries: Cache::new(size, age),
            resume: Mutex::default(),
        }
    }

    /// The convention to map by, for instance "envoy". The default is "google-apis".
    #[must_use]
    pub fn convention(self, id: &str) -> Self {
        let convention = id.to_owned();
        Self { convention, ..self }.forgetful()
    }

    /// Has the advice be that for a proxy or gateway, which must not repeat a request whose method is not idempotent. The
    /// default is that for a client.
    #[must_use]
    pub fn as_proxy(self) -> Self {
        let role = Role::Proxy;
        Self { role, ..self }.forgetful()
    }

    /// How long advice may take at most, whatever the service does. The default is 500 ms.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How many mappings, and how many answers on retries, are kept. The default is 1024; 0 is none.
    #[must_use]
    pub fn cache_size(self, size: usize) -> Self {
        Self { size, ..self }.forgetful()
    }

    /// For how long an answer is kept, so that a new catalogue is seen in time. The default is one hour.
    #[must_use]
    pub fn cache_age(self, age: Duration) -> Self {
        Self { age, ..self }.forgetful()
    }

    fn forgetful(self) -> Self {
        let (mappings, retries) = (Cache::new(self.size, self.age), Cache::new(self.size, self.age));
        Self { mappings, retries, ..self }
    }

    /// Answers for an exchange, and asks the service only for what is not remembered. The answer may be dropped before it
    /// comes.
    pub async fn advise(&self, exchange: impl Into<Exchange>) -> Advice {
        let exchange = exchange.into();
        let until = Instant::now() + self.timeout;
        let mapping = self.mapping(&exchange, until);
        let retry = self.retry(exchange.question(self.role), until);
        let (mapping, retry) = futures_util::future::join(mapping, retry).await;
        if is_away(mapping.as_ref().err()) || is_away(retry.as_ref().err()) {
            *self.resume.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + PAUSE);
        }
        Advice::new(exchange.status(), mapping.map_err(Refusal::error), retry.map_err(Refusal::error))
    }

    async fn mapping(&self, exchange: &Exchange, until: Instant) -> Result<Arc<MapHttpStatusResponse>, Refusal> {
        let http_status = i32::from(exchange.status().as_u16());
        if let Some(known) = self.mappings.get(&http_status) {
            return Ok(known);
        }
        let question = MapHttpStatusRequest { convention: self.convention.clone(), ..http_status.into() };
        let answer = Arc::new(self.client(until)?.map_http_status(question).await?);
        self.mappings.put(http_status, answer.clone());
        Ok(answer)
    }

    async fn retry(&self, question: AdviseRetryRequest, until: Instant) -> Result<Arc<AdviseRetryResponse>, Refusal> {
        let key = RetryKey::of(&question);
        if let Some(known) = key.as_ref().and_then(|key| self.retries.get(key)) {
            return Ok(known);
        }
        let answer = match self.client(until)?.advise_retry(question.clone()).await {
            // What a server wrote there is nobody's mistake here: without it there is still advice.
            Err(error) if error.reason() == reason::RETRY_AFTER_INVALID => {
                let question = AdviseRetryRequest { retry_after: String::new(), ..question };
                self.client(until)?.advise_retry(question).await?
            }
            answer => answer?,
        };
        let answer = Arc::new(answer);
        if let Some(key) = key {
            self.retries.put(key, answer.clone());
        }
        Ok(answer)
    }

    /// A client with the time that is left.
    fn client(&self, until: Instant) -> Result<Client, Refusal> {
        let now = Instant::now();
        match *self.resume.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(resume) if now < resume => Err(Refusal::Paused),
            _ => Ok(self.client.with_timeout(until.saturating_duration_since(now))),
        }
    }
}

/// Why there is no answer.
enum Refusal {
    Failed(Error),
    /// The service was not asked.
    Paused,
}

impl Refusal {
    fn error(self) -> Error {
        match self {
            Self::Failed(error) => error,
            Self::Paused => {
                let why = "the service did not answer a moment ago, and is asked again in a second";
                Status::unavailable(why).into()
            }
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// True for the errors of a service that did not answer.
fn is_away(refusal: Option<&Refusal>) -> bool {
    let Some(Refusal::Failed(error)) = refusal else { return false };
    matches!(error.code(), Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted)
}

/// All that advice depends on, apart from the time of receipt, which counts for dates only.
#[derive(Debug, Hash, PartialEq, Eq)]
struct RetryKey {
    http_status: Option<i32>,
    method: String,
    retry_after: String,
    idempotency_key: bool,
    attempt: i32,
}

impl RetryKey {
    /// None where Retry-After is no number: the time up to a date is another one at every moment.
    fn of(question: &AdviseRetryRequest) -> Option<Self> {
        question.retry_after.bytes().all(|byte| byte.is_ascii_digit()).then(|| Self {
            http_status: question.http_status,
            method: question.method.clone(),
            retry_after: question.retry_after.clone(),
            idempotency_key: question.idempotency_key,
            attempt: question.attempt,
        })
    }
}
