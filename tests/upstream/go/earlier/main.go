// Command earlier asks the versions of the Go libraries that gave other answers.
package main

import (
	"os"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc/codes"

	"statusmap/tests/upstream/go/observe"
	"statusmap/tests/upstream/go/observe/connectgo"
	"statusmap/tests/upstream/go/observe/twirpgo"
)

func main() {
	log := &observe.Log{}
	connectgo.Add(log, "connect-go-pre-v1.16")
	twirpgo.AddHTTPStatus(log, "twirp-v5")
	log.Add("grpc-gateway-v2.12.0", observe.GRPCToHTTP, "github.com/grpc-ecosystem/grpc-gateway/v2",
		"function runtime.HTTPStatusFromCode", observe.GRPCCodes(),
		func(code int) int { return runtime.HTTPStatusFromCode(codes.Code(code)) })
	log.Write(os.Args[1], "go-earlier")
}
