package clients

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// TestStreamVectors sends each stream message by message, and by the method that people use, where that can: methods
// name their conventions in all messages alike.
func TestStreamVectors(t *testing.T) {
	client := clientOf(t, sharedServer(t).address)
	t.Run("StreamMapHttpStatuses", func(t *testing.T) {
		asked := 0
		for _, one := range read(t, "StreamMapHttpStatuses") {
			requests := messages[statusmapv1.StreamMapHttpStatusesRequest](t, one.Requests)
			want := messages[statusmapv1.StreamMapHttpStatusesResponse](t, one.Responses)
			t.Run(one.Name, func(t *testing.T) {
				stream, err := client.Stub().StreamMapHttpStatuses(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				send(t, stream.Send, requests)
				if err := stream.CloseSend(); err != nil {
					t.Fatal(err)
				}
				got, err := all(stream.Recv)
				one.checkStream(t, got, want, err)

				convention, can := same(requests, (*statusmapv1.StreamMapHttpStatusesRequest).GetConvention)
				if !can {
					return
				}
				asked++
				got, err = collect(client.StreamMapHTTPStatuses(t.Context(), chunks(requests), statusmap.Convention(convention)))
				one.checkStream(t, got, want, err)
			})
		}
		if asked < 5 {
			t.Errorf("the method can ask only %d", asked)
		}
	})
	t.Run("SummarizeStatuses", func(t *testing.T) {
		asked := 0
		for _, one := range read(t, "SummarizeStatuses") {
			requests := messages[statusmapv1.SummarizeStatusesRequest](t, one.Requests)
			var want statusmapv1.SummarizeStatusesResponse
			if one.Error == nil {
				if err := protojson.Unmarshal(one.Response, &want); err != nil {
					t.Fatal(err)
				}
			}
			t.Run(one.Name, func(t *testing.T) {
				stream, err := client.Stub().SummarizeStatuses(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				send(t, stream.Send, requests)
				got, err := stream.CloseAndRecv()
				one.check(t, got, &want, err)
				if got, err, can := summaryByMethod(t.Context(), client, requests); can {
					one.check(t, got, &want, err)
					asked++
				}
			})
		}
		if asked < 15 {
			t.Errorf("the methods can ask only %d", asked)
		}
	})
}

// checkStream compares answers, and then the error as check does.
func (v vector) checkStream(t *testing.T, got, want []*statusmapv1.StreamMapHttpStatusesResponse, err error) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b *statusmapv1.StreamMapHttpStatusesResponse) bool { return proto.Equal(a, b) }) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	v.check(t, nil, nil, err)
}

func messages[Message any, Pointer interface {
	*Message
	proto.Message
}](t *testing.T, texts []json.RawMessage) (parsed []*Message) {
	t.Helper()
	for _, text := range texts {
		message := new(Message)
		if err := protojson.Unmarshal(text, Pointer(message)); err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, message)
	}
	return parsed
}

// send sends until the stream takes no more, whose reason comes with the answer.
func send[Request any](t *testing.T, to func(*Request) error, requests []*Request) {
	t.Helper()
	for _, request := range requests {
		if err := to(request); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func all[Response any](receive func() (*Response, error)) (got []*Response, end error) {
	for {
		response, err := receive()
		if errors.Is(err, io.EOF) {
			return got, nil
		} else if err != nil {
			return got, err
		}
		got = append(got, response)
	}
}

func collect[Item any](list iter.Seq2[Item, error]) (items []Item, end error) {
	for item, err := range list {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// same is what all requests name, or the first one alone. It can not be said where they differ.
func same[Request any](requests []*Request, of func(*Request) string) (name string, can bool) {
	for index, request := range requests {
		if index == 0 {
			name = of(request)
		} else if next := of(request); next != "" && next != name && (name != "" || next != "google-apis") {
			return "", false
		}
	}
	return name, true
}

func chunks(requests []*statusmapv1.StreamMapHttpStatusesRequest) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for _, request := range requests {
			if !yield(request.GetHttpStatuses()) {
				return
			}
		}
	}
}

func summaryByMethod(
	ctx context.Context, client *statusmap.Client, requests []*statusmapv1.SummarizeStatusesRequest,
) (got *statusmapv1.SummarizeStatusesResponse, err error, can bool) {
	convention, can := same(requests, (*statusmapv1.SummarizeStatusesRequest).GetConvention)
	against, too := same(requests, (*statusmapv1.SummarizeStatusesRequest).GetAgainst)
	weighted := false
	for _, request := range requests {
		weights := len(request.GetWeights())
		weighted = weighted || weights > 0
		can = can && (weights == 0 || weights == len(request.GetHttpStatuses()))
	}
	if !can || !too {
		return nil, nil, false
	}
	options := []statusmap.SummaryOption{statusmap.Convention(convention), statusmap.Against(against)}
	counts := func(yield func(int32, int64) bool) {
		for _, request := range requests {
			for index, code := range request.GetHttpStatuses() {
				weight := int64(1)
				if weights := request.GetWeights(); weights != nil {
					weight = weights[index]
				}
				if !yield(code, weight) {
					return
				}
			}
		}
	}
	if weighted {
		got, err = client.SummarizeCounts(ctx, counts, options...)
		return got, err, true
	}
	plain := func(yield func(int32) bool) {
		counts(func(code int32, _ int64) bool { return yield(code) })
	}
	got, err = client.SummarizeStatuses(ctx, plain, options...)
	return got, err, true
}
