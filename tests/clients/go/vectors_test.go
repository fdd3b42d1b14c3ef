package clients

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// vector is a question, and its answer or error.
type vector struct {
	Name      string
	Request   json.RawMessage
	Requests  []json.RawMessage
	Response  json.RawMessage
	Responses []json.RawMessage
	Error     *struct {
		Code            codes.Code
		Reason          string
		Domain          string
		Metadata        map[string]string
		FieldViolations []statusmap.FieldViolation `json:"field_violations"`
	}
}

// TestVectors asks each question field by field, and by the method that people use, where that can ask it.
func TestVectors(t *testing.T) {
	client := clientOf(t, sharedServer(t).address)
	methods := statusmapv1.File_statusmap_v1_status_map_proto.Services().ByName("StatusMapService").Methods()
	for index := range methods.Len() {
		method := methods.Get(index)
		if method.IsStreamingClient() {
			continue // TestStreamVectors
		}
		stub := reflect.ValueOf(client.Stub()).MethodByName(string(method.Name()))
		vectors := read(t, method.Name())
		asked := 0
		t.Run(string(method.Name()), func(t *testing.T) {
			for _, one := range vectors {
				t.Run(one.Name, func(t *testing.T) {
					request, response := parse(t, method.Input(), one.Request), parse(t, method.Output(), one.Response)
					got := stub.Call([]reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(request)})
					err, _ := reflect.TypeAssert[error](got[1])
					one.check(t, got[0].Interface().(proto.Message), response, err)
					if got, err, can := byMethod(t.Context(), client, request, response); can {
						one.check(t, got, response, err)
						asked++
					}
				})
			}
		})
		t.Logf("%s: %d vectors, %d of them by the method too", method.Name(), len(vectors), asked)
		if asked < len(vectors)/5 {
			t.Errorf("%s: the method can ask only %d of %d", method.Name(), asked, len(vectors))
		}
	}
}

// read returns the vectors of a method, whose file has its name in snake case.
func read(t *testing.T, method protoreflect.Name) []vector {
	t.Helper()
	var name strings.Builder
	for index, letter := range string(method) {
		if index > 0 && letter >= 'A' && letter <= 'Z' {
			name.WriteByte('_')
		}
		name.WriteString(strings.ToLower(string(letter)))
	}
	text, err := os.ReadFile(filepath.Join(root, "tests/vectors", name.String()+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) == 0 {
		t.Fatalf("no vectors of %s", method)
	}
	return vectors
}

// parse makes a message of its JSON; nil JSON is an empty message.
func parse(t *testing.T, descriptor protoreflect.MessageDescriptor, text json.RawMessage) proto.Message {
	t.Helper()
	kind, err := protoregistry.GlobalTypes.FindMessageByName(descriptor.FullName())
	if err != nil {
		t.Fatal(err)
	}
	message := kind.New().Interface()
	if text != nil {
		if err := protojson.Unmarshal(text, message); err != nil {
			t.Fatal(err)
		}
	}
	return message
}

func (v vector) check(t *testing.T, got, want proto.Message, err error) {
	t.Helper()
	if v.Error == nil {
		if err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		return
	}
	var failure *statusmap.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %v and %v, want %+v", got, err, v.Error)
	}
	if failure.Code != v.Error.Code || status.Code(err) != v.Error.Code {
		t.Errorf("code %v, want %v", failure.Code, v.Error.Code)
	}
	if failure.Reason != v.Error.Reason || failure.Domain != v.Error.Domain || !maps.Equal(failure.Metadata, v.Error.Metadata) {
		t.Errorf("%s of %s with %v\nwant %+v", failure.Reason, failure.Domain, failure.Metadata, v.Error)
	}
	if len(failure.FieldViolations)+len(v.Error.FieldViolations) > 0 &&
		!reflect.DeepEqual(failure.FieldViolations, v.Error.FieldViolations) {
		t.Errorf("%v, want %v", failure.FieldViolations, v.Error.FieldViolations)
	}
}

