package statusmap

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc"

	"statusmap.example/client/go/statusmapv1"
)

// caller is the connection under every stub of ours: it adds the deadline to a call of one answer, and makes every error
// an *Error. One place for both, so that no method can forget them.
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

// NewStream adds no deadline: how long a stream lasts is for its statuses to say.
func (c caller) NewStream(
	ctx context.Context, description *grpc.StreamDesc, method string, options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	stream, err := c.ClientConnInterface.NewStream(ctx, description, method, options...)
	if err != nil {
		return nil, fromGRPC(err)
	}
	return callerStream{stream}, nil
}

type callerStream struct {
	grpc.ClientStream
}

func (s callerStream) SendMsg(message any) error { return unlessEnd(s.ClientStream.SendMsg(message)) }

// RecvMsg asks again at the end of a stream: where a message was sent again in vain by the last retry, gRPC says io.EOF
// although the call has failed, and only then its status. A stream that ended well does so twice.
func (s callerStream) RecvMsg(message any) error {
	err := s.ClientStream.RecvMsg(message)
	if errors.Is(err, io.EOF) {
		err = s.ClientStream.RecvMsg(message)
	}
	return unlessEnd(err)
}

// unlessEnd keeps io.EOF, which is how gRPC says that a stream is over, with or without an error.
func unlessEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fromGRPC(err)
}
