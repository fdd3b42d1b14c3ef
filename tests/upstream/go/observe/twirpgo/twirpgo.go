// Package twirpgo asks Twirp, whichever version the program pins.
package twirpgo

import (
	"slices"

	"github.com/twitchtv/twirp"

	"statusmap/tests/upstream/go/observe"
)

// Module is what go.mod calls it.
const Module = "github.com/twitchtv/twirp"

// Twirp's codes are words; a gRPC code is an index here. The word after them is none of Twirp's.
var words = []twirp.ErrorCode{
	twirp.NoError, twirp.Canceled, twirp.Unknown, twirp.InvalidArgument, twirp.DeadlineExceeded, twirp.NotFound,
	twirp.AlreadyExists, twirp.PermissionDenied, twirp.ResourceExhausted, twirp.FailedPrecondition, twirp.Aborted,
	twirp.OutOfRange, twirp.Unimplemented, twirp.Internal, twirp.Unavailable, twirp.DataLoss, twirp.Unauthenticated,
	"no_code_of_twirp",
}

// AddHTTPStatus asks which HTTP status a server gives to each code.
func AddHTTPStatus(log *observe.Log, convention string) {
	log.Add(convention, observe.GRPCToHTTP, Module, "function ServerHTTPStatusFromErrorCode", observe.GRPCCodes(),
		func(code int) int {
			if status := twirp.ServerHTTPStatusFromErrorCode(words[code]); status != 0 {
				return status
			}
			return observe.None // 0 is what Twirp documents for a code that it does not have.
		})
}

// Code is the gRPC code of an error, None where Twirp has a word that gRPC does not have.
func Code(err twirp.Error) int {
	if code := slices.Index(words, err.Code()); code >= 0 {
		return code
	}
	return observe.None
}
