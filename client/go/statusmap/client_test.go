package statusmap_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// seen is what a call brought along.
type seen struct {
	left     time.Duration
	deadline bool
	agent    string
}

func observer(calls chan<- seen) *fake {
	return &fake{mapHTTPStatus: func(
		ctx context.Context, _ *statusmapv1.MapHttpStatusRequest,
	) (*statusmapv1.MapHttpStatusResponse, error) {
		var call seen
		var until time.Time
		until, call.deadline = ctx.Deadline()
		call.left = time.Until(until)
		incoming, _ := metadata.FromIncomingContext(ctx)
		call.agent = strings.Join(incoming.Get("user-agent"), ",")
		calls <- call
		return &statusmapv1.MapHttpStatusResponse{}, nil
	}}
}

func TestDeadline(t *testing.T) {
	for name, test := range map[string]struct {
		options []statusmap.Option
		context time.Duration // 0: none
		want    time.Duration // 0: none
	}{
		"default":                     {want: 2 * time.Second},
		"of the client":               {options: []statusmap.Option{statusmap.WithDeadline(time.Minute)}, want: time.Minute},
		"of the context, if shorter":  {context: time.Second, want: time.Second},
		"of the context, if longer":   {context: time.Hour, want: time.Hour},
		"of the client may be absent": {options: []statusmap.Option{statusmap.WithDeadline(0)}},
	} {
		t.Run(name, func(t *testing.T) {
			calls := make(chan seen, 1)
			client := clientOf(t, observer(calls), test.options...)
			ctx := context.Background()
			if test.context != 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, test.context)
				defer cancel()
			}
			if _, err := client.MapHTTPStatus(ctx, 404); err != nil {
				t.Fatal(err)
			}
			call := <-calls
			if call.deadline != (test.want != 0) {
				t.Fatalf("has a deadline: %v", call.deadline)
			}
			if call.deadline && (call.left > test.want || call.left < test.want-time.Second) {
				t.Errorf("%v are left, want %v", call.left, test.want)
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	for want, options := range map[string][]statusmap.Option{
		"statusmap-go/" + statusmap.Version + " grpc-go/":             nil,
		"billing/1.4 statusmap-go/" + statusmap.Version + " grpc-go/": {statusmap.WithUserAgent("billing/1.4")},
	} {
		calls := make(chan seen, 1)
		client := clientOf(t, observer(calls), options...)
		if _, err := client.MapHTTPStatus(context.Background(), 404); err != nil {
			t.Fatal(err)
		}
		if got := (<-calls).agent; !strings.HasPrefix(got, want) {
			t.Errorf("user agent %q, want %q...", got, want)
		}
	}
}

func TestNewRefusesATargetThatGRPCDoesNotTake(t *testing.T) {
	if _, err := statusmap.New("passthrough:///%zz\n"); err == nil {
		t.Error("no error")
	}
}

func TestNewFromConnLeavesTheConnectionOpen(t *testing.T) {
	calls := make(chan seen, 2)
	address, stop, err := observer(calls).start()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 2 {
		client := statusmap.NewFromConn(conn, statusmap.WithDeadline(time.Minute))
		if _, err := client.MapHTTPStatus(context.Background(), 404); err != nil {
			t.Fatal(err)
		}
		if left := (<-calls).left; left < 50*time.Second {
			t.Errorf("%v are left of a minute", left)
		}
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCallsAfterCloseAreCancelled(t *testing.T) {
	client, err := statusmap.New("127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if _, err := client.MapHTTPStatus(context.Background(), 404); status.Code(err) != codes.Canceled {
		t.Error(err)
	}
}

func TestDialOptionsWin(t *testing.T) {
	var methods []string
	client := clientOf(t, observer(make(chan seen, 1)), statusmap.WithDialOptions(grpc.WithUnaryInterceptor(func(
		ctx context.Context, method string, request, response any,
		conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption,
	) error {
		methods = append(methods, method)
		return invoke(ctx, method, request, response, conn, options...)
	})))
	if _, err := client.MapHTTPStatus(context.Background(), 404); err != nil {
		t.Fatal(err)
	}
	if len(methods) != 1 || methods[0] != statusmapv1.StatusMapService_MapHttpStatus_FullMethodName {
		t.Error(methods)
	}
}

func TestTLS(t *testing.T) {
	certificate, pool := certify(t)
	server := credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	address, stop, err := observer(make(chan seen, 1)).start(grpc.Creds(server))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	for name, test := range map[string]struct {
		options []statusmap.Option
		want    codes.Code
	}{
		"trusted": {
			[]statusmap.Option{statusmap.WithTransportCredentials(
				credentials.NewTLS(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}))},
			codes.OK,
		},
		"not trusted": {
			[]statusmap.Option{statusmap.WithTransportCredentials(
				credentials.NewTLS(&tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}))},
			codes.Unavailable,
		},
		"plaintext": {nil, codes.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := statusmap.New(address, test.options...)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if _, err := client.MapHTTPStatus(context.Background(), 404); status.Code(err) != test.want {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

// certify makes a certificate for 127.0.0.1, and a pool that trusts it.
func certify(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
