module statusmap.example/tests/clients/go

go 1.26.0

require (
	golang.org/x/mod v0.41.0
	google.golang.org/grpc v1.85.0
	google.golang.org/protobuf v1.36.12
	statusmap.example/client/go v0.1.0
)

require (
	github.com/hashicorp/golang-lru/v2 v2.0.7 // indirect
	golang.org/x/net v0.60.0 // indirect
	golang.org/x/sys v0.48.0 // indirect
	golang.org/x/text v0.42.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20261026165753-2ffab32bce7e // indirect
)

// Tests of what is beside them; consumer_test.go tries the module as one from elsewhere.
replace statusmap.example/client/go => ../../../client/go
