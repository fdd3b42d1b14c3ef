package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/dapr/kit/grpccodes"
	kratosstatus "github.com/go-kratos/kratos/v2/transport/http/status"
	"github.com/googleapis/gax-go/v2/apierror"
	gatewayv1 "github.com/grpc-ecosystem/grpc-gateway/runtime"
	gatewayv2 "github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/zeromicro/go-zero/rest/httpx"
	"google.golang.org/api/googleapi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"statusmap/tests/upstream/go/observe"
)

func gateway(log *observe.Log) {
	log.Add("grpc-gateway", observe.GRPCToHTTP, "github.com/grpc-ecosystem/grpc-gateway/v2",
		"function runtime.HTTPStatusFromCode", observe.GRPCCodes(),
		func(code int) int { return gatewayv2.HTTPStatusFromCode(codes.Code(code)) })
	log.Add("grpc-gateway-v1.9.4", observe.GRPCToHTTP, "github.com/grpc-ecosystem/grpc-gateway",
		"function runtime.HTTPStatusFromCode", observe.GRPCCodes(),
		func(code int) int { return gatewayv1.HTTPStatusFromCode(codes.Code(code)) })

	// The handler gives its error to the multiplexer's error handler, which keeps it here.
	var failure error
	keep := func(_ context.Context, _ *gatewayv2.ServeMux, _ gatewayv2.Marshaler, _ http.ResponseWriter, _ *http.Request, err error) {
		failure = err
	}
	mux := gatewayv2.NewServeMux(gatewayv2.WithErrorHandler(keep))
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	log.Add("grpc-gateway-routing", observe.HTTPToGRPC, "github.com/grpc-ecosystem/grpc-gateway/v2",
		"function runtime.DefaultRoutingErrorHandler", observe.HTTPStatuses(), func(httpStatus int) int {
			_, marshaler := gatewayv2.MarshalerForRequest(mux, request)
			gatewayv2.DefaultRoutingErrorHandler(request.Context(), mux, marshaler, httptest.NewRecorder(), request, httpStatus)
			return int(status.Code(failure))
		})
}

func gax(log *observe.Log) {
	log.Add("gax-go", observe.HTTPToGRPC, "github.com/googleapis/gax-go/v2",
		"functions apierror.FromError and APIError.GRPCStatus", observe.HTTPStatuses(), func(httpStatus int) int {
			failure, ok := apierror.FromError(&googleapi.Error{Code: httpStatus})
			if !ok {
				return observe.None
			}
			return int(failure.GRPCStatus().Code())
		})
}

func kratos(log *observe.Log) {
	const module = "github.com/go-kratos/kratos/v2"
	log.Add("kratos", observe.HTTPToGRPC, module, "function transport/http/status.ToGRPCCode", observe.HTTPStatuses(),
		func(httpStatus int) int { return int(kratosstatus.ToGRPCCode(httpStatus)) })
	log.Add("kratos", observe.GRPCToHTTP, module, "function transport/http/status.FromGRPCCode", observe.GRPCCodes(),
		func(code int) int { return kratosstatus.FromGRPCCode(codes.Code(code)) })
}

func dapr(log *observe.Log) {
	const module = "github.com/dapr/kit"
	log.Add("dapr", observe.HTTPToGRPC, module, "function grpccodes.CodeFromHTTPStatus", observe.HTTPStatuses(),
		func(httpStatus int) int { return int(grpccodes.CodeFromHTTPStatus(httpStatus)) })
	log.Add("dapr", observe.GRPCToHTTP, module, "function grpccodes.HTTPStatusFromCode", observe.GRPCCodes(),
		func(code int) int { return grpccodes.HTTPStatusFromCode(codes.Code(code)) })
}

// grpcError carries any code, OK too, for which the status package has no error.
type grpcError codes.Code

func (e grpcError) Error() string { return fmt.Sprintf("gRPC code %d", e) }

func (e grpcError) GRPCStatus() *status.Status { return status.New(codes.Code(e), e.Error()) }

func goZero(log *observe.Log) {
	log.Add("go-zero", observe.GRPCToHTTP, "github.com/zeromicro/go-zero", "function rest/httpx.Error", observe.GRPCCodes(),
		func(code int) int {
			recorder := httptest.NewRecorder()
			httpx.Error(recorder, grpcError(code))
			return recorder.Code
		})
}
