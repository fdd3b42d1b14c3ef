package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/twitchtv/twirp"
	"github.com/twitchtv/twirp/example"

	"statusmap/tests/upstream/go/observe"
	"statusmap/tests/upstream/go/observe/twirpgo"
)

// twirpV8 asks the client that Twirp generated for its own example: the table is in generated code.
func twirpV8(log *observe.Log) {
	bare := observe.NewBare()
	ask := func(status int) int {
		client := example.NewHaberdasherProtobufClient(bare.URL(status), http.DefaultClient)
		_, err := client.MakeHat(context.Background(), &example.Size{})
		bare.MustBeOnce(status)
		if err == nil {
			return 0
		}
		var failure twirp.Error
		if !errors.As(err, &failure) {
			observe.Must(err)
		}
		return twirpgo.Code(failure)
	}
	log.Add("twirp", observe.HTTPToGRPC, twirpgo.Module,
		"generated client against a loopback HTTP/1.1 server that answers the bare status", observe.FinalStatuses(), ask)
	twirpgo.AddHTTPStatus(log, "twirp")
}
