package statusmap_test

import (
	"context"
	"math"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// recorder is a connection that keeps what it was to send, and refuses it.
type recorder struct {
	grpc.ClientConnInterface

	method  string
	request proto.Message
}

func (r *recorder) Invoke(_ context.Context, method string, request, _ any, _ ...grpc.CallOption) error {
	r.method, r.request = method, request.(proto.Message)
	return status.Error(codes.Aborted, "recorded")
}

func TestRequests(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	full := statusmap.RetryQuestion{
		Method: "POST", RetryAfter: "7", ReceivedAt: at, IdempotencyKey: true, Attempt: 3, Role: statusmapv1.Role_ROLE_PROXY,
	}
	for name, test := range map[string]struct {
		call   func(context.Context, *statusmap.Client) error
		method string
		want   proto.Message
	}{
		"a number that was given is sent, also 0": {
			func(ctx context.Context, c *statusmap.Client) error { _, err := c.LookupStatus(ctx, 0); return err },
			statusmapv1.StatusMapService_LookupStatus_FullMethodName,
			&statusmapv1.LookupStatusRequest{HttpStatus: proto.Int32(0)},
		},
		"a number too large for the contract does not come out as another one": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.ClassifyStatus(ctx, 1<<32+404)
				return err
			},
			statusmapv1.StatusMapService_ClassifyStatus_FullMethodName,
			&statusmapv1.ClassifyStatusRequest{HttpStatus: proto.Int32(math.MaxInt32)},
		},
		"nor one too small": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.SearchStatuses(ctx, "gone", math.MinInt)
				return err
			},
			statusmapv1.StatusMapService_SearchStatuses_FullMethodName,
			&statusmapv1.SearchStatusesRequest{Query: "gone", MaxResults: math.MinInt32},
		},
		"a mapping by default": {
			func(ctx context.Context, c *statusmap.Client) error { _, err := c.MapHTTPStatus(ctx, 404); return err },
			statusmapv1.StatusMapService_MapHttpStatus_FullMethodName,
			&statusmapv1.MapHttpStatusRequest{HttpStatus: proto.Int32(404)},
		},
		"a mapping with all options": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.MapHTTPStatus(ctx, 404, statusmap.Convention("envoy"), statusmap.NameConventions())
				return err
			},
			statusmapv1.StatusMapService_MapHttpStatus_FullMethodName,
			&statusmapv1.MapHttpStatusRequest{HttpStatus: proto.Int32(404), Convention: "envoy", IncludeConventions: true},
		},
		"OK is a code that is set": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.MapGRPCCode(ctx, codes.OK, statusmap.Convention("envoy"), statusmap.NameConventions())
				return err
			},
			statusmapv1.StatusMapService_MapGrpcCode_FullMethodName,
			&statusmapv1.MapGrpcCodeRequest{GrpcCode: proto.Int32(0), Convention: "envoy", IncludeConventions: true},
		},
		"a code too large for the contract is none that is defined": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.CompareOnGRPCCode(ctx, math.MaxUint32)
				return err
			},
			statusmapv1.StatusMapService_CompareConventions_FullMethodName,
			&statusmapv1.CompareConventionsRequest{GrpcCode: proto.Int32(math.MaxInt32)},
		},
		"a comparison on a status": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.CompareOnHTTPStatus(ctx, 404)
				return err
			},
			statusmapv1.StatusMapService_CompareConventions_FullMethodName,
			&statusmapv1.CompareConventionsRequest{HttpStatus: proto.Int32(404)},
		},
		"a comparison of two": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.CompareConventions(ctx, "envoy", "kratos")
				return err
			},
			statusmapv1.StatusMapService_CompareConventions_FullMethodName,
			&statusmapv1.CompareConventionsRequest{Convention: "envoy", OtherConvention: "kratos"},
		},
		"a retry with all that counts": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.AdviseRetry(ctx, 503, full)
				return err
			},
			statusmapv1.StatusMapService_AdviseRetry_FullMethodName,
			&statusmapv1.AdviseRetryRequest{
				HttpStatus: proto.Int32(503), Method: "POST", RetryAfter: "7", ReceivedAt: timestamppb.New(at),
				IdempotencyKey: true, Attempt: 3, Role: statusmapv1.Role_ROLE_PROXY,
			},
		},
		"a retry of a call, and no time of receipt": {
			func(ctx context.Context, c *statusmap.Client) error {
				_, err := c.AdviseCallRetry(ctx, codes.Unavailable, statusmap.RetryQuestion{Attempt: -1})
				return err
			},
			statusmapv1.StatusMapService_AdviseRetry_FullMethodName,
			&statusmapv1.AdviseRetryRequest{GrpcCode: proto.Int32(14), Attempt: -1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var sent recorder
			client := statusmap.NewFromConn(&sent)
			if err := test.call(context.Background(), client); status.Code(err) != codes.Aborted {
				t.Error(err)
			}
			if sent.method != test.method || !proto.Equal(sent.request, test.want) {
				t.Errorf("sent %s {%v}\nwant %s {%v}", sent.method, sent.request, test.method, test.want)
			}
		})
	}
}
