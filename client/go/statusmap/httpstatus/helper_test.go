package httpstatus_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmap/httpstatus"
	"statusmap.example/client/go/statusmapv1"
)

// asker is a service that counts its calls, and answers as told.
type asker struct {
	mutex     sync.Mutex
	mapped    []int
	questions []statusmap.RetryQuestion
	answer    func(context.Context) error
}

func (a *asker) MapHTTPStatus(
	ctx context.Context, httpStatus int, _ ...statusmap.MappingOption,
) (*statusmapv1.MapHttpStatusResponse, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.mapped = append(a.mapped, httpStatus)
	if err := a.fails(ctx); err != nil {
		return nil, err
	}
	response := &statusmapv1.MapHttpStatusResponse{HttpStatus: int32(httpStatus)}
	if httpStatus != 299 && httpStatus != 499 { // as of a convention that has no rule for them
		response.GrpcCode = proto.Int32(int32(codes.NotFound))
	}
	return response, nil
}

func (a *asker) AdviseRetry(
	ctx context.Context, httpStatus int, question statusmap.RetryQuestion,
) (*statusmapv1.AdviseRetryResponse, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.questions = append(a.questions, question)
	if err := a.fails(ctx); err != nil {
		return nil, err
	}
	if question.RetryAfter == "soon" {
		return nil, &statusmap.Error{Code: codes.InvalidArgument, Reason: statusmap.ReasonRetryAfterInvalid}
	}
	return &statusmapv1.AdviseRetryResponse{HttpStatus: proto.Int32(int32(httpStatus))}, nil
}

func (a *asker) fails(ctx context.Context) error {
	if a.answer == nil {
		return nil
	}
	return a.answer(ctx)
}

// response has these headers, in pairs, and a request with this method.
func response(code int, method string, headers ...string) *http.Response {
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header.Add(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: code, Header: header, Request: &http.Request{Method: method}}
}

func TestQuestion(t *testing.T) {
	const date = "Sun, 06 Nov 1994 08:49:37 GMT"
	at := time.Date(1994, 11, 6, 8, 49, 37, 0, time.UTC)
	keyed := response(503, "POST", "Date", date)
	keyed.Request.Header = http.Header{"Idempotency-Key": {"k"}}
	keyedX := response(503, "POST", "Date", date)
	keyedX.Request.Header = http.Header{"X-Idempotency-Key": {"k"}}
	bare := &http.Response{StatusCode: 503, Header: http.Header{"Date": {date}}}
	for name, test := range map[string]struct {
		response *http.Response
		options  []httpstatus.AnswerOption
		want     statusmap.RetryQuestion
	}{
		"headers": {
			response: response(503, "PUT", "Retry-After", " 7 ", "Date", date),
			want:     statusmap.RetryQuestion{Method: "PUT", RetryAfter: "7", ReceivedAt: at},
		},
		"no method is GET": {
			response: response(503, "", "Date", date),
			want:     statusmap.RetryQuestion{Method: "GET", ReceivedAt: at},
		},
		"no request":         {response: bare, want: statusmap.RetryQuestion{ReceivedAt: at}},
		"idempotency key":    {response: keyed, want: statusmap.RetryQuestion{Method: "POST", ReceivedAt: at, IdempotencyKey: true}},
		"its older spelling": {response: keyedX, want: statusmap.RetryQuestion{Method: "POST", ReceivedAt: at, IdempotencyKey: true}},
		"options": {
			response: response(503, "POST", "Date", date),
			options:  []httpstatus.AnswerOption{httpstatus.Attempt(3), httpstatus.Idempotent()},
			want:     statusmap.RetryQuestion{Method: "POST", ReceivedAt: at, Attempt: 3, IdempotencyKey: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var service asker
			httpstatus.New(&service).Of(context.Background(), test.response, test.options...)
			if want := []statusmap.RetryQuestion{test.want}; !reflect.DeepEqual(service.questions, want) {
				t.Errorf("asked %+v\nwant  %+v", service.questions, want)
			}
		})
	}
}

