package statusmap

import (
	"context"
	"errors"
	"io"
	"iter"

	"google.golang.org/grpc/codes"

	"statusmap.example/client/go/statusmapv1"
)

// chunksAhead is how many chunks may be on their way at a time: enough to hide the distance to the server.
const chunksAhead = 8

type streamResponse = statusmapv1.StreamMapHttpStatusesResponse

// StreamMapHTTPStatuses maps statuses without end: each chunk is answered by one response, in order, whose GrpcCodes are
// as those of [Client.BatchMapHTTPStatuses]. Only the first response names the convention and its source. Chunks of
// about 10,000 are a good size; empty ones are answered too, and no chunks are no question.
//
//	for answer, err := range client.StreamMapHTTPStatuses(ctx, slices.Chunk(statuses, 10_000)) {
//		if err != nil {
//			return err
//		}
//		use(answer.GetGrpcCodes())
//	}
//
// At most eight chunks are on their way: while the loop does not ask for more, no more are taken from chunks, which is
// gone over in the goroutine of the loop. Leaving the loop ends the call. A source that waits for the answers to its last
// chunk is not for this method, but for Send and Recv of [Client.Stub].
//
// No deadline holds but that of the context. An error is the last thing that comes, with a nil answer; its Answered tells
// how many statuses had been answered, all in answers that came before. gRPC tries a stream again on UNAVAILABLE only as
// long as nothing has been answered and no more than 256 KiB were sent; after that, who wants to go on asks for the
// statuses from Answered on in a new stream. A chunk must not change until its answer has come.
//
// Errors: those of [Client.BatchMapHTTPStatuses]; UNAVAILABLE with [ReasonServerDraining] where the server shuts down.
func (c *Client) StreamMapHTTPStatuses(
	ctx context.Context, chunks iter.Seq[[]int32], options ...BulkOption,
) iter.Seq2[*statusmapv1.StreamMapHttpStatusesResponse, error] {
	convention := chooseBulk(options).convention
	return func(yield func(*streamResponse, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		stream, err := c.stub.StreamMapHttpStatuses(ctx)
		if err != nil {
			cancel()
			yield(nil, err)
			return
		}
		loop := answering{yield: yield, answers: receive(stream.Recv)}
		defer func() {
			cancel()
			for range loop.answers { // until the goroutine is gone
			}
		}()
		for chunk := range chunks {
			err := stream.Send(&statusmapv1.StreamMapHttpStatusesRequest{Convention: convention, HttpStatuses: chunk})
			switch {
			case errors.Is(err, io.EOF): // The receiving side knows why.
				for loop.next() {
				}
				return
			case err != nil:
				loop.fail(err)
				return
			}
			if loop.pending++; loop.pending == chunksAhead && !loop.next() {
				return
			}
		}
		_ = stream.CloseSend() // Never fails, and if the stream is broken, the receiving side says so.
		for loop.pending > 0 {
			if !loop.next() {
				return
			}
		}
		if last, more := <-loop.answers; more && last.err != nil {
			loop.fail(last.err)
		}
	}
}

type received struct {
	response *streamResponse
	err      error
}

// receive reads answers in a goroutine of its own until the stream ends, so that the server can always send what it owes
// and read on: a sender that is also the receiver would wait for a server that waits for it.
func receive(next func() (*streamResponse, error)) <-chan received {
	answers := make(chan received, chunksAhead)
	go func() {
		defer close(answers)
		for {
			response, err := next()
			if errors.Is(err, io.EOF) {
				return
			}
			answers <- received{response, err}
			if err != nil {
				return
			}
		}
	}()
	return answers
}

// answering gives answers to a loop, and knows how far it is.
type answering struct {
	yield    func(*streamResponse, error) bool
	answers  <-chan received
	pending  int // chunks that were sent and not answered
	answered int64
}

// next waits for an answer and gives it to the loop. It returns false if the loop is over.
func (a *answering) next() bool {
	answer, more := <-a.answers
	switch {
	case !more:
		a.fail(&Error{Code: codes.Internal, Message: "the service ended the stream before it had answered all"})
		return false
	case answer.err != nil:
		a.fail(answer.err)
		return false
	}
	a.pending--
	a.answered = answer.response.GetAnswered()
	return a.yield(answer.response, nil)
}

func (a *answering) fail(err error) {
	var failure *Error
	if errors.As(err, &failure) {
		failure.Answered = a.answered
	}
	a.yield(nil, err)
}
