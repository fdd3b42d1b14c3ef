package statusmap_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// failure is what a client makes of the status that a server ends a call with.
func failure(t *testing.T, sent *spb.Status) *statusmap.Error {
	t.Helper()
	client := clientOf(t, &fake{mapHTTPStatus: func(
		context.Context, *statusmapv1.MapHttpStatusRequest,
	) (*statusmapv1.MapHttpStatusResponse, error) {
		return nil, status.FromProto(sent).Err()
	}})
	response, err := client.MapHTTPStatus(context.Background(), 404)
	if response != nil {
		t.Error("a response beside an error")
	}
	var failed *statusmap.Error
	if !errors.As(fmt.Errorf("wrapped: %w", err), &failed) {
		t.Fatalf("%T: %v", err, err)
	}
	if code := status.Code(err); code != codes.Code(sent.GetCode()) {
		t.Errorf("gRPC sees %v", code)
	}
	if !proto.Equal(failed.GRPCStatus().Proto(), sent) {
		t.Errorf("the status became %v", failed.GRPCStatus())
	}
	return failed
}

func packed(t *testing.T, details ...proto.Message) []*anypb.Any {
	t.Helper()
	var result []*anypb.Any
	for _, detail := range details {
		one, err := anypb.New(detail)
		if err != nil {
			t.Fatal(err)
		}
		result = append(result, one)
	}
	return result
}

func TestErrorCarriesTheDetails(t *testing.T) {
	got := failure(t, &spb.Status{
		Code: int32(codes.InvalidArgument), Message: "no such convention",
		Details: packed(t,
			&errdetails.ErrorInfo{
				Reason: statusmap.ReasonConventionUnknown, Domain: statusmap.Domain,
				Metadata: map[string]string{"nearest": "envoy"},
			},
			&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{
				{Field: "convention", Description: "is not known"},
			}},
			&errdetails.RetryInfo{RetryDelay: durationpb.New(1500 * time.Millisecond)},
		),
	})
	want := statusmap.Error{
		Code: codes.InvalidArgument, Message: "no such convention",
		Reason: "CONVENTION_UNKNOWN", Domain: "statusmap.v1", Metadata: map[string]string{"nearest": "envoy"},
		FieldViolations: []statusmap.FieldViolation{{Field: "convention", Description: "is not known"}},
		RetryDelay:      1500 * time.Millisecond,
	}
	if got.Code != want.Code || got.Message != want.Message || got.Reason != want.Reason || got.Domain != want.Domain ||
		got.RetryDelay != want.RetryDelay || !reflect.DeepEqual(got.Metadata, want.Metadata) ||
		!reflect.DeepEqual(got.FieldViolations, want.FieldViolations) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if text := got.Error(); text != "statusmap: InvalidArgument (CONVENTION_UNKNOWN): no such convention" {
		t.Error(text)
	}
}

func TestErrorWithoutReason(t *testing.T) {
	got := failure(t, &spb.Status{
		Code: int32(codes.Internal), Message: "broken",
		// One that does not parse, one that nobody knows.
		Details: []*anypb.Any{
			{TypeUrl: "type.googleapis.com/google.rpc.ErrorInfo", Value: []byte{0xff}},
			{TypeUrl: "type.googleapis.com/unknown.Detail"},
		},
	})
	if got.Reason != "" || got.Domain != "" || got.Metadata != nil || got.FieldViolations != nil || got.RetryDelay != 0 {
		t.Errorf("%+v", got)
	}
	if text := got.Error(); text != "statusmap: Internal: broken" {
		t.Error(text)
	}
}

func TestErrorIsThatOfTheContext(t *testing.T) {
	for code, want := range map[codes.Code]error{
		codes.DeadlineExceeded: context.DeadlineExceeded, codes.Canceled: context.Canceled,
	} {
		for _, target := range []error{context.DeadlineExceeded, context.Canceled, errors.ErrUnsupported} {
			err := &statusmap.Error{Code: code}
			if is := errors.Is(err, target); is != (target == want) { //nolint:errorlint // the very value
				t.Errorf("%v is %v: %v", err, target, is)
			}
		}
	}
}

func TestErrorMadeByHandHasAStatus(t *testing.T) {
	err := &statusmap.Error{Code: codes.NotFound, Message: "gone"}
	if got := status.Convert(err); got.Code() != codes.NotFound || got.Message() != "gone" {
		t.Error(got)
	}
}
