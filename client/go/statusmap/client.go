package statusmap

import (
	_ "embed"
	"math"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/health" // has channels follow the health of each address, as the service config asks

	"statusmap.example/client/go/statusmapv1"
)

// DefaultDeadline is how long a call takes at most if neither its context nor [WithDeadline] says otherwise. Streams
// take as long as they take.
const DefaultDeadline = 2 * time.Second

//go:embed service_config.json
var serviceConfig string

// Client asks one service. It may be used by many goroutines at once. Make one and keep it: it connects on the first
// call, and reconnects by itself.
//
// Every method takes its deadline and its cancellation from the context; where the context has no deadline, that of
// [WithDeadline] holds, except for streams ([Client.StreamMapHTTPStatuses], [Client.SummarizeStatuses] and
// [Client.SummarizeCounts]), which end with their context alone. Every error is an [*Error]. Codes that any method may end with:
//
//	UNAVAILABLE        no address could be reached, after the retries of the service config (four attempts in all)
//	DEADLINE_EXCEEDED  the deadline passed; errors.Is(err, context.DeadlineExceeded) holds
//	CANCELLED          the context was cancelled, or the client closed; errors.Is(err, context.Canceled) holds
//	RESOURCE_EXHAUSTED reason TOO_MANY_CALLS: the server has its limit of calls in flight; Error.RetryDelay says when
type Client struct {
	stub  statusmapv1.StatusMapServiceClient
	close func() error
}

// New makes a client of the service at target, a gRPC target such as "localhost:50051", "dns:///statusmap:50051" or
// "unix:///run/statusmap.sock". With several addresses, calls go round those whose health is SERVING. It does not
// connect yet: a target that nobody serves shows as UNAVAILABLE on the first call. The error is that of a target or an
// option that gRPC does not take.
func New(target string, options ...Option) (*Client, error) {
	chosen := choose(options)
	conn, err := grpc.NewClient(target, append([]grpc.DialOption{
		grpc.WithTransportCredentials(chosen.credentials),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithUserAgent(chosen.userAgent),
		// An answer is about as long as its question, and how long that is the caller knows.
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(math.MaxInt32)),
	}, chosen.dial...)...)
	if err != nil {
		return nil, err
	}
	return &Client{stub: newStub(conn, chosen.deadline), close: conn.Close}, nil
}

// NewFromConn makes a client over a connection of the caller's, or over a fake in a test. Retries, balancing,
// credentials and the limit of what is received (4 MiB unless set, which [Client.BatchMapHTTPStatuses] can exceed) are
// those of that connection, so that of the options only [WithDeadline] counts, and Close leaves it open.
func NewFromConn(conn grpc.ClientConnInterface, options ...Option) *Client {
	return &Client{stub: newStub(conn, choose(options).deadline), close: func() error { return nil }}
}

// Close ends the calls in flight and gives the connections back. A second call returns an error.
func (c *Client) Close() error { return c.close() }

// Stub is the generated client, for what the methods of Client do not offer: call options, and requests field by field.
// The deadline and the errors of this client hold for its calls too. Its streams have Send and Recv, for a source that
// waits for answers; Error.Answered is 0 there, since the caller sees the last response.
func (c *Client) Stub() statusmapv1.StatusMapServiceClient { return c.stub }

// Option is a choice of [New] or [NewFromConn].
type Option func(*choices)

type choices struct {
	deadline    time.Duration
	credentials credentials.TransportCredentials
	userAgent   string
	dial        []grpc.DialOption
}

func choose(options []Option) choices {
	chosen := choices{
		deadline:    DefaultDeadline,
		credentials: insecure.NewCredentials(),
		userAgent:   "statusmap-go/" + Version,
	}
	for _, option := range options {
		option(&chosen)
	}
	return chosen
}

// WithDeadline sets how long a call takes at most, its retries included, if its context has no deadline. Not for streams. Zero or less
// is no limit. The default is [DefaultDeadline].
func WithDeadline(limit time.Duration) Option {
	return func(c *choices) { c.deadline = limit }
}

// WithTransportCredentials sets who the two ends are, for instance credentials.NewTLS(&tls.Config{}) behind a proxy
// that terminates TLS. The default is plaintext without authentication, which is what the server itself speaks.
func WithTransportCredentials(transport credentials.TransportCredentials) Option {
	return func(c *choices) { c.credentials = transport }
}

// WithUserAgent names the caller, for instance "billing/1.4", in front of the user agent of this package and of gRPC.
func WithUserAgent(agent string) Option {
	return func(c *choices) { c.userAgent = agent + " statusmap-go/" + Version }
}

// WithDialOptions adds options of gRPC: interceptors, keepalive, statistics and so on. They come last, and so they win.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(c *choices) { c.dial = append(c.dial, options...) }
}
