package statusmap_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// book is a fake with pages of two statuses, whose tokens are the numbers of the pages; it writes down what it was asked.
func book(pages int, asked *[]string) *fake {
	return &fake{listStatuses: func(
		_ context.Context, request *statusmapv1.ListStatusesRequest,
	) (*statusmapv1.ListStatusesResponse, error) {
		*asked = append(*asked, fmt.Sprint(request.GetPageToken(), "/", request.GetPageSize(), "/",
			int(request.GetStatusClass()), "/", int(request.GetOrigin())))
		page, _ := strconv.Atoi(request.GetPageToken())
		response := &statusmapv1.ListStatusesResponse{Statuses: []*statusmapv1.Status{
			{HttpStatus: int32(100 + 2*page)}, {HttpStatus: int32(101 + 2*page)},
		}}
		if page+1 < pages {
			response.NextPageToken = strconv.Itoa(page + 1)
		}
		return response, nil
	}}
}

func TestListGoesOverAllPages(t *testing.T) {
	var asked []string
	client := clientOf(t, book(3, &asked))
	filter := statusmap.StatusFilter{
		Class:  statusmapv1.StatusClass_STATUS_CLASS_INFORMATIONAL,
		Origin: statusmapv1.Origin_ORIGIN_DE_FACTO,
	}
	all := client.ListStatuses(context.Background(), filter)
	// A list may be gone over twice, and asks again.
	for range 2 {
		asked = nil
		var got []int32
		for item, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, item.GetHttpStatus())
		}
		if want := []int32{100, 101, 102, 103, 104, 105}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if want := []string{"/200/1/3", "1/200/1/3", "2/200/1/3"}; !slices.Equal(asked, want) {
			t.Errorf("asked %q, want %q", asked, want)
		}
	}
}

func TestListAsksNoMoreThanNeeded(t *testing.T) {
	var asked []string
	client := clientOf(t, book(3, &asked))
	for item := range client.ListStatuses(context.Background(), statusmap.StatusFilter{}) {
		if item.GetHttpStatus() == 102 {
			break
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked %q", asked)
	}
}

func TestListEndsWithItsError(t *testing.T) {
	server := &fake{listConventions: func(
		_ context.Context, request *statusmapv1.ListConventionsRequest,
	) (*statusmapv1.ListConventionsResponse, error) {
		if request.GetPageToken() != "" {
			return nil, status.Error(codes.Internal, "broken")
		}
		return &statusmapv1.ListConventionsResponse{
			Conventions: []*statusmapv1.Convention{{Id: request.GetDirection().String()}}, NextPageToken: "x",
		}, nil
	}}
	checkEnd(t, server, codes.Internal, "broken", "DIRECTION_GRPC_TO_HTTP")
}

func TestListDoesNotLoopForEver(t *testing.T) {
	server := &fake{listConventions: func(
		context.Context, *statusmapv1.ListConventionsRequest,
	) (*statusmapv1.ListConventionsResponse, error) {
		return &statusmapv1.ListConventionsResponse{
			Conventions: []*statusmapv1.Convention{{Id: "a"}}, NextPageToken: "x",
		}, nil
	}}
	checkEnd(t, server, codes.Internal, `the service gave the page token "x" twice`, "a", "a")
}

// checkEnd wants these conventions, and then this error.
func checkEnd(t *testing.T, server *fake, code codes.Code, message string, want ...string) {
	t.Helper()
	var got []string
	var end error
	client := clientOf(t, server)
	for item, err := range client.ListConventions(context.Background(), statusmapv1.Direction_DIRECTION_GRPC_TO_HTTP) {
		if end != nil {
			t.Fatal("more after an error")
		}
		if end = err; err == nil {
			got = append(got, item.GetId())
		} else if item != nil {
			t.Error("an item beside an error")
		}
	}
	if status.Code(end) != code || status.Convert(end).Message() != message {
		t.Error(end)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
