package statusmap_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// answerAll answers a stream as the service does, by a table; what is not in it is no HTTP status.
func answerAll(table map[int32]int32) func(streamOfChunks) error {
	return func(stream streamOfChunks) error {
		var answered int64
		for {
			request, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			response := &statusmapv1.StreamMapHttpStatusesResponse{}
			for _, asked := range request.GetHttpStatuses() {
				code, known := table[asked]
				if !known {
					code = statusmap.NotAnHTTPStatus
				}
				response.GrpcCodes = append(response.GrpcCodes, code)
			}
			answered += int64(len(response.GrpcCodes))
			response.Answered = answered
			if err := stream.Send(response); err != nil {
				return err
			}
		}
	}
}

// endless gives the same chunk for ever, and counts how often.
func endless(given *atomic.Int32) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for given.Add(1); yield([]int32{404, 404}); given.Add(1) {
		}
	}
}

func TestStreamKeepsTheOrder(t *testing.T) {
	table := map[int32]int32{}
	var asked, want []int32
	for number := range int32(10_000) {
		table[number] = number % 17
		asked, want = append(asked, number), append(want, number%17)
	}
	client := clientOf(t, &fake{stream: answerAll(table)})
	for _, size := range []int{1, 7, 10_000} {
		var got []int32
		for answer, err := range client.StreamMapHTTPStatuses(context.Background(), slices.Chunk(asked, size)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, answer.GetGrpcCodes()...)
			if answer.GetAnswered() != int64(len(got)) {
				t.Fatalf("%d answered, but %d came", answer.GetAnswered(), len(got))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("chunks of %d came back otherwise", size)
		}
	}
}

func TestStreamOfNothing(t *testing.T) {
	client := clientOf(t, &fake{stream: answerAll(nil)})
	for answer, err := range client.StreamMapHTTPStatuses(context.Background(), slices.Values[[][]int32](nil)) {
		t.Error(answer, err)
	}
	empty := 0
	for answer, err := range client.StreamMapHTTPStatuses(context.Background(), slices.Values([][]int32{nil, {}})) {
		if empty++; err != nil || len(answer.GetGrpcCodes()) != 0 {
			t.Error(answer, err)
		}
	}
	if empty != 2 {
		t.Errorf("%d answers to two empty chunks", empty)
	}
}

// Large chunks fill every window on the way, so that a sender who does not receive would wait for ever.
func TestStreamOfLargeChunks(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	client := clientOf(t, &fake{stream: answerAll(nil)})
	chunk := slices.Repeat([]int32{404}, 300_000)
	var answered int64
	for answer, err := range client.StreamMapHTTPStatuses(ctx, slices.Values(slices.Repeat([][]int32{chunk}, 20))) {
		if err != nil {
			t.Fatal(err)
		}
		answered = answer.GetAnswered()
	}
	if answered != 6_000_000 {
		t.Error(answered)
	}
}