func TestTimeOfReceiptIsNowWithoutADate(t *testing.T) {
	var service asker
	before := time.Now()
	httpstatus.New(&service, httpstatus.AsProxy()).Of(context.Background(), response(503, "GET", "Date", "yesterday"))
	question := service.questions[0]
	if question.ReceivedAt.Before(before) || question.ReceivedAt.After(time.Now()) {
		t.Error(question.ReceivedAt)
	}
	if question.Role != statusmapv1.Role_ROLE_PROXY {
		t.Error(question.Role)
	}
}

func TestAnswersAreRemembered(t *testing.T) {
	var service asker
	helper := httpstatus.New(&service)
	for range 3 {
		answer := helper.Of(context.Background(), response(503, "GET", "Retry-After", "7"))
		if answer.Code != codes.NotFound || answer.Fallback || answer.Err != nil || answer.Retry.GetHttpStatus() != 503 {
			t.Errorf("%+v", answer)
		}
	}
	if len(service.mapped) != 1 || len(service.questions) != 1 {
		t.Errorf("asked %v and %v", service.mapped, service.questions)
	}
}

func TestAdviceIsRememberedByAllThatItDependsOn(t *testing.T) {
	var service asker
	helper := httpstatus.New(&service)
	ask := func(code int, method, retryAfter string, options ...httpstatus.AnswerOption) {
		helper.Of(context.Background(), response(code, method, "Retry-After", retryAfter), options...)
	}
	for range 2 {
		ask(503, "GET", "7")
		ask(500, "GET", "7")
		ask(503, "PUT", "7")
		ask(503, "GET", "8")
		ask(503, "GET", "7", httpstatus.Attempt(2))
		ask(503, "GET", "7", httpstatus.Idempotent())
	}
	if len(service.questions) != 6 || len(service.mapped) != 2 {
		t.Errorf("asked %d and %d times", len(service.questions), len(service.mapped))
	}
}

func TestAdviceOnADateIsNotRemembered(t *testing.T) {
	var service asker
	helper := httpstatus.New(&service)
	for range 2 {
		helper.Of(context.Background(), response(503, "GET", "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"))
	}
	if len(service.questions) != 2 || len(service.mapped) != 1 {
		t.Errorf("asked %d and %d times", len(service.questions), len(service.mapped))
	}
}

func TestMemoryIsBounded(t *testing.T) {
	for size, want := range map[int]int{0: 6, 2: 4, 3: 3} {
		var service asker
		helper := httpstatus.New(&service, httpstatus.WithCacheSize(size))
		// With two places 404 is dropped for 409, and 409 for the second 404; 403 has been used in between.
		for _, code := range []int{404, 403, 409, 403, 404, 403} {
			helper.Of(context.Background(), response(code, "GET"))
		}
		if len(service.mapped) != want {
			t.Errorf("size %d: asked for %v", size, service.mapped)
		}
	}
}

func TestMemoryFades(t *testing.T) {
	var service asker
	helper := httpstatus.New(&service, httpstatus.WithCacheTime(time.Nanosecond))
	for range 2 {
		helper.Of(context.Background(), response(404, "GET"))
		time.Sleep(time.Millisecond)
	}
	if len(service.mapped) != 2 {
		t.Errorf("asked for %v", service.mapped)
	}
}

func TestARetryAfterThatIsNoneIsLeftOut(t *testing.T) {
	var service asker
	answer := httpstatus.New(&service).Of(context.Background(), response(503, "GET", "Retry-After", "soon"))
	if answer.Err != nil || answer.Retry == nil || len(service.questions) != 2 || service.questions[1].RetryAfter != "" {
		t.Errorf("%+v after %+v", answer, service.questions)
	}
}

