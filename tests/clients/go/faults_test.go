package clients

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmap/httpstatus"
	"statusmap.example/client/go/statusmapv1"
)

// silent accepts connections and never says a word. It returns its address.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var accepted []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			accepted = append(accepted, conn)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
		for _, conn := range accepted {
			_ = conn.Close()
		}
	})
	return listener.Addr().String()
}

func TestDeadlines(t *testing.T) {
	for name, test := range map[string]struct {
		options []statusmap.Option
		context time.Duration
		want    time.Duration
	}{
		"by default":     {context: time.Hour, want: 2 * time.Second},
		"of the client":  {options: []statusmap.Option{statusmap.WithDeadline(300 * time.Millisecond)}, want: 300 * time.Millisecond},
		"of the context": {context: 200 * time.Millisecond, want: 200 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			client := clientOf(t, silent(t), test.options...)
			ctx := t.Context()
			if test.context == test.want {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, test.context)
				defer cancel()
			}
			begin := time.Now()
			_, err := client.ClassifyStatus(ctx, 404)
			took := time.Since(begin)
			if status.Code(err) != codes.DeadlineExceeded || !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			if took < test.want-50*time.Millisecond || took > test.want+2*time.Second {
				t.Errorf("it took %v, want %v", took, test.want)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	client := clientOf(t, silent(t), statusmap.WithDeadline(time.Minute))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	begin := time.Now()
	_, err := client.ClassifyStatus(ctx, 404)
	if status.Code(err) != codes.Canceled || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestCancelledList(t *testing.T) {
	client := clientOf(t, sharedServer(t).address)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	seen := 0
	for _, err := range client.ListStatuses(ctx, statusmap.StatusFilter{}) {
		if seen++; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if seen != 1 {
		t.Errorf("%d errors", seen)
	}
}

func TestServerGoneAndBack(t *testing.T) {
	first := ownServer(t, "127.0.0.1:0")
	client := clientOf(t, first.address)
	if _, err := client.ClassifyStatus(t.Context(), 404); err != nil {
		t.Fatal(err)
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	_, err := client.ClassifyStatus(t.Context(), 404)
	if status.Code(err) != codes.Unavailable {
		t.Error(err)
	}
	if took := time.Since(begin); took > statusmap.DefaultDeadline {
		t.Errorf("it took %v to say so", took)
	}
	ownServer(t, first.address)
	eventually(t, func(ctx context.Context) error {
		_, err := client.ClassifyStatus(ctx, 404)
		return err
	})
}

func TestParallelCallers(t *testing.T) {
	const callers, calls = 20, 50
	client := clientOf(t, sharedServer(t).address)
	failures := make(chan error, callers*calls)
	var group sync.WaitGroup
	for caller := range callers {
		group.Go(func() {
			for call := range calls {
				code := 100 + (caller*calls+call)%900
				answer, err := client.ClassifyStatus(t.Context(), code)
				if err != nil || int(answer.GetHttpStatus()) != code {
					failures <- fmt.Errorf("%d became %v: %w", code, answer, err)
				}
			}
		})
	}
	group.Wait()
	close(failures)
	for failure := range failures {
		t.Error(failure)
	}
}

func TestHelper(t *testing.T) {
	running := ownServer(t, "127.0.0.1:0")
	helper := httpstatus.New(clientOf(t, running.address), httpstatus.WithConvention("envoy"))
	answered := &http.Response{
		StatusCode: 503, Header: http.Header{"Retry-After": {"7"}}, Request: &http.Request{Method: http.MethodGet},
	}
	check := func(answer *httpstatus.Answer) {
		t.Helper()
		if answer.Code != codes.Unavailable || answer.Fallback || answer.Err != nil || !answer.Retryable() ||
			answer.Delay() != 7*time.Second || answer.Mapping.GetConvention() != "envoy" {
			t.Errorf("%+v", answer)
		}
	}
	check(helper.Of(t.Context(), answered))
	posted := *answered
	posted.Request = &http.Request{Method: http.MethodPost}
	if answer := helper.Of(t.Context(), &posted); answer.Retryable() || answer.Delay() != 7*time.Second {
		t.Errorf("%+v", answer)
	}
	dated := *answered
	dated.Header = http.Header{
		"Retry-After": {"Sun, 06 Nov 1994 08:49:37 GMT"}, "Date": {"Sun, 06 Nov 1994 08:49:07 GMT"},
	}
	if answer := helper.Of(t.Context(), &dated); answer.Delay() != 30*time.Second {
		t.Errorf("%v: %+v", answer.Delay(), answer)
	}
	garbled := *answered
	garbled.Header = http.Header{"Retry-After": {"soon"}}
	if answer := helper.Of(t.Context(), &garbled); answer.Err != nil ||
		answer.Retry.GetDelay().GetOrigin() != statusmapv1.DelayOrigin_DELAY_ORIGIN_BACKOFF {
		t.Errorf("%+v", answer)
	}
	// Beyond the mapping's domain, but not beyond that of the advice.
	if answer := helper.Of(t.Context(), &http.Response{StatusCode: 777}); !answer.Fallback || answer.Retry == nil ||
		answer.Code != codes.Unknown || answer.Err == nil {
		t.Errorf("%+v", answer)
	}

	if err := running.stop(); err != nil {
		t.Fatal(err)
	}
	check(helper.Of(t.Context(), answered)) // from memory
	missing := &http.Response{StatusCode: http.StatusNotFound}
	begin := time.Now()
	answer := helper.Of(t.Context(), missing)
	if answer.Code != codes.Unknown || !answer.Fallback || answer.Retry != nil || answer.Err == nil {
		t.Errorf("%+v", answer)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("the fallback took %v", took)
	}

	ownServer(t, running.address)
	eventually(t, func(ctx context.Context) error { return helper.Of(ctx, missing).Err })
}

// TestRequestThatIsNotUTF8 has an error of gRPC's own, which is an *Error too.
func TestRequestThatIsNotUTF8(t *testing.T) {
	_, err := clientOf(t, sharedServer(t).address).SearchStatuses(t.Context(), "\xff", 0)
	var failure *statusmap.Error
	if !errors.As(err, &failure) || failure.Code != codes.Internal || failure.Reason != "" {
		t.Errorf("%T %v", err, err)
	}
}