// byMethod asks by a method of the client, if it can ask this: methods set what is required, and know no pages.
func byMethod(
	ctx context.Context, client *statusmap.Client, request, want proto.Message,
) (got proto.Message, err error, can bool) {
	switch q := request.(type) {
	case *statusmapv1.LookupStatusRequest:
		if q.HttpStatus == nil {
			return nil, nil, false
		}
		entry, err := client.LookupStatus(ctx, int(q.GetHttpStatus()))
		return &statusmapv1.LookupStatusResponse{Status: entry}, err, true
	case *statusmapv1.ListStatusesRequest:
		filter := statusmap.StatusFilter{Class: q.GetStatusClass(), Origin: q.GetOrigin()}
		page := want.(*statusmapv1.ListStatusesResponse)
		items, total, err := firstOf(client.ListStatuses(ctx, filter), len(page.GetStatuses()))
		return &statusmapv1.ListStatusesResponse{
			Statuses: items, TotalSize: total, NextPageToken: page.GetNextPageToken(),
		}, err, q.GetPageToken() == "" && q.GetPageSize() >= 0
	case *statusmapv1.ListConventionsRequest:
		page := want.(*statusmapv1.ListConventionsResponse)
		items, total, err := firstOf(client.ListConventions(ctx, q.GetDirection()), len(page.GetConventions()))
		return &statusmapv1.ListConventionsResponse{
			Conventions: items, TotalSize: total, NextPageToken: page.GetNextPageToken(),
		}, err, q.GetPageToken() == "" && q.GetPageSize() >= 0
	case *statusmapv1.SearchStatusesRequest:
		got, err := client.SearchStatuses(ctx, q.GetQuery(), int(q.GetMaxResults()))
		return got, err, true
	case *statusmapv1.ClassifyStatusRequest:
		got, err := client.ClassifyStatus(ctx, int(q.GetHttpStatus()))
		return got, err, q.HttpStatus != nil
	case *statusmapv1.MapHttpStatusRequest:
		got, err := client.MapHTTPStatus(ctx, int(q.GetHttpStatus()), mapping(q)...)
		return got, err, q.HttpStatus != nil
	case *statusmapv1.BatchMapHttpStatusesRequest:
		got, err := client.BatchMapHTTPStatuses(ctx, q.GetHttpStatuses(), statusmap.Convention(q.GetConvention()))
		return got, err, true
	case *statusmapv1.MapGrpcCodeRequest:
		got, err := client.MapGRPCCode(ctx, codes.Code(q.GetGrpcCode()), mapping(q)...)
		return got, err, q.GrpcCode != nil && q.GetGrpcCode() >= 0
	case *statusmapv1.AdviseRetryRequest:
		return retry(ctx, client, q)
	case *statusmapv1.CompareConventionsRequest:
		return compare(ctx, client, q)
	}
	return nil, nil, false
}

// firstOf returns so many of a list, and how many there are.
func firstOf[Item any](list func(func(*Item, error) bool), wanted int) (items []*Item, total int32, end error) {
	for item, err := range list {
		if err != nil {
			return nil, 0, err
		}
		if total++; len(items) < wanted {
			items = append(items, item)
		}
	}
	return items, total, nil
}

func mapping(question interface {
	GetConvention() string
	GetIncludeConventions() bool
},
) []statusmap.MappingOption {
	options := []statusmap.MappingOption{statusmap.Convention(question.GetConvention())}
	if question.GetIncludeConventions() {
		options = append(options, statusmap.NameConventions())
	}
	return options
}

func retry(
	ctx context.Context, client *statusmap.Client, q *statusmapv1.AdviseRetryRequest,
) (got proto.Message, err error, can bool) {
	question := statusmap.RetryQuestion{
		Method: q.GetMethod(), RetryAfter: q.GetRetryAfter(), IdempotencyKey: q.GetIdempotencyKey(),
		Attempt: int(q.GetAttempt()), Role: q.GetRole(),
	}
	if q.ReceivedAt != nil {
		question.ReceivedAt = q.GetReceivedAt().AsTime()
	}
	if (q.HttpStatus == nil) == (q.GrpcCode == nil) || q.GetGrpcCode() < 0 ||
		(q.ReceivedAt != nil && question.ReceivedAt.IsZero()) {
		return nil, nil, false
	}
	if q.HttpStatus != nil {
		got, err = client.AdviseRetry(ctx, int(q.GetHttpStatus()), question)
	} else {
		got, err = client.AdviseCallRetry(ctx, codes.Code(q.GetGrpcCode()), question)
	}
	return got, err, true
}

func compare(
	ctx context.Context, client *statusmap.Client, q *statusmapv1.CompareConventionsRequest,
) (got proto.Message, err error, can bool) {
	var answer statusmapv1.CompareConventionsResponse
	pair := q.GetConvention() != "" || q.GetOtherConvention() != ""
	switch {
	case q.HttpStatus != nil && q.GrpcCode == nil && !pair:
		answer.ByHttpStatus, err = client.CompareOnHTTPStatus(ctx, int(q.GetHttpStatus()))
	case q.GrpcCode != nil && q.GetGrpcCode() >= 0 && q.HttpStatus == nil && !pair:
		answer.ByGrpcCode, err = client.CompareOnGRPCCode(ctx, codes.Code(q.GetGrpcCode()))
	case q.HttpStatus == nil && q.GrpcCode == nil:
		answer.ByPair, err = client.CompareConventions(ctx, q.GetConvention(), q.GetOtherConvention())
	default:
		return nil, nil, false
	}
	return &answer, err, true
}
