package httpstatus_test

import (
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	"statusmap.example/client/go/statusmap/httpstatus"
	"statusmap.example/client/go/statusmapv1"
)

func answer(verdict statusmapv1.RetryVerdict, delay *statusmapv1.Delay) *httpstatus.Answer {
	return &httpstatus.Answer{Retry: &statusmapv1.AdviseRetryResponse{Verdict: verdict, Delay: delay}}
}

func TestRetryable(t *testing.T) {
	for number := range statusmapv1.RetryVerdict_name {
		verdict := statusmapv1.RetryVerdict(number)
		if got := answer(verdict, nil).Retryable(); got != (verdict == statusmapv1.RetryVerdict_RETRY_VERDICT_RETRY) {
			t.Errorf("%v: %v", verdict, got)
		}
	}
}

func TestDelay(t *testing.T) {
	for _, test := range []struct{ minimum, maximum time.Duration }{
		{0, 0}, {7 * time.Second, 7 * time.Second}, {0, 200 * time.Millisecond}, {time.Second, time.Second + 1},
	} {
		subject := answer(statusmapv1.RetryVerdict_RETRY_VERDICT_RETRY, &statusmapv1.Delay{
			Minimum: durationpb.New(test.minimum), Maximum: durationpb.New(test.maximum),
		})
		drawn := map[time.Duration]bool{}
		for range 100 {
			delay := subject.Delay()
			if delay < test.minimum || delay > test.maximum {
				t.Errorf("%v is not from %v to %v", delay, test.minimum, test.maximum)
			}
			drawn[delay] = true
		}
		if one := test.minimum == test.maximum; one != (len(drawn) == 1) {
			t.Errorf("from %v to %v: %d different ones", test.minimum, test.maximum, len(drawn))
		}
	}
	if got := answer(statusmapv1.RetryVerdict_RETRY_VERDICT_RETRY, nil).Delay(); got != 0 {
		t.Error(got)
	}
}
