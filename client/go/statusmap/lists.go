package statusmap

import (
	"context"
	"fmt"
	"iter"

	"google.golang.org/grpc/codes"

	"statusmap.example/client/go/statusmapv1"
)

// pageSize is the contract's maximum: the fewest round trips.
const pageSize = 200

// StatusFilter says which statuses [Client.ListStatuses] lists. Both parts hold at once; the zero value is all.
type StatusFilter struct {
	// Class of the status. Unspecified: any.
	Class statusmapv1.StatusClass
	// Origin from which it is known, perhaps beside others. Unspecified: any.
	Origin statusmapv1.Origin
}

// ListStatuses lists the HTTP statuses that any source knows and that pass the filter, in ascending order. It asks for
// a page when the loop comes to it; the deadline of [WithDeadline] holds for each page, that of the context for all. An
// error is the last thing that comes, with a nil status.
//
//	for status, err := range client.ListStatuses(ctx, statusmap.StatusFilter{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(status.GetHttpStatus())
//	}
//
// Errors: INVALID_ARGUMENT with [ReasonFilterUnknown].
func (c *Client) ListStatuses(ctx context.Context, filter StatusFilter) iter.Seq2[*statusmapv1.Status, error] {
	return pages(func(token string) ([]*statusmapv1.Status, string, error) {
		page, err := c.stub.ListStatuses(ctx, &statusmapv1.ListStatusesRequest{
			PageSize:    pageSize,
			PageToken:   token,
			StatusClass: filter.Class,
			Origin:      filter.Origin,
		})
		return page.GetStatuses(), page.GetNextPageToken(), err
	})
}

// ListConventions lists the conventions that map in a direction (unspecified: all) in the order of their ids, aliases
// included. Pages, deadlines and errors are those of [Client.ListStatuses].
func (c *Client) ListConventions(ctx context.Context, direction statusmapv1.Direction) iter.Seq2[*statusmapv1.Convention, error] {
	return pages(func(token string) ([]*statusmapv1.Convention, string, error) {
		page, err := c.stub.ListConventions(ctx, &statusmapv1.ListConventionsRequest{
			PageSize:  pageSize,
			PageToken: token,
			Direction: direction,
		})
		return page.GetConventions(), page.GetNextPageToken(), err
	})
}

// pages walks from page to page, which fetch returns with the token of the next one.
func pages[Item any](fetch func(token string) ([]*Item, string, error)) iter.Seq2[*Item, error] {
	return func(yield func(*Item, error) bool) {
		for token := ""; ; {
			items, next, err := fetch(token)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			switch next {
			case "":
				return
			case token: // A server that gives the same page again would keep the caller in a loop for ever.
				yield(nil, &Error{
					Code:    codes.Internal,
					Message: fmt.Sprintf("the service gave the page token %q twice", token),
				})
				return
			}
			token = next
		}
	}
}
