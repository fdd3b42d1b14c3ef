package httpstatus

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// AnswerOption is what only the caller knows of a request; see [Helper.Of].
type AnswerOption func(*statusmap.RetryQuestion)

// Attempt says which attempt got the response: 1, the default, is the first. Backoff grows with it.
func Attempt(number int) AnswerOption {
	return func(q *statusmap.RetryQuestion) { q.Attempt = number }
}

// Idempotent says that the request carried a key by which the server recognises it when it comes again. The headers
// Idempotency-Key and X-Idempotency-Key of the request, to which net/http pays heed too, say so by themselves.
func Idempotent() AnswerOption {
	return func(q *statusmap.RetryQuestion) { q.IdempotencyKey = true }
}

// questionOf reads what counts for a retry. The time of receipt is the Date of the response where it has one, since a
// date in Retry-After is by the same clock, however wrong; else it is now.
func questionOf(response *http.Response, now time.Time) statusmap.RetryQuestion {
	question := statusmap.RetryQuestion{
		RetryAfter: strings.TrimSpace(response.Header.Get("Retry-After")),
		ReceivedAt: now,
	}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		question.ReceivedAt = date
	}
	if request := response.Request; request != nil {
		question.Method = request.Method
		if question.Method == "" { // as for http.Client
			question.Method = http.MethodGet
		}
		question.IdempotencyKey = request.Header.Get("Idempotency-Key") != "" || request.Header.Get("X-Idempotency-Key") != ""
	}
	return question
}

// retryKey is all that advice depends on, apart from the time of receipt, which counts for dates only.
type retryKey struct {
	httpStatus     int
	method         string
	retryAfter     string
	idempotencyKey bool
	attempt        int
	role           statusmapv1.Role
}

func retryKeyOf(httpStatus int, question statusmap.RetryQuestion) retryKey {
	return retryKey{
		httpStatus, question.Method, question.RetryAfter, question.IdempotencyKey, question.Attempt, question.Role,
	}
}

// isDate is true for a Retry-After that is there and is no number.
func isDate(retryAfter string) bool {
	_, err := strconv.ParseUint(retryAfter, 10, 64)
	return retryAfter != "" && err != nil
}
