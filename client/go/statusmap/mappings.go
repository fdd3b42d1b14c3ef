package statusmap

import (
	"context"
	"math"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"statusmap.example/client/go/statusmapv1"
)

// MappingOption is a choice of [Client.MapHTTPStatus] and [Client.MapGRPCCode]: a [Convention], [NameConventions].
type MappingOption interface {
	mapping(*mappingChoices)
}

type mappingChoices struct {
	convention         string
	includeConventions bool
}

// Convention is the id of the convention to map by, for instance Convention("envoy"); [Client.ListConventions] has all.
// The default, also for "", is "google-apis".
type Convention string

func (c Convention) mapping(chosen *mappingChoices) { chosen.convention = string(c) }

// NameConventions has the answer name the conventions that agree and those that do not. They are only counted
// otherwise.
func NameConventions() MappingOption { return nameConventions{} }

type nameConventions struct{}

func (nameConventions) mapping(chosen *mappingChoices) { chosen.includeConventions = true }

func chooseMapping(options []MappingOption) (chosen mappingChoices) {
	for _, option := range options {
		option.mapping(&chosen)
	}
	return chosen
}

// MapHTTPStatus tells which gRPC code an HTTP status of 100 to 599 becomes under a convention, by which rule, where
// that was read, and how many other conventions agree. GrpcCode is nil, not 0, where the convention gives no answer;
// where it is set, codes.Code(mapping.GetGrpcCode()) is the code of gRPC.
//
// Errors: INVALID_ARGUMENT with [ReasonHTTPStatusOutOfRange] or [ReasonConventionUnknown] (metadata "nearest" has the
// closest ids); FAILED_PRECONDITION with [ReasonDirectionNotCovered].
func (c *Client) MapHTTPStatus(ctx context.Context, httpStatus int, options ...MappingOption) (*statusmapv1.MapHttpStatusResponse, error) {
	chosen := chooseMapping(options)
	return c.stub.MapHttpStatus(ctx, &statusmapv1.MapHttpStatusRequest{
		HttpStatus:         number(httpStatus),
		Convention:         chosen.convention,
		IncludeConventions: chosen.includeConventions,
	})
}

// MapGRPCCode tells which HTTP status a gRPC code becomes under a convention. Codes above 16 are not defined;
// conventions may have a rule for them. HttpStatus is nil where the convention gives no answer.
//
// Errors: as of [Client.MapHTTPStatus], without the range.
func (c *Client) MapGRPCCode(ctx context.Context, code codes.Code, options ...MappingOption) (*statusmapv1.MapGrpcCodeResponse, error) {
	chosen := chooseMapping(options)
	return c.stub.MapGrpcCode(ctx, &statusmapv1.MapGrpcCodeRequest{
		GrpcCode:           codeNumber(code),
		Convention:         chosen.convention,
		IncludeConventions: chosen.includeConventions,
	})
}

// CompareOnHTTPStatus tells what all conventions make of an HTTP status of 100 to 599, and what each school of them
// does.
//
// Errors: INVALID_ARGUMENT with [ReasonHTTPStatusOutOfRange].
func (c *Client) CompareOnHTTPStatus(ctx context.Context, httpStatus int) (*statusmapv1.HttpStatusComparison, error) {
	response, err := c.stub.CompareConventions(ctx, &statusmapv1.CompareConventionsRequest{HttpStatus: number(httpStatus)})
	return response.GetByHttpStatus(), err
}

// CompareOnGRPCCode tells what all conventions make of a gRPC code. One above 16 is not defined, and answered by the
// rules for unknown codes.
func (c *Client) CompareOnGRPCCode(ctx context.Context, code codes.Code) (*statusmapv1.GrpcCodeComparison, error) {
	response, err := c.stub.CompareConventions(ctx, &statusmapv1.CompareConventionsRequest{GrpcCode: codeNumber(code)})
	return response.GetByGrpcCode(), err
}

// CompareConventions tells on which codes two conventions differ, and what does not survive the way there by the one
// and back by the other. "" for the one is "google-apis"; "" for the other is the same as the one, so that only its own
// round trips are of interest. Parts that need a direction which one of the two has not are nil.
//
// Errors: INVALID_ARGUMENT with [ReasonConventionUnknown], or with [ReasonFieldMissing] if both are "".
func (c *Client) CompareConventions(ctx context.Context, convention, other string) (*statusmapv1.PairComparison, error) {
	response, err := c.stub.CompareConventions(ctx,
		&statusmapv1.CompareConventionsRequest{Convention: convention, OtherConvention: other})
	return response.GetByPair(), err
}

// codeNumber is a field that is set, also to OK. Codes beyond an int32 are as undefined as the largest one.
func codeNumber(code codes.Code) *int32 {
	return proto.Int32(int32(min(math.MaxInt32, code)))
}
