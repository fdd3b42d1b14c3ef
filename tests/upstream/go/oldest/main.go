// Command oldest asks grpc-gateway v1.0.0, which does not compile against a gRPC of today.
package main

import (
	"os"

	"github.com/gengo/grpc-gateway/runtime"
	"google.golang.org/grpc/codes"

	"statusmap/tests/upstream/go/observe"
)

func main() {
	log := &observe.Log{}
	log.Add("grpc-gateway-v1.0.0", observe.GRPCToHTTP, "github.com/grpc-ecosystem/grpc-gateway",
		"function runtime.HTTPStatusFromCode", observe.GRPCCodes(),
		func(code int) int { return runtime.HTTPStatusFromCode(codes.Code(code)) })
	log.Write(os.Args[1], "go-oldest")
}
