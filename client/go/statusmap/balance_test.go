package statusmap_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// failing is a fake that counts its calls, of which the first ones fail with a code.
func failing(calls *atomic.Int32, failures int32, code codes.Code) *fake {
	return &fake{mapHTTPStatus: func(
		context.Context, *statusmapv1.MapHttpStatusRequest,
	) (*statusmapv1.MapHttpStatusResponse, error) {
		if calls.Add(1) <= failures {
			return nil, status.Error(code, "not now")
		}
		return &statusmapv1.MapHttpStatusResponse{}, nil
	}}
}

func TestRetries(t *testing.T) {
	for _, test := range []struct {
		failures int32
		code     codes.Code
		want     codes.Code
		calls    int32
	}{
		{0, codes.Unavailable, codes.OK, 1},
		{3, codes.Unavailable, codes.OK, 4},
		{4, codes.Unavailable, codes.Unavailable, 4},
		{1, codes.Internal, codes.Internal, 1},
	} {
		var calls atomic.Int32
		client := clientOf(t, failing(&calls, test.failures, test.code))
		_, err := client.MapHTTPStatus(context.Background(), 404)
		if status.Code(err) != test.want || calls.Load() != test.calls {
			t.Errorf("%+v: %v after %d calls", test, err, calls.Load())
		}
	}
}

func TestCallsGoRoundHealthyAddresses(t *testing.T) {
	var calls [3]atomic.Int32
	var addresses []resolver.Address
	for index := range calls {
		service := failing(&calls[index], 0, codes.OK)
		if index == 2 {
			service.health = healthv1.HealthCheckResponse_NOT_SERVING
		}
		address, stop, err := service.start()
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		addresses = append(addresses, resolver.Address{Addr: address})
	}
	names := manual.NewBuilderWithScheme("test")
	names.InitialState(resolver.State{Addresses: addresses})
	client, err := statusmap.New("test:///statusmap", statusmap.WithDialOptions(grpc.WithResolvers(names)))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	// The first calls may come before the second address is connected.
	for until := time.Now().Add(5 * time.Second); calls[0].Load() == 0 || calls[1].Load() == 0; {
		if _, err := client.MapHTTPStatus(context.Background(), 404); err != nil || time.Now().After(until) {
			t.Fatal("one of the addresses got no call", err)
		}
	}
	before := [2]int32{calls[0].Load(), calls[1].Load()}
	for range 20 {
		if _, err := client.MapHTTPStatus(context.Background(), 404); err != nil {
			t.Fatal(err)
		}
	}
	if one, other := calls[0].Load()-before[0], calls[1].Load()-before[1]; one != 10 || other != 10 {
		t.Errorf("%d and %d of 20 calls", one, other)
	}
	if ill := calls[2].Load(); ill != 0 {
		t.Errorf("%d calls to an address that is not serving", ill)
	}
}