// A loop that does not ask for more takes no more from its source; leaving it ends the call and all goroutines.
func TestStreamIsLazyAndEnds(t *testing.T) {
	ended := make(chan error, 1)
	client := clientOf(t, &fake{stream: func(stream streamOfChunks) error {
		err := answerAll(nil)(stream)
		ended <- err
		return err
	}})
	for turn := range 2 { // The second time, the connection's own goroutines are there.
		var given atomic.Int32
		before := runtime.NumGoroutine()
		for answer, err := range client.StreamMapHTTPStatuses(context.Background(), endless(&given)) {
			if err != nil {
				t.Fatal(err)
			}
			if answer.GetAnswered() == 20 {
				time.Sleep(100 * time.Millisecond)
				break
			}
		}
		if took := given.Load(); took < 10 || took > 18 {
			t.Errorf("%d chunks were taken for 10 answers", took)
		}
		select {
		case err := <-ended:
			if status.Code(err) != codes.Canceled {
				t.Errorf("the service saw %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("the call goes on")
		}
		// gRPC's own take a moment.
		for until := time.Now().Add(5 * time.Second); turn == 1 && runtime.NumGoroutine() > before; {
			if time.Now().After(until) {
				t.Fatalf("goroutines: %d before, %d after", before, runtime.NumGoroutine())
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func TestStreamHasNoDeadlineOfItsOwn(t *testing.T) {
	for _, test := range []struct{ context, client time.Duration }{{0, time.Nanosecond}, {time.Hour, time.Nanosecond}} {
		deadlines := make(chan bool, 2)
		client := clientOf(t, &fake{
			stream: func(stream streamOfChunks) error {
				_, has := stream.Context().Deadline()
				deadlines <- has
				return answerAll(nil)(stream)
			},
			summary: func(stream streamOfCounts) error {
				_, has := stream.Context().Deadline()
				deadlines <- has
				return stream.SendAndClose(&statusmapv1.SummarizeStatusesResponse{})
			},
		}, statusmap.WithDeadline(test.client))
		ctx := context.Background()
		if test.context != 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, test.context)
			defer cancel()
		}
		for _, err := range client.StreamMapHTTPStatuses(ctx, slices.Values([][]int32{{404}})) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := client.SummarizeStatuses(ctx, slices.Values([]int32{404})); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if has := <-deadlines; has != (test.context != 0) {
				t.Errorf("%+v: has a deadline: %v", test, has)
			}
		}
	}
}

// gRPC repeats a stream that has no answer yet, and never one that has.
func TestStreamRetries(t *testing.T) {
	for _, test := range []struct {
		failures int32
		before   int64 // chunks answered before the failure
		calls    int32
		want     codes.Code
	}{
		{0, 0, 1, codes.OK},
		{3, 0, 4, codes.OK},
		{4, 0, 4, codes.Unavailable},
		{1, 2, 1, codes.Unavailable},
	} {
		var calls atomic.Int32
		client := clientOf(t, &fake{stream: func(stream streamOfChunks) error {
			if calls.Add(1) > test.failures {
				return answerAll(nil)(stream)
			}
			for answered := range test.before {
				if _, err := stream.Recv(); err != nil {
					return err
				}
				response := &statusmapv1.StreamMapHttpStatusesResponse{Answered: 2 * (answered + 1)}
				if err := stream.Send(response); err != nil {
					return err
				}
			}
			return status.Error(codes.Unavailable, "not now")
		}})
		var seen int64
		var end error
		chunks := slices.Values(slices.Repeat([][]int32{{404, 404}}, 5))
		for answer, err := range client.StreamMapHTTPStatuses(context.Background(), chunks) {
			if end = err; err == nil {
				seen = answer.GetAnswered()
			}
		}
		if status.Code(end) != test.want || calls.Load() != test.calls {
			t.Errorf("%+v: %v after %d calls", test, end, calls.Load())
		}
		var failure *statusmap.Error
		if errors.As(end, &failure) && (failure.Answered != seen || seen != 2*test.before) {
			t.Errorf("%+v: %d answered, but %d came", test, failure.Answered, seen)
		}
	}
}

func TestStreamThatEndsEarlyIsAnError(t *testing.T) {
	client := clientOf(t, &fake{stream: func(stream streamOfChunks) error {
		if _, err := stream.Recv(); err != nil {
			return err
		}
		return stream.Send(&statusmapv1.StreamMapHttpStatusesResponse{GrpcCodes: []int32{5}, Answered: 1})
	}})
	var end error
	for _, err := range client.StreamMapHTTPStatuses(context.Background(), slices.Values([][]int32{{404}, {404}})) {
		end = err
	}
	var failure *statusmap.Error
	if !errors.As(end, &failure) || failure.Code != codes.Internal || failure.Answered != 1 {
		t.Error(end)
	}
}

func TestBatchOfMoreThanGRPCReceivesByDefault(t *testing.T) {
	const many = 6 << 20
	client := clientOf(t, &fake{batch: func(
		context.Context, *statusmapv1.BatchMapHttpStatusesRequest,
	) (*statusmapv1.BatchMapHttpStatusesResponse, error) {
		return &statusmapv1.BatchMapHttpStatusesResponse{GrpcCodes: make([]int32, many)}, nil
	}})
	answer, err := client.BatchMapHTTPStatuses(context.Background(), nil)
	if err != nil || len(answer.GetGrpcCodes()) != many {
		t.Error(err)
	}
}

func TestSummaryComesInChunks(t *testing.T) {
	var requests []*statusmapv1.SummarizeStatusesRequest
	client := clientOf(t, &fake{summary: func(stream streamOfCounts) error {
		requests = nil
		for {
			request, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return stream.SendAndClose(&statusmapv1.SummarizeStatusesResponse{})
			} else if err != nil {
				return err
			}
			requests = append(requests, request)
		}
	}})
	for _, test := range []struct {
		statuses int
		want     []int
	}{{0, []int{0}}, {1, []int{1}}, {10_000, []int{10_000}}, {25_000, []int{10_000, 10_000, 5_000}}} {
		many := slices.Repeat([]int32{404}, test.statuses)
		if _, err := client.SummarizeStatuses(context.Background(), slices.Values(many), statusmap.Convention("envoy"),
			statusmap.Against("dapr")); err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, request := range requests {
			got = append(got, len(request.GetHttpStatuses()))
			if request.GetConvention() != "envoy" || request.GetAgainst() != "dapr" || request.GetWeights() != nil {
				t.Error(request)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v, want %v", got, test.want)
		}
	}
}
