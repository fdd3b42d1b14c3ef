package statusmap_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// fake is a service in this process: each method answers as its function says, and is unimplemented without one.
type fake struct {
	statusmapv1.UnimplementedStatusMapServiceServer

	health          healthv1.HealthCheckResponse_ServingStatus // SERVING if unset
	mapHTTPStatus   func(context.Context, *statusmapv1.MapHttpStatusRequest) (*statusmapv1.MapHttpStatusResponse, error)
	listStatuses    func(context.Context, *statusmapv1.ListStatusesRequest) (*statusmapv1.ListStatusesResponse, error)
	listConventions func(context.Context, *statusmapv1.ListConventionsRequest) (*statusmapv1.ListConventionsResponse, error)
	adviseRetry     func(context.Context, *statusmapv1.AdviseRetryRequest) (*statusmapv1.AdviseRetryResponse, error)
	batch           func(context.Context, *statusmapv1.BatchMapHttpStatusesRequest) (*statusmapv1.BatchMapHttpStatusesResponse, error)
	stream          func(streamOfChunks) error
	summary         func(streamOfCounts) error
}

func (f *fake) MapHttpStatus( //nolint:revive // the name is of the contract
	ctx context.Context, request *statusmapv1.MapHttpStatusRequest,
) (*statusmapv1.MapHttpStatusResponse, error) {
	return f.mapHTTPStatus(ctx, request)
}

func (f *fake) ListStatuses(
	ctx context.Context, request *statusmapv1.ListStatusesRequest,
) (*statusmapv1.ListStatusesResponse, error) {
	return f.listStatuses(ctx, request)
}

func (f *fake) ListConventions(
	ctx context.Context, request *statusmapv1.ListConventionsRequest,
) (*statusmapv1.ListConventionsResponse, error) {
	return f.listConventions(ctx, request)
}

func (f *fake) AdviseRetry(
	ctx context.Context, request *statusmapv1.AdviseRetryRequest,
) (*statusmapv1.AdviseRetryResponse, error) {
	return f.adviseRetry(ctx, request)
}

func (f *fake) BatchMapHttpStatuses( //nolint:revive // the name is of the contract
	ctx context.Context, request *statusmapv1.BatchMapHttpStatusesRequest,
) (*statusmapv1.BatchMapHttpStatusesResponse, error) {
	return f.batch(ctx, request)
}

type (
	streamOfChunks = grpc.BidiStreamingServer[statusmapv1.StreamMapHttpStatusesRequest, statusmapv1.StreamMapHttpStatusesResponse]
	streamOfCounts = grpc.ClientStreamingServer[statusmapv1.SummarizeStatusesRequest, statusmapv1.SummarizeStatusesResponse]
)

func (f *fake) StreamMapHttpStatuses(stream streamOfChunks) error { //nolint:revive // the name is of the contract
	return f.stream(stream)
}

func (f *fake) SummarizeStatuses(stream streamOfCounts) error {
	return f.summary(stream)
}

// start serves the fake on a free port until stop.
func (f *fake) start(options ...grpc.ServerOption) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := grpc.NewServer(options...)
	statusmapv1.RegisterStatusMapServiceServer(server, f)
	checks := health.NewServer()
	checks.SetServingStatus("statusmap.v1.StatusMapService", max(f.health, healthv1.HealthCheckResponse_SERVING))
	healthv1.RegisterHealthServer(server, checks)
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			panic(err)
		}
	}()
	return listener.Addr().String(), server.Stop, nil
}

// clientOf starts the fake, and returns a client of it.
func clientOf(t *testing.T, f *fake, options ...statusmap.Option) *statusmap.Client {
	t.Helper()
	address, stop, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	client, err := statusmap.New(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return client
}
