package statusmap

import (
	"context"
	"time"

	"google.golang.org/grpc"

	"statusmap.example/client/go/statusmapv1"
)

// caller is the connection under every stub of ours: it adds the deadline to a call, and makes its error an *Error. One
// place for both, so that no method can forget them.
type caller struct {
	grpc.ClientConnInterface
	deadline time.Duration
}

func newStub(conn grpc.ClientConnInterface, deadline time.Duration) statusmapv1.StatusMapServiceClient {
	return statusmapv1.NewStatusMapServiceClient(caller{conn, deadline})
}

func (c caller) Invoke(ctx context.Context, method string, request, response any, options ...grpc.CallOption) error {
	if _, has := ctx.Deadline(); !has && c.deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.deadline)
		defer cancel()
	}
	return fromGRPC(c.ClientConnInterface.Invoke(ctx, method, request, response, options...))
}
