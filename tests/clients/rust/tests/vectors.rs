//! Asks the real server every question of tests/vectors, and compares the answers as messages.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as StdError;
use std::fmt::Debug;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor};
use serde_json::{Value, json};
use statusmap_client::v1::{
    AdviseRetryRequest, BatchMapHttpStatusesRequest, ClassifyStatusRequest, CompareConventionsRequest,
    ListConventionsRequest, ListStatusesRequest, LookupStatusRequest, LookupStatusResponse, MapGrpcCodeRequest,
    MapHttpStatusRequest, SearchStatusesRequest, StreamMapHttpStatusesResponse,
};
use statusmap_client::{Client, Error, TryStreamExt, stream};
use statusmap_client_tests::{Server, root};
use tokio::runtime::Runtime;
use tonic::Code;

type Outcome = Result<(), Box<dyn StdError>>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = Arc::new(Runtime::new().expect("a runtime"));
    let server = (!arguments.list).then(Server::start);
    let address = server.as_ref().map_or("127.0.0.1:1", |server| server.address.as_str());
    let client = Client::new(address).expect("an address");
    libtest_mimic::run(&arguments, trials(&runtime, &client)).exit_code()
}

fn trials(runtime: &Arc<Runtime>, client: &Client) -> Vec<Trial> {
    let methods = methods();
    let names: BTreeSet<_> = methods.iter().map(|method| snake_case(method.name())).collect();
    let mut trials = vec![Trial::test("there is a file for every method, and no other", move || same_names(&names))];
    for method in methods {
        let name = snake_case(method.name());
        let Ok(file) = std::fs::read_to_string(root().join(format!("tests/vectors/{name}.json"))) else {
            continue;
        };
        let vectors: Vec<Value> = serde_json::from_str(&file).expect("an array of vectors");
        trials.extend(vectors.into_iter().map(|vector| {
            let (runtime, client, method) = (runtime.clone(), client.clone(), method.clone());
            // Some names have control characters.
            let name = format!("{}: {}", method.name(), vector["name"].as_str().expect("a name").escape_debug());
            Trial::test(name, move || {
                let check = ask(&client, &method, &vector);
                runtime.block_on(check).map_err(|wrong| Failed::from(wrong.to_string()))
            })
        }));
    }
    trials
}

fn methods() -> Vec<MethodDescriptor> {
    let proto = root().join("proto");
    let files = protox::compile([proto.join("statusmap/v1/status_map.proto")], [proto]).expect("the contract");
    let pool = DescriptorPool::from_file_descriptor_set(files).expect("the contract");
    let service = pool.get_service_by_name("statusmap.v1.StatusMapService").expect("the service");
    service.methods().collect()
}

fn same_names(methods: &BTreeSet<String>) -> Result<(), Failed> {
    let folder = std::fs::read_dir(root().join("tests/vectors"))?;
    let names = folder.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<Result<BTreeSet<_>, _>>()?;
    let files: BTreeSet<_> = names.iter().filter_map(|name| name.strip_suffix(".json")).map(str::to_owned).collect();
    let (unknown, missing): (Vec<_>, Vec<_>) =
        (files.difference(methods).collect(), methods.difference(&files).collect());
    if unknown.is_empty() && missing.is_empty() {
        return Ok(());
    }
    Err(format!("files without a method: {unknown:?}, methods without a file: {missing:?}").into())
}

/// What a client does with a vector. A method that is not here fails each of its vectors.
async fn ask(client: &Client, method: &MethodDescriptor, vector: &Value) -> Outcome {
    macro_rules! check {
        ($ask:ident, $request:ty) => {
            check(method, vector, async |request: $request| client.$ask(request).await).await
        };
    }
    match method.name() {
        "LookupStatus" => {
            let ask = async |request: LookupStatusRequest| {
                let status = Some(client.lookup_status(request).await?);
                Ok(LookupStatusResponse { status })
            };
            check(method, vector, ask).await
        }
        "ListStatuses" => check!(list_statuses_page, ListStatusesRequest),
        "SearchStatuses" => check!(search_statuses, SearchStatusesRequest),
        "ClassifyStatus" => check!(classify_status, ClassifyStatusRequest),
        "AdviseRetry" => check!(advise_retry, AdviseRetryRequest),
        "MapHttpStatus" => check!(map_http_status, MapHttpStatusRequest),
        "MapGrpcCode" => check!(map_grpc_code, MapGrpcCodeRequest),
        "CompareConventions" => check!(compare_conventions, CompareConventionsRequest),
        "ListConventions" => check!(list_conventions_page, ListConventionsRequest),
        "BatchMapHttpStatuses" => {
            let ask = async |request: BatchMapHttpStatusesRequest| {
                client.batch_map_http_statuses(request.http_statuses, &request.convention).await
            };
            check(method, vector, ask).await
        }
        "StreamMapHttpStatuses" => check_stream(client, method, vector).await,
        "SummarizeStatuses" => {
            let requests = read_all(&method.input(), &vector["requests"])?;
            compare(method, vector, client.summarize_statuses_chunks(stream::iter(requests)).await)
        }
        other => Err(format!("these tests do not know how to call {other}").into()),
    }
}

