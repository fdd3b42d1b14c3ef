// Command current asks the newest versions of the Go libraries.
package main

import (
	"os"

	"statusmap/tests/upstream/go/observe"
	"statusmap/tests/upstream/go/observe/connectgo"
)

func main() {
	log := &observe.Log{}
	grpcGo(log)
	xdsFault(log)
	connectgo.Add(log, "connect-go")
	gateway(log)
	gax(log)
	kratos(log)
	dapr(log)
	twirpV8(log)
	goZero(log)
	log.Write(os.Args[1], "go-current")
}
