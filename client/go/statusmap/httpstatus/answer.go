package httpstatus

import (
	"errors"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmapv1"
)

// Answer is what a response means. Its messages may be shared with other answers: do not change them.
type Answer struct {
	// Code that the response becomes under the convention. Where the convention gives none it is that of a fallback,
	// and Mapping.RuleKind says NONE.
	Code codes.Code
	// Fallback is true if the service did not say Code: it is OK for 200 to 299, UNKNOWN for all others.
	Fallback bool
	// Mapping has the rule, its source, and how many conventions agree. nil if Fallback.
	Mapping *statusmapv1.MapHttpStatusResponse
	// Retry says whether to send the request again, when, and why. nil if the service gave no advice.
	Retry *statusmapv1.AdviseRetryResponse
	// Err is why Mapping or Retry is nil, for logs: each part of it is a *statusmap.Error, or [ErrPaused]. nil if both
	// are there.
	Err error
}

// ErrPaused is in Answer.Err if the service did not answer a moment ago, and so was not asked again.
var ErrPaused = errors.New("statusmap: the service did not answer a moment ago, and is asked again in a second")

// Retryable is true if the advice is to send the same request again. False without advice.
func (a *Answer) Retryable() bool {
	return a.Retry.GetVerdict() == statusmapv1.RetryVerdict_RETRY_VERDICT_RETRY
}

// Delay is how long to wait before the next request: what Retry-After says, or a random time of backoff, another one at
// each call. 0 without advice or where it names none.
func (a *Answer) Delay() time.Duration {
	delay := a.Retry.GetDelay()
	minimum, maximum := delay.GetMinimum().AsDuration(), delay.GetMaximum().AsDuration()
	if maximum <= minimum {
		return minimum
	}
	return minimum + rand.N(maximum-minimum+1)
}

func newAnswer(httpStatus int, mapping *statusmapv1.MapHttpStatusResponse, retry *statusmapv1.AdviseRetryResponse, err error) *Answer {
	answer := &Answer{Code: fallbackCode(httpStatus), Fallback: mapping == nil, Mapping: mapping, Retry: retry, Err: err}
	if mapping != nil && mapping.GrpcCode != nil {
		answer.Code = codes.Code(mapping.GetGrpcCode())
	}
	return answer
}

func fallbackCode(httpStatus int) codes.Code {
	if httpStatus >= 200 && httpStatus <= 299 {
		return codes.OK
	}
	return codes.Unknown
}

// isAway is true for the errors of a service that did not answer.
func isAway(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted:
		return true
	}
	return false
}
