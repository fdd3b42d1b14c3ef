package statusmap

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	"statusmap.example/client/go/statusmapv1"
)

// RetryQuestion is what counts for a retry beside the code.
type RetryQuestion struct {
	// Method of the request, for instance "POST". Beside an HTTP status, "" counts as not idempotent. Beside a gRPC
	// code it is the method that the operation would have over HTTP, and "" leaves the question to the code alone.
	Method string
	// RetryAfter is the header of the response, verbatim: seconds or a date. "": there was none.
	RetryAfter string
	// ReceivedAt is when the response was received. Needed if RetryAfter is a date. The zero Time is none.
	ReceivedAt time.Time
	// IdempotencyKey is true if the request carried one, so that the server recognises it when it comes again.
	IdempotencyKey bool
	// Attempt that got the code: 1 is the first, and 0 counts as 1. Backoff grows with it.
	Attempt int
	// Role of who asks. Unspecified: a client.
	Role statusmapv1.Role
}

// AdviseRetry tells whether a request that got this HTTP status of 100 to 999, known or not, may be sent again, how
// long to wait, which clause says so, and what published policies of clients and proxies would do. Delay.Minimum and
// Delay.Maximum are durations between which the wait is to be drawn at random.
//
// Errors: INVALID_ARGUMENT with [ReasonHTTPStatusOutOfRange], [ReasonMethodInvalid] (not a token of HTTP),
// [ReasonRetryAfterInvalid], [ReasonReceivedAtMissing], [ReasonReceivedAtInvalid] (before year 1 or after 9999),
// [ReasonAttemptNegative] or [ReasonRoleUnknown].
func (c *Client) AdviseRetry(ctx context.Context, httpStatus int, question RetryQuestion) (*statusmapv1.AdviseRetryResponse, error) {
	request := question.request()
	request.HttpStatus = number(httpStatus)
	return c.stub.AdviseRetry(ctx, request)
}

// AdviseCallRetry tells the same of a call that ended with this gRPC code. One above 16 is not defined, and answered as
// one that AIP-194 does not retry.
//
// Errors: as of [Client.AdviseRetry], without the range.
func (c *Client) AdviseCallRetry(ctx context.Context, code codes.Code, question RetryQuestion) (*statusmapv1.AdviseRetryResponse, error) {
	request := question.request()
	request.GrpcCode = codeNumber(code)
	return c.stub.AdviseRetry(ctx, request)
}

func (q RetryQuestion) request() *statusmapv1.AdviseRetryRequest {
	request := &statusmapv1.AdviseRetryRequest{
		Method:         q.Method,
		RetryAfter:     q.RetryAfter,
		IdempotencyKey: q.IdempotencyKey,
		Attempt:        int32Of(q.Attempt),
		Role:           q.Role,
	}
	if !q.ReceivedAt.IsZero() {
		request.ReceivedAt = timestamppb.New(q.ReceivedAt)
	}
	return request
}
