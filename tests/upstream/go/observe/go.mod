module statusmap/tests/upstream/go/observe

go 1.26.0

// The oldest versions that are asked: a program's own go.mod raises them.
require (
	connectrpc.com/connect v1.15.0
	github.com/twitchtv/twirp v5.12.1+incompatible
	google.golang.org/protobuf v1.36.12
)

require github.com/pkg/errors v0.9.1 // indirect
