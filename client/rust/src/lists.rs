//! Lists as streams, which fetch their pages by themselves.

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream, TryStreamExt};
use tonic::Status as GrpcStatus;

use crate::v1::{Convention, ListConventionsRequest, ListStatusesRequest, Status};
use crate::{Client, Error};

/// What a list has, one after the other. `try_next` of [`TryStreamExt`] is the way through it.
pub type Items<Item> = BoxStream<'static, Result<Item, Error>>;

/// The contract's maximum: the fewest round trips.
const PAGE_SIZE: i32 = 200;

/// The request for a page, and what comes back.
pub(crate) trait Page: Clone + Send + 'static {
    type Item: Send + 'static;

    fn size(&mut self) -> &mut i32;

    fn token(&mut self) -> &mut String;

    /// The items of the page, and the token of the next one.
    fn fetch(self, client: &Client) -> impl Future<Output = Result<(Vec<Self::Item>, String), Error>> + Send;
}

impl Page for ListStatusesRequest {
    type Item = Status;

    fn size(&mut self) -> &mut i32 {
        &mut self.page_size
    }

    fn token(&mut self) -> &mut String {
        &mut self.page_token
    }

    async fn fetch(self, client: &Client) -> Result<(Vec<Status>, String), Error> {
        let page = client.list_statuses_page(self).await?;
        Ok((page.statuses, page.next_page_token))
    }
}

impl Page for ListConventionsRequest {
    type Item = Convention;

    fn size(&mut self) -> &mut i32 {
        &mut self.page_size
    }

    fn token(&mut self) -> &mut String {
        &mut self.page_token
    }

    async fn fetch(self, client: &Client) -> Result<(Vec<Convention>, String), Error> {
        let page = client.list_conventions_page(self).await?;
        Ok((page.conventions, page.next_page_token))
    }
}

/// All items from the page of the request on. Its state is the request for the next page, none after the last one.
pub(crate) fn items<Request: Page>(client: Client, mut first: Request) -> Items<Request::Item> {
    if *first.size() == 0 {
        *first.size() = PAGE_SIZE;
    }
    stream::try_unfold(Some(first), move |page| {
        let client = client.clone();
        async move {
            let Some(mut page) = page else { return Ok(None) };
            let (items, next) = page.clone().fetch(&client).await?;
            let items = stream::iter(items.into_iter().map(Ok));
            if next.is_empty() {
                return Ok(Some((items, None)));
            }
            // A server that gives the same page again would keep the caller in a loop for ever.
            if *page.token() == next {
                let again = format!("the service gave the page token \"{next}\" twice");
                return Err(Error::from(GrpcStatus::internal(again)));
            }
            *page.token() = next;
            Ok(Some((items, Some(page))))
        }
    })
    .try_flatten()
    .boxed()
}