async fn check<Question, Answer>(
    method: &MethodDescriptor,
    vector: &Value,
    ask: impl AsyncFnOnce(Question) -> Result<Answer, Error>,
) -> Outcome
where
    Question: Message + Default,
    Answer: Message + Default + PartialEq + Debug,
{
    compare(method, vector, ask(read(method.input(), &vector["request"])?).await)
}

/// Every answer of a stream, and the error that it ends with, if there is one.
async fn check_stream(client: &Client, method: &MethodDescriptor, vector: &Value) -> Outcome {
    let mut answers =
        client.stream_map_http_statuses_chunks(stream::iter(read_all(&method.input(), &vector["requests"])?));
    let none = json!([]);
    let expected = vector.get("responses").or(vector.get("error").and(Some(&none))).ok_or("responses or an error")?;
    let mut answered = 0;
    for expected in read_all::<StreamMapHttpStatusesResponse>(&method.output(), expected)? {
        let answer = answers.try_next().await?.ok_or("fewer answers")?;
        answered = answer.answered;
        same(&answer, &expected)?;
    }
    match (answers.try_next().await, vector.get("error")) {
        (Ok(None), None) => Ok(()),
        (Err(error), Some(expected)) => {
            same(&error.answered(), &answered)?;
            same(&plain(&error), &with_all(expected))
        }
        (got, expected) => Err(format!("got      {got:?}\nexpected {expected:?}").into()),
    }
}

fn compare<Answer>(method: &MethodDescriptor, vector: &Value, answer: Result<Answer, Error>) -> Outcome
where
    Answer: Message + Default + PartialEq + Debug,
{
    match (vector.get("response"), vector.get("error")) {
        (Some(expected), None) => {
            let (answer, expected) = (answer?, read::<Answer>(method.output(), expected)?);
            same(&answer, &expected)
        }
        (None, Some(expected)) => match answer {
            Ok(answer) => Err(format!("an answer instead of an error: {answer:?}").into()),
            Err(error) => same(&plain(&error), &with_all(expected)),
        },
        _ => Err("a vector has a response or an error".into()),
    }
}

fn same<Thing: PartialEq + Debug>(got: &Thing, expected: &Thing) -> Outcome {
    if got == expected { Ok(()) } else { Err(format!("got      {got:?}\nexpected {expected:?}").into()) }
}

/// Reads the JSON of protobuf.
fn read<Read: Message + Default>(descriptor: MessageDescriptor, json: &Value) -> Result<Read, Box<dyn StdError>> {
    Ok(DynamicMessage::deserialize(descriptor, json)?.transcode_to()?)
}

fn read_all<Read: Message + Default>(
    descriptor: &MessageDescriptor,
    json: &Value,
) -> Result<Vec<Read>, Box<dyn StdError>> {
    json.as_array().ok_or("an array")?.iter().map(|json| read(descriptor.clone(), json)).collect()
}

/// An error as the vectors have it.
fn plain(error: &Error) -> Value {
    let violation =
        |field: &statusmap_client::FieldViolation| json!({"field": field.field, "description": field.description});
    json!({
        "code": name_of(error.code()),
        "reason": error.reason(),
        "domain": error.domain(),
        "metadata": error.metadata().iter().collect::<BTreeMap<_, _>>(),
        "field_violations": error.field_violations().iter().map(violation).collect::<Vec<_>>(),
    })
}

/// With the parts that a vector may leave out.
fn with_all(error: &Value) -> Value {
    let mut error = error.clone();
    for (part, empty) in [("metadata", json!({})), ("field_violations", json!([]))] {
        error.as_object_mut().expect("an object").entry(part).or_insert(empty);
    }
    error
}

/// `InvalidArgument` as `INVALID_ARGUMENT`.
fn name_of(code: Code) -> String {
    snake_case(&format!("{code:?}")).to_uppercase()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
