use statusmap_client::v1::{
    Direction, ListConventionsRequest, ListStatusesRequest, ListStatusesResponse, Origin, Status as HttpStatus,
    StatusClass,
};
use statusmap_client::{Client, Code, TryStreamExt, reason};
use statusmap_client_tests::Server;
use statusmap_client_tests::fake::{Fake, StatusMapService};
use tonic::{Request, Response, Status, async_trait};

#[tokio::test]
async fn fetch_all_pages() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    let small = ListStatusesRequest { page_size: 7, ..Default::default() };
    let in_small_pages: Vec<_> = client.list_statuses(small).try_collect().await.unwrap();
    let all: Vec<_> = client.list_statuses(ListStatusesRequest::default()).try_collect().await.unwrap();
    let total = client.list_statuses_page(ListStatusesRequest::default()).await.unwrap().total_size;
    assert_eq!(all, in_small_pages);
    assert_eq!(i32::try_from(all.len()), Ok(total));
    assert!(all.is_sorted_by_key(|status| status.http_status) && all.len() > 50);

    let small = ListConventionsRequest { page_size: 5, ..Direction::GrpcToHttp.into() };
    let in_small_pages: Vec<_> = client.list_conventions(small).try_collect().await.unwrap();
    let all: Vec<_> = client.list_conventions(Direction::GrpcToHttp).try_collect().await.unwrap();
    let total = client.list_conventions_page(Direction::GrpcToHttp).await.unwrap().total_size;
    assert_eq!(all, in_small_pages);
    assert_eq!(i32::try_from(all.len()), Ok(total));
}

#[tokio::test]
async fn have_filters_and_errors() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    let vendor = ListStatusesRequest {
        origin: Origin::Vendor.into(),
        status_class: StatusClass::ServerError.into(),
        ..Default::default()
    };
    let mut statuses = client.list_statuses(vendor.clone());
    while let Some(status) = statuses.try_next().await.unwrap() {
        assert!(status.http_status >= 500 && status.vendor.is_some());
    }
    let mut statuses = client.list_statuses(ListStatusesRequest { origin: 77, ..vendor });
    let error = statuses.try_next().await.unwrap_err();
    assert_eq!((error.code(), error.reason()), (Code::InvalidArgument, reason::FILTER_UNKNOWN));
    assert_eq!(statuses.try_next().await.unwrap(), None);
}

/// Gives the same page for ever.
struct Endless;

#[async_trait]
impl StatusMapService for Endless {
    async fn list_statuses(&self, _: Request<ListStatusesRequest>) -> Result<Response<ListStatusesResponse>, Status> {
        let statuses = vec![HttpStatus::default()];
        Ok(Response::new(ListStatusesResponse { statuses, next_page_token: "again".into(), total_size: 1 }))
    }
}

#[tokio::test]
async fn end_when_a_page_comes_again() {
    let fake = Fake::serve(Endless).await;
    let mut statuses = Client::new(fake.address.to_string()).unwrap().list_statuses(ListStatusesRequest::default());
    assert!(statuses.try_next().await.unwrap().is_some());
    let error = statuses.try_next().await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Internal, "the service gave the page token \"again\" twice"));
    assert_eq!(statuses.try_next().await.unwrap(), None);
}
