module statusmap/tests/upstream/go/earlier

go 1.26.0

require (
	github.com/grpc-ecosystem/grpc-gateway/v2 v2.12.0
	google.golang.org/grpc v1.50.1
	statusmap/tests/upstream/go/observe v0.0.0
)

require (
	connectrpc.com/connect v1.15.0 // indirect
	github.com/golang/protobuf v1.5.2 // indirect
	github.com/twitchtv/twirp v5.12.1+incompatible // indirect
	golang.org/x/net v0.21.0 // indirect
	golang.org/x/sys v0.17.0 // indirect
	golang.org/x/text v0.14.0 // indirect
	google.golang.org/genproto v0.0.0-20221014213838-99cd37c6964a // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)

replace statusmap/tests/upstream/go/observe => ../observe
