module statusmap/tests/upstream/go/oldest

go 1.26.0

require (
	github.com/gengo/grpc-gateway v1.0.0
	google.golang.org/grpc v1.2.1
	statusmap/tests/upstream/go/observe v0.0.0
)

require (
	github.com/golang/protobuf v1.3.5 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace statusmap/tests/upstream/go/observe => ../observe

// The name by which grpc-gateway v1.0.0 still imports itself.
replace github.com/gengo/grpc-gateway => github.com/grpc-ecosystem/grpc-gateway v1.0.0
