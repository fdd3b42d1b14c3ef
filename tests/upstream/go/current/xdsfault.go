package main

import (
	_ "unsafe" // for go:linkname

	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/xds" // links the filter

	"statusmap/tests/upstream/go/observe"
)

// The filter's table is private and is only reached through a control plane: it is called by its name.
//
//go:linkname faultCode google.golang.org/grpc/internal/xds/httpfilter/fault.grpcFromHTTP
func faultCode(httpStatus int) (codes.Code, bool)

func xdsFault(log *observe.Log) {
	log.Add("grpc-go-xds-fault", observe.HTTPToGRPC, "google.golang.org/grpc",
		"function internal/xds/httpfilter/fault.grpcFromHTTP, by go:linkname", observe.HTTPStatuses(), func(status int) int {
			code, ok := faultCode(status)
			if !ok {
				return observe.None
			}
			return int(code)
		})
}
