package statusmap

import (
	"context"

	"statusmap.example/client/go/statusmapv1"
)

// What stands in the place of a gRPC code, in the answers of [Client.BatchMapHTTPStatuses] and
// [Client.StreamMapHTTPStatuses], for a status that has none. All other values are gRPC codes, 0 to 16.
const (
	// NoAnswer: an HTTP status, but the convention gives no answer for it.
	NoAnswer = 126
	// NotAnHTTPStatus: a number outside 100 to 599.
	NotAnHTTPStatus = 127
)

// BulkOption is a choice of [Client.BatchMapHTTPStatuses] and [Client.StreamMapHTTPStatuses]: a [Convention].
type BulkOption interface {
	bulk(*bulkChoices)
}

type bulkChoices struct {
	convention string
}

func (c Convention) bulk(chosen *bulkChoices) { chosen.convention = string(c) }

func chooseBulk(options []BulkOption) (chosen bulkChoices) {
	for _, option := range options {
		option.bulk(&chosen)
	}
	return chosen
}

// BatchMapHTTPStatuses tells which gRPC codes HTTP statuses become under a convention, in one call. GrpcCodes of the
// answer has as many as there were statuses, in their order: a gRPC code of 0 to 16, [NoAnswer] or [NotAnHTTPStatus]. So
// any number may stand among the statuses, and costs only its own answer; no statuses are fine too.
//
// A call takes about 8 million statuses, which the server limits by their size (16 MiB unless told otherwise); beyond
// that is RESOURCE_EXHAUSTED without a reason, and [Client.StreamMapHTTPStatuses] has no such limit. Many statuses may
// take longer than the default deadline.
//
// Errors: INVALID_ARGUMENT with [ReasonConventionUnknown]; FAILED_PRECONDITION with [ReasonDirectionNotCovered].
func (c *Client) BatchMapHTTPStatuses(
	ctx context.Context, httpStatuses []int32, options ...BulkOption,
) (*statusmapv1.BatchMapHttpStatusesResponse, error) {
	return c.stub.BatchMapHttpStatuses(ctx, &statusmapv1.BatchMapHttpStatusesRequest{
		Convention:   chooseBulk(options).convention,
		HttpStatuses: httpStatuses,
	})
}
