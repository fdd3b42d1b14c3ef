// The baseline in Go: `statusmap-go ANSWERS PORT` serves the contract on grpc-go with its default settings: a goroutine for
// each call, no pool of workers (NumStreamWorkers), which its documentation calls experimental. LookupStatus and
// MapHttpStatus answer from the file; what the benchmarks do not ask is UNIMPLEMENTED.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"statusmap.example/client/go/statusmapv1"
)

type service struct {
	statusmapv1.UnimplementedStatusMapServiceServer
	answers answers
}

func (s *service) LookupStatus(_ context.Context, request *statusmapv1.LookupStatusRequest) (*statusmapv1.LookupStatusResponse, error) {
	if request.HttpStatus == nil {
		return nil, status.Error(codes.InvalidArgument, "http_status is not set")
	}
	answer, ok := s.answers.lookups[request.GetHttpStatus()]
	if !ok {
		return nil, status.Error(codes.NotFound, "no source knows this status")
	}
	return answer, nil
}

func (s *service) MapHttpStatus(_ context.Context, request *statusmapv1.MapHttpStatusRequest) (*statusmapv1.MapHttpStatusResponse, error) {
	if request.HttpStatus == nil {
		return nil, status.Error(codes.InvalidArgument, "http_status is not set")
	}
	answer, ok := s.answers.mappings[mappingKey{request.GetHttpStatus(), request.GetConvention()}]
	if !ok {
		return nil, status.Error(codes.NotFound, "not among the answers")
	}
	return answer, nil
}

func serve(file, port string) error {
	answers, err := readAnswers(file)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		return err
	}
	fmt.Println("serving on", listener.Addr())
	server := grpc.NewServer()
	statusmapv1.RegisterStatusMapServiceServer(server, &service{answers: answers})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		server.Stop()
	}()
	return server.Serve(listener)
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: statusmap-go ANSWERS PORT")
	}
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}
