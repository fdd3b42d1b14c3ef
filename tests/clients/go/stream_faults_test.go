package clients

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

const chunkSize = 1000

// endless gives chunks for ever, or until the test ends, whichever a fault does not bring about.
func endless(t *testing.T) iter.Seq[[]int32] {
	chunk := slices.Repeat([]int32{404}, chunkSize)
	return func(yield func([]int32) bool) {
		for t.Context().Err() == nil && yield(chunk) {
		}
	}
}

// broken goes over a stream until its error, which it returns, and checks that all that was answered had come. After
// three answers it has something happen.
func broken(t *testing.T, answers iter.Seq2[*statusmapv1.StreamMapHttpStatusesResponse, error], happen func()) *statusmap.Error {
	t.Helper()
	var once sync.Once
	var came int64
	for answer, err := range answers {
		if err == nil {
			came += int64(len(answer.GetGrpcCodes()))
			if came == 3*chunkSize {
				once.Do(happen)
			}
			continue
		}
		var failure *statusmap.Error
		if !errors.As(err, &failure) {
			t.Fatalf("%T: %v", err, err)
		}
		if failure.Answered != came || came < 3*chunkSize {
			t.Errorf("%d answered, but %d came", failure.Answered, came)
		}
		return failure
	}
	t.Fatal("the stream ended well")
	return nil
}

// The deadline is longer than the client's own, and the error is the last thing that comes.
func TestStreamDeadline(t *testing.T) {
	client := clientOf(t, sharedServer(t).address, statusmap.WithDeadline(50*time.Millisecond))
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	begin := time.Now()
	failure := broken(t, client.StreamMapHTTPStatuses(ctx, endless(t)), func() {})
	if failure.Code != codes.DeadlineExceeded || !errors.Is(failure, context.DeadlineExceeded) {
		t.Error(failure)
	}
	if took := time.Since(begin); took < 600*time.Millisecond || took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestStreamCancel(t *testing.T) {
	client := clientOf(t, sharedServer(t).address)
	ctx, cancel := context.WithCancel(t.Context())
	if failure := broken(t, client.StreamMapHTTPStatuses(ctx, endless(t)), cancel); !errors.Is(failure, context.Canceled) {
		t.Error(failure)
	}
}

func TestStreamOfAClosedClient(t *testing.T) {
	client := clientOf(t, sharedServer(t).address)
	failure := broken(t, client.StreamMapHTTPStatuses(t.Context(), endless(t)), func() { _ = client.Close() })
	if failure.Code != codes.Canceled {
		t.Error(failure)
	}
}

func TestStreamOfAKilledServer(t *testing.T) {
	running := ownServer(t, "127.0.0.1:0")
	client := clientOf(t, running.address)
	failure := broken(t, client.StreamMapHTTPStatuses(t.Context(), endless(t)), running.kill)
	if failure.Code != codes.Unavailable || failure.Reason != "" {
		t.Error(failure)
	}
	// The rest can be asked of the server that comes after.
	ownServer(t, running.address)
	eventually(t, func(ctx context.Context) error {
		for _, err := range client.StreamMapHTTPStatuses(ctx, slices.Values([][]int32{{404}})) {
			return err
		}
		return nil
	})
}

func TestStreamOfADrainingServer(t *testing.T) {
	running := ownServer(t, "127.0.0.1:0")
	client := clientOf(t, running.address)
	stopped := make(chan error, 1)
	failure := broken(t, client.StreamMapHTTPStatuses(t.Context(), endless(t)), func() { go func() { stopped <- running.stop() }() })
	if failure.Code != codes.Unavailable || failure.Reason != statusmap.ReasonServerDraining {
		t.Error(failure)
	}
	if said := failure.Metadata["answered"]; said != strconv.FormatInt(failure.Answered, 10) {
		t.Errorf("the server says %s, the client %d", said, failure.Answered)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestStreamWithoutAServer(t *testing.T) {
	running := ownServer(t, "127.0.0.1:0")
	if err := running.stop(); err != nil {
		t.Fatal(err)
	}
	client := clientOf(t, running.address)
	var end error
	for answer, err := range client.StreamMapHTTPStatuses(t.Context(), endless(t)) {
		if end = err; answer != nil {
			t.Error(answer)
		}
	}
	if status.Code(end) != codes.Unavailable {
		t.Error(end)
	}
	if _, err := client.SummarizeStatuses(t.Context(), slices.Values([]int32{404})); status.Code(err) != codes.Unavailable {
		t.Error(err)
	}
}

// A loop that is left ends the call, and the client goes on: many times, since what leaks adds up.
func TestStreamLeftEarly(t *testing.T) {
	client := clientOf(t, sharedServer(t).address)
	for range 200 {
		for answer, err := range client.StreamMapHTTPStatuses(t.Context(), endless(t)) {
			if err != nil || answer.GetAnswered() != chunkSize {
				t.Fatal(answer.GetAnswered(), err)
			}
			break
		}
	}
	if _, err := client.ClassifyStatus(t.Context(), 404); err != nil {
		t.Error(err)
	}
}

// A deadline or a dead server ends a summary too, whose source is then asked for no more.
func TestSummaryThatFails(t *testing.T) {
	numbers := func(yield func(int32) bool) {
		for t.Context().Err() == nil && yield(404) {
		}
	}
	client := clientOf(t, sharedServer(t).address)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if summary, err := client.SummarizeStatuses(ctx, numbers); !errors.Is(err, context.DeadlineExceeded) || summary != nil {
		t.Error(summary, err)
	}
	running := ownServer(t, "127.0.0.1:0")
	killed := make(chan struct{})
	time.AfterFunc(300*time.Millisecond, func() {
		running.kill()
		close(killed)
	})
	if _, err := clientOf(t, running.address).SummarizeStatuses(t.Context(), numbers); status.Code(err) != codes.Unavailable {
		t.Error(err)
	}
	<-killed
	if _, err := client.SummarizeStatuses(t.Context(), numbers, statusmap.Against("envoi")); status.Code(err) != codes.InvalidArgument {
		t.Error(err)
	}
}

// Its reply is longer than the 4 MiB that gRPC receives by default, which still hold for a connection of the caller's.
func TestLargeBatch(t *testing.T) {
	many := slices.Repeat([]int32{404, 0, 503}, 2_000_000)
	client := clientOf(t, sharedServer(t).address, statusmap.WithDeadline(20*time.Second))
	answer, err := client.BatchMapHTTPStatuses(t.Context(), many)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(answer.GetGrpcCodes(), slices.Repeat([]int32{5, statusmap.NotAnHTTPStatus, 14}, 2_000_000)) {
		t.Error("other codes")
	}

	conn, err := grpc.NewClient(sharedServer(t).address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	theirs := statusmap.NewFromConn(conn, statusmap.WithDeadline(20*time.Second))
	if _, err := theirs.BatchMapHTTPStatuses(t.Context(), many); status.Code(err) != codes.ResourceExhausted {
		t.Error(err)
	}
	// More than the server takes.
	if _, err := client.BatchMapHTTPStatuses(t.Context(), slices.Repeat(many, 3)); status.Code(err) != codes.ResourceExhausted {
		t.Error(err)
	}
}
