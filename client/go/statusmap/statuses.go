package statusmap

import (
	"context"
	"math"

	"google.golang.org/protobuf/proto"

	"statusmap.example/client/go/statusmapv1"
)

// LookupStatus tells what an HTTP status means: the vendor's text verbatim, and beside it what the IANA registry says,
// what de-facto users mean by it, and where the vendor departs from the standard. For 100 to 599.
//
// Errors: NOT_FOUND with [ReasonHTTPStatusUnknown] for one of 100 to 599 that no source knows ([Client.ClassifyStatus]
// still has an answer for it); INVALID_ARGUMENT with [ReasonHTTPStatusOutOfRange].
func (c *Client) LookupStatus(ctx context.Context, httpStatus int) (*statusmapv1.Status, error) {
	response, err := c.stub.LookupStatus(ctx, &statusmapv1.LookupStatusRequest{HttpStatus: number(httpStatus)})
	return response.GetStatus(), err
}

// SearchStatuses finds the HTTP statuses that have a name: a phrase of any era and spelling, a part of one, a constant
// of a program such as "StatusTooManyRequests", or a number. A query has 1 to 200 bytes, white space around it apart.
// The best match comes first; at most maxResults come, 10 for 0, never more than 100. A name that is like none has no
// matches, which is no error.
//
// Errors: INVALID_ARGUMENT with [ReasonQueryEmpty], [ReasonQueryTooLong], [ReasonQueryControlCharacter],
// [ReasonMaxResultsNegative], or [ReasonRequestMalformed] for a query that is not UTF-8 (INTERNAL where gRPC itself
// refuses to send it).
func (c *Client) SearchStatuses(ctx context.Context, query string, maxResults int) (*statusmapv1.SearchStatusesResponse, error) {
	return c.stub.SearchStatuses(ctx, &statusmapv1.SearchStatusesRequest{Query: query, MaxResults: int32Of(maxResults)})
}

// ClassifyStatus tells what kind an HTTP status is: its class, registered or not, interim, error, cacheable,
// redirection, what to do about a retry, and what published rules say of it. It has an answer for every status of 100
// to 999, known or not, as RFC 9110 section 15 demands: 471 is treated as 400, and 600 to 999 as a server error.
//
// Errors: INVALID_ARGUMENT with [ReasonHTTPStatusOutOfRange].
func (c *Client) ClassifyStatus(ctx context.Context, httpStatus int) (*statusmapv1.ClassifyStatusResponse, error) {
	return c.stub.ClassifyStatus(ctx, &statusmapv1.ClassifyStatusRequest{HttpStatus: number(httpStatus)})
}

// number is a field that is set, also to 0.
func number(value int) *int32 { return proto.Int32(int32Of(value)) }

// int32Of keeps what does not fit outside of every domain of the contract, where the service refuses it.
func int32Of(value int) int32 {
	return int32(max(math.MinInt32, min(math.MaxInt32, value)))
}
