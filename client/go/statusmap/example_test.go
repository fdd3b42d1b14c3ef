package statusmap_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// TestMain has the examples ask the service at STATUSMAP_SERVER, and without that a stand-in with the same few answers.
func TestMain(m *testing.M) {
	if os.Getenv("STATUSMAP_SERVER") == "" {
		address, stop, err := standIn().start()
		if err != nil {
			log.Fatal(err)
		}
		defer stop()
		if err := os.Setenv("STATUSMAP_SERVER", address); err != nil {
			log.Fatal(err)
		}
	}
	m.Run()
}

func Example() {
	client, err := statusmap.New(os.Getenv("STATUSMAP_SERVER"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	for _, convention := range []string{"google-apis", "envoy"} {
		mapping, err := client.MapHTTPStatus(context.Background(), 429, statusmap.Convention(convention))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(convention, codes.Code(mapping.GetGrpcCode()), mapping.GetRule())
	}
	// Output:
	// google-apis ResourceExhausted exact 429
	// envoy Unavailable exact 429
}

func ExampleError() {
	client, err := statusmap.New(os.Getenv("STATUSMAP_SERVER"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	_, err = client.MapHTTPStatus(context.Background(), 429, statusmap.Convention("envoi"))
	var failure *statusmap.Error
	if errors.As(err, &failure) && failure.Reason == statusmap.ReasonConventionUnknown {
		fmt.Println(failure.Code, failure.FieldViolations[0].Field)
		fmt.Println("nearest:", failure.Metadata["nearest"])
	}
	// Output:
	// InvalidArgument convention
	// nearest: envoy, dapr, esp-v1
}

func ExampleClient_ListStatuses() {
	client, err := statusmap.New(os.Getenv("STATUSMAP_SERVER"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	filter := statusmap.StatusFilter{Class: statusmapv1.StatusClass_STATUS_CLASS_INFORMATIONAL}
	for entry, err := range client.ListStatuses(context.Background(), filter) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(entry.GetHttpStatus(), entry.GetRegistration().GetReasonPhrase())
	}
	// Output:
	// 100 Continue
	// 101 Switching Protocols
	// 102 Processing
	// 103 Early Hints
	// 104 Upload Resumption Supported
}

func ExampleClient_AdviseRetry() {
	client, err := statusmap.New(os.Getenv("STATUSMAP_SERVER"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	question := statusmap.RetryQuestion{Method: "POST", RetryAfter: "7"}
	advice, err := client.AdviseRetry(context.Background(), 503, question)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(advice.GetVerdict())
	fmt.Println(advice.GetReason())
	// Output:
	// RETRY_VERDICT_DO_NOT_RETRY
	// the request may have been applied, and POST does not count as idempotent
}

func ExampleClient_StreamMapHTTPStatuses() {
	client, err := statusmap.New(os.Getenv("STATUSMAP_SERVER"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	chunks := slices.Chunk([]int32{429, 503, 1000}, 2)
	for answer, err := range client.StreamMapHTTPStatuses(context.Background(), chunks, statusmap.Convention("envoy")) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(answer.GetGrpcCodes(), answer.GetAnswered())
	}
	// Output:
	// [14 14] 2
	// [127] 3
}

func ExampleClient_SummarizeCounts() {
	client, err := statusmap.New(os.Getenv("STATUSMAP_SERVER"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	counts := map[int32]int64{200: 980, 429: 15, 503: 5}
	summary, err := client.SummarizeCounts(context.Background(), maps.All(counts), statusmap.Against("envoy"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary.GetTotal(), "in all,", summary.GetRetryable(), "retryable")
	for _, change := range summary.GetImpact().GetChanges() {
		fmt.Println(change.GetFromGrpcCodeName(), "becomes", change.GetToGrpcCodeName(), change.GetCount(), "times")
	}
	// Output:
	// 1000 in all, 20 retryable
	// OK becomes UNKNOWN 980 times
	// RESOURCE_EXHAUSTED becomes UNAVAILABLE 15 times
}

func standIn() *fake {
	return &fake{
		mapHTTPStatus: func(
			_ context.Context, request *statusmapv1.MapHttpStatusRequest,
		) (*statusmapv1.MapHttpStatusResponse, error) {
			answers := map[string]codes.Code{"google-apis": codes.ResourceExhausted, "envoy": codes.Unavailable}
			code, known := answers[request.GetConvention()]
			if !known {
				refusal, err := status.New(codes.InvalidArgument, "not known").WithDetails(
					&errdetails.ErrorInfo{
						Reason: statusmap.ReasonConventionUnknown, Domain: statusmap.Domain,
						Metadata: map[string]string{"nearest": "envoy, dapr, esp-v1"},
					},
					&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "convention"}}})
				return nil, errors.Join(err, refusal.Err())
			}
			return &statusmapv1.MapHttpStatusResponse{GrpcCode: proto.Int32(int32(code)), Rule: "exact 429"}, nil
		},
		listStatuses: func(
			context.Context, *statusmapv1.ListStatusesRequest,
		) (*statusmapv1.ListStatusesResponse, error) {
			response := &statusmapv1.ListStatusesResponse{}
			for index, phrase := range []string{
				"Continue", "Switching Protocols", "Processing", "Early Hints", "Upload Resumption Supported",
			} {
				response.Statuses = append(response.Statuses, &statusmapv1.Status{
					HttpStatus:   int32(100 + index),
					Registration: &statusmapv1.Registration{ReasonPhrase: phrase},
				})
			}
			return response, nil
		},
		adviseRetry: func(
			context.Context, *statusmapv1.AdviseRetryRequest,
		) (*statusmapv1.AdviseRetryResponse, error) {
			return &statusmapv1.AdviseRetryResponse{
				Verdict: statusmapv1.RetryVerdict_RETRY_VERDICT_DO_NOT_RETRY,
				Reason:  "the request may have been applied, and POST does not count as idempotent",
			}, nil
		},
		stream: answerAll(map[int32]int32{429: 14, 503: 14}),
		summary: func(stream streamOfCounts) error {
			if _, err := stream.Recv(); err != nil {
				return err
			}
			return stream.SendAndClose(&statusmapv1.SummarizeStatusesResponse{
				Total: 1000, Retryable: 20, Impact: &statusmapv1.Impact{Changes: []*statusmapv1.GrpcCodeChange{
					{FromGrpcCodeName: "OK", ToGrpcCodeName: "UNKNOWN", Count: 980},
					{FromGrpcCodeName: "RESOURCE_EXHAUSTED", ToGrpcCodeName: "UNAVAILABLE", Count: 15},
				}},
			})
		},
	}
}
