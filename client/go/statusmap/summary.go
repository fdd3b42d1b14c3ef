package statusmap

import (
	"context"
	"errors"
	"io"
	"iter"

	"statusmap.example/client/go/statusmapv1"
)

// summaryChunk is how many statuses one message of a summary has.
const summaryChunk = 10_000

// SummaryOption is a choice of [Client.SummarizeStatuses] and [Client.SummarizeCounts]: a [Convention], [Against].
type SummaryOption interface {
	summary(*summaryChoices)
}

type summaryChoices struct {
	convention, against string
}

func (c Convention) summary(chosen *summaryChoices) { chosen.convention = string(c) }

type against string

// Against has the summary tell what would change under a second convention: Impact, which is nil without this option.
func Against(convention string) SummaryOption { return against(convention) }

func (a against) summary(chosen *summaryChoices) { chosen.against = string(a) }

// SummarizeStatuses counts the statuses of a log by class, status, gRPC code under a convention, error verdict and retry
// advice. Any number may stand among them: what is not 100 to 599 is counted as invalid. Shares are of the valid ones, 0
// to 1. Without statuses, all counts are 0.
//
//	summary, err := client.SummarizeStatuses(ctx, slices.Values(statuses), statusmap.Against("envoy"))
//
// The statuses are sent while they come, 10,000 at a time, so that they need not fit into memory. No deadline holds but
// that of the context. gRPC tries again on UNAVAILABLE only as long as no more than 256 KiB were sent.
//
// Errors: INVALID_ARGUMENT with [ReasonConventionUnknown]; FAILED_PRECONDITION with [ReasonDirectionNotCovered].
func (c *Client) SummarizeStatuses(
	ctx context.Context, httpStatuses iter.Seq[int32], options ...SummaryOption,
) (*statusmapv1.SummarizeStatusesResponse, error) {
	once := func(yield func(int32, int64) bool) {
		for status := range httpStatuses {
			if !yield(status, 1) {
				return
			}
		}
	}
	return c.count(ctx, once, false, options)
}

// SummarizeCounts is [Client.SummarizeStatuses] for statuses that were counted before: a status, and how often it
// occurred. A status may come several times.
//
//	summary, err := client.SummarizeCounts(ctx, maps.All(map[int32]int64{200: 9_000, 503: 12}))
//
// Errors, moreover: INVALID_ARGUMENT with [ReasonWeightNegative] or [ReasonWeightsTooLarge].
func (c *Client) SummarizeCounts(
	ctx context.Context, counts iter.Seq2[int32, int64], options ...SummaryOption,
) (*statusmapv1.SummarizeStatusesResponse, error) {
	return c.count(ctx, counts, true, options)
}

func (c *Client) count(
	ctx context.Context, counts iter.Seq2[int32, int64], weighted bool, options []SummaryOption,
) (*statusmapv1.SummarizeStatusesResponse, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := c.stub.SummarizeStatuses(ctx)
	if err != nil {
		return nil, err
	}
	var chosen summaryChoices
	for _, option := range options {
		option.summary(&chosen)
	}
	for request := range summaryRequests(counts, weighted) {
		request.Convention, request.Against = chosen.convention, chosen.against
		if err := stream.Send(request); errors.Is(err, io.EOF) {
			break // Receiving says why.
		} else if err != nil {
			return nil, err
		}
	}
	return stream.CloseAndRecv()
}

// summaryRequests puts counts into requests. There is at least one, so that the service hears of the options.
func summaryRequests(counts iter.Seq2[int32, int64], weighted bool) iter.Seq[*statusmapv1.SummarizeStatusesRequest] {
	return func(yield func(*statusmapv1.SummarizeStatusesRequest) bool) {
		request := &statusmapv1.SummarizeStatusesRequest{}
		for status, weight := range counts {
			if len(request.HttpStatuses) == summaryChunk {
				if !yield(request) {
					return
				}
				request = &statusmapv1.SummarizeStatusesRequest{}
			}
			request.HttpStatuses = append(request.HttpStatuses, status)
			if weighted {
				request.Weights = append(request.Weights, weight)
			}
		}
		yield(request)
	}
}
