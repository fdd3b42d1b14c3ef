// Package connectgo asks connect-go, whichever version the program pins.
package connectgo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/emptypb"

	"statusmap/tests/upstream/go/observe"
)

const (
	module    = "connectrpc.com/connect"
	procedure = "/statusmap.Upstream/Ask"
)

// Add asks a client about bare HTTP statuses, and a handler about its own errors, both in the Connect protocol.
func Add(log *observe.Log, convention string) {
	bare := observe.NewBare()
	fromHTTP := func(status int) int {
		client := connect.NewClient[emptypb.Empty, emptypb.Empty](http.DefaultClient, bare.URL(status)+procedure)
		_, err := client.CallUnary(context.Background(), connect.NewRequest(&emptypb.Empty{}))
		bare.MustBeOnce(status)
		if err == nil {
			return 0
		}
		return int(connect.CodeOf(err))
	}
	log.Add(convention, observe.HTTPToGRPC, module, "client against a loopback HTTP/1.1 server that answers the bare status",
		observe.FinalStatuses(), fromHTTP)

	server := httptest.NewServer(connect.NewUnaryHandler(procedure, fail))
	defer server.Close()
	fromGRPC := func(code int) int {
		request, err := http.NewRequest(http.MethodPost, server.URL+procedure, strings.NewReader("{}"))
		observe.Must(err)
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Code", strconv.Itoa(code))
		response, err := http.DefaultClient.Do(request)
		observe.Must(err)
		observe.Must(response.Body.Close())
		return response.StatusCode
	}
	log.Add(convention, observe.GRPCToHTTP, module, "unary handler that returns the code, asked by HTTP/1.1",
		observe.GRPCCodes(), fromGRPC)
}

// fail returns the error that the caller wishes, and none for 0: there is no error with that code.
func fail(_ context.Context, request *connect.Request[emptypb.Empty]) (*connect.Response[emptypb.Empty], error) {
	code, err := strconv.Atoi(request.Header().Get("Code"))
	if err != nil {
		panic(fmt.Errorf("not asked by Add: %w", err))
	}
	if code == 0 {
		return connect.NewResponse(&emptypb.Empty{}), nil
	}
	return nil, connect.NewError(connect.Code(code), errors.New("as wished"))
}
