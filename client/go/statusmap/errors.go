package statusmap

import (
	"context"
	"fmt"
	"maps"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Domain is the domain of the errors that the service itself made.
const Domain = "statusmap.v1"

// Error is what every method of [Client] fails with. Match on the reason, never on the message:
//
//	var failure *statusmap.Error
//	if errors.As(err, &failure) && failure.Reason == statusmap.ReasonConventionUnknown {
//		log.Print("did you mean ", failure.Metadata["nearest"])
//	}
//
// status.Code, status.FromError and status.Convert of gRPC see the status inside it. errors.Is knows it as
// context.DeadlineExceeded or context.Canceled where its code says so.
type Error struct {
	// Code of the call; never OK.
	Code codes.Code
	// Message for people.
	Message string
	// Reason is one of the constants of this package, or "" if the error is not from the service (a connection that
	// failed, a deadline).
	Reason string
	// Domain that the reason belongs to: [Domain], or that of a proxy or a mesh between. "" without a reason.
	Domain string
	// Metadata of the reason, for instance "nearest" with the ids close to a misspelled convention. May be nil.
	Metadata map[string]string
	// FieldViolations are the fields of the request that the service refused. Empty if the error is not about a field.
	FieldViolations []FieldViolation
	// RetryDelay is how long to wait before the next attempt. 0 if the service did not say.
	RetryDelay time.Duration
	// Answered is how many statuses of a stream were answered before it failed, all of which [Client.StreamMapHTTPStatuses]
	// has given to its loop. The statuses from there on may be asked again. 0 for all other methods.
	Answered int64

	status *status.Status
}

// FieldViolation is a field of a request that the service refused.
type FieldViolation struct {
	// Field is its name in the contract, for instance "http_status".
	Field string
	// Description of what is wrong with it, for people.
	Description string
}

// Error is the code, the reason where there is one, and the message.
func (e *Error) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("statusmap: %s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("statusmap: %s (%s): %s", e.Code, e.Reason, e.Message)
}

// GRPCStatus is the status with all its details, also those that Error does not show.
func (e *Error) GRPCStatus() *status.Status {
	if e.status == nil {
		return status.New(e.Code, e.Message)
	}
	return e.status
}

// Is has errors.Is(err, context.DeadlineExceeded) and errors.Is(err, context.Canceled) hold where the code says so.
func (e *Error) Is(target error) bool {
	switch target {
	case context.DeadlineExceeded:
		return e.Code == codes.DeadlineExceeded
	case context.Canceled:
		return e.Code == codes.Canceled
	}
	return false
}

// fromGRPC makes an *Error of what gRPC returned. Details that do not parse are left out: the code and the message are
// worth more than a second error.
func fromGRPC(err error) error {
	if err == nil {
		return nil
	}
	received := status.Convert(err)
	failure := &Error{Code: received.Code(), Message: received.Message(), status: received}
	for _, detail := range received.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			failure.Reason, failure.Domain = detail.GetReason(), detail.GetDomain()
			failure.Metadata = maps.Clone(detail.GetMetadata())
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				failure.FieldViolations = append(failure.FieldViolations,
					FieldViolation{Field: violation.GetField(), Description: violation.GetDescription()})
			}
		case *errdetails.RetryInfo:
			failure.RetryDelay = detail.GetRetryDelay().AsDuration()
		}
	}
	return failure
}
