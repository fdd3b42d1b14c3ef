package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"statusmap/tests/upstream/go/observe"
)

// grpcGo lets a client call a server that answers /bare/STATUS with one HEADERS block: the status, END_STREAM, no
// grpc-status. net/http cannot send a 1xx that way, so the frames are written here.
func grpcGo(log *observe.Log) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	observe.Must(err)
	defer listener.Close()
	var count observe.Count
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go serveFrames(connection, &count)
		}
	}()
	client, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithNoProxy())
	observe.Must(err)
	defer client.Close()
	ask := func(code int) int {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err := client.Invoke(ctx, fmt.Sprintf("/bare/%d", code), &emptypb.Empty{}, &emptypb.Empty{})
		count.MustBeOnce(code)
		return int(status.Code(err))
	}
	log.Add("grpc-go", observe.HTTPToGRPC, "google.golang.org/grpc",
		"client against a loopback HTTP/2 server without grpc-status", observe.HTTPStatuses(), ask)
}

func serveFrames(connection net.Conn, count *observe.Count) {
	defer connection.Close()
	if _, err := io.ReadFull(connection, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(connection, connection)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	observe.Must(framer.WriteSettings())
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				observe.Must(framer.WriteSettingsAck())
			}
		case *http2.PingFrame:
			if !frame.IsAck() {
				observe.Must(framer.WritePing(true, frame.Data))
			}
		case *http2.MetaHeadersFrame:
			var code int
			_, err := fmt.Sscanf(frame.PseudoValue("path"), "/bare/%d", &code)
			observe.Must(err)
			count.Gave(code)
			observe.Must(framer.WriteHeaders(http2.HeadersFrameParam{
				StreamID: frame.StreamID, BlockFragment: block(code), EndStream: true, EndHeaders: true,
			}))
		}
	}
}

// block comes from an encoder of its own, so it must not refer to a dynamic table.
func block(code int) []byte {
	var buffer bytes.Buffer
	encoder := hpack.NewEncoder(&buffer)
	encoder.SetMaxDynamicTableSize(0)
	observe.Must(encoder.WriteField(hpack.HeaderField{Name: ":status", Value: strconv.Itoa(code)}))
	observe.Must(encoder.WriteField(hpack.HeaderField{Name: "content-type", Value: "text/html"}))
	return buffer.Bytes()
}