func TestFallback(t *testing.T) {
	for code, want := range map[int]codes.Code{
		199: codes.Unknown, 200: codes.OK, 299: codes.OK, 300: codes.Unknown, 404: codes.Unknown, 999: codes.Unknown,
	} {
		service := asker{answer: func(context.Context) error { return &statusmap.Error{Code: codes.Unavailable} }}
		answer := httpstatus.New(&service).Of(context.Background(), response(code, "GET"))
		if answer.Code != want || !answer.Fallback || answer.Mapping != nil || answer.Retry != nil || answer.Err == nil {
			t.Errorf("%d: %+v", code, answer)
		}
		if answer.Retryable() || answer.Delay() != 0 {
			t.Errorf("%d: advice without a service: %v %v", code, answer.Retryable(), answer.Delay())
		}
	}
}

func TestAConventionWithoutAnAnswerIsNoFallback(t *testing.T) {
	for code, want := range map[int]codes.Code{299: codes.OK, 499: codes.Unknown} {
		answer := httpstatus.New(&asker{}).Of(context.Background(), response(code, "GET"))
		if answer.Code != want || answer.Fallback || answer.Mapping == nil {
			t.Errorf("%d: %+v", code, answer)
		}
	}
}

func TestAServiceThatDoesNotAnswerIsLeftAloneForASecond(t *testing.T) {
	for _, test := range []struct {
		code  codes.Code
		asked int
	}{{codes.Unavailable, 2}, {codes.DeadlineExceeded, 2}, {codes.InvalidArgument, 4}} {
		service := asker{answer: func(context.Context) error { return &statusmap.Error{Code: test.code} }}
		helper := httpstatus.New(&service)
		helper.Of(context.Background(), response(404, "GET"))
		second := helper.Of(context.Background(), response(404, "GET"))
		if asked := len(service.mapped) + len(service.questions); asked != test.asked {
			t.Errorf("%v: asked %d times", test.code, asked)
		}
		if paused := errors.Is(second.Err, httpstatus.ErrPaused); paused != (test.asked == 2) {
			t.Errorf("%v: %v", test.code, second.Err)
		}
		service.answer = nil
		time.Sleep(1100 * time.Millisecond)
		if answer := helper.Of(context.Background(), response(404, "GET")); answer.Fallback || answer.Err != nil {
			t.Errorf("%v: %+v", test.code, answer)
		}
	}
}

func TestAnAnswerTakesNoLongerThanItMay(t *testing.T) {
	service := asker{answer: func(ctx context.Context) error {
		<-ctx.Done()
		return &statusmap.Error{Code: codes.DeadlineExceeded}
	}}
	begin := time.Now()
	answer := httpstatus.New(&service, httpstatus.WithTimeout(50*time.Millisecond)).Of(context.Background(), response(404, "GET"))
	if took := time.Since(begin); !answer.Fallback || took > time.Second {
		t.Errorf("%+v after %v", answer, took)
	}
}

func TestACallerThatGivesUpBlamesNobody(t *testing.T) {
	service := asker{answer: func(ctx context.Context) error {
		if ctx.Err() != nil {
			return &statusmap.Error{Code: codes.DeadlineExceeded}
		}
		return nil
	}}
	helper := httpstatus.New(&service)
	over, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	if answer := helper.Of(over, response(404, "GET")); !answer.Fallback {
		t.Errorf("%+v", answer)
	}
	if answer := helper.Of(context.Background(), response(404, "GET")); answer.Fallback {
		t.Errorf("%+v", answer)
	}
	// What is remembered needs no time.
	if answer := helper.Of(over, response(404, "GET")); answer.Fallback || answer.Err != nil {
		t.Errorf("%+v", answer)
	}
}

func TestManyAtOnce(t *testing.T) {
	var service asker
	helper := httpstatus.New(&service, httpstatus.WithCacheSize(8))
	var group sync.WaitGroup
	for worker := range 20 {
		group.Add(1)
		go func() {
			defer group.Done()
			for round := range 50 {
				code := 400 + (worker+round)%20
				if answer := helper.Of(context.Background(), response(code, "GET")); int(answer.Mapping.GetHttpStatus()) != code {
					t.Errorf("%d became %+v", code, answer)
				}
			}
		}()
	}
	group.Wait()
}
