package httpstatus

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"statusmap.example/client/go/statusmap"
	"statusmap.example/client/go/statusmapv1"
)

// pause is for how long nobody is asked after the service did not answer, so that callers do not wait one by one for a
// service that is away.
const pause = time.Second

// Asker is the part of *statusmap.Client that is needed here.
type Asker interface {
	MapHTTPStatus(context.Context, int, ...statusmap.MappingOption) (*statusmapv1.MapHttpStatusResponse, error)
	AdviseRetry(context.Context, int, statusmap.RetryQuestion) (*statusmapv1.AdviseRetryResponse, error)
}

// Helper answers for responses. It may be used by many goroutines at once.
type Helper struct {
	asker    Asker
	choices  choices
	mappings *cache[int, *statusmapv1.MapHttpStatusResponse]
	advice   *cache[retryKey, *statusmapv1.AdviseRetryResponse]
	// resume is when the service may be asked again, in nanoseconds of Unix time.
	resume atomic.Int64
}

// New makes a helper that asks this client.
func New(client Asker, options ...Option) *Helper {
	chosen := choices{timeout: 500 * time.Millisecond, cacheSize: 1024, cacheTime: time.Hour}
	for _, option := range options {
		option(&chosen)
	}
	return &Helper{
		asker:    client,
		choices:  chosen,
		mappings: newCache[int, *statusmapv1.MapHttpStatusResponse](chosen.cacheSize, chosen.cacheTime),
		advice:   newCache[retryKey, *statusmapv1.AdviseRetryResponse](chosen.cacheSize, chosen.cacheTime),
	}
}

// Option is a choice of [New].
type Option func(*choices)

type choices struct {
	convention string
	role       statusmapv1.Role
	timeout    time.Duration
	cacheSize  int
	cacheTime  time.Duration
}

// WithConvention names the convention to map by, for instance "envoy". The default is "google-apis".
func WithConvention(id string) Option { return func(c *choices) { c.convention = id } }

// AsProxy has the advice be that for a proxy or gateway, which must not repeat a request whose method is not
// idempotent. The default is that for a client.
func AsProxy() Option { return func(c *choices) { c.role = statusmapv1.Role_ROLE_PROXY } }

// WithTimeout sets how long an answer may take at most, whatever the service does. The default is 500 ms.
func WithTimeout(limit time.Duration) Option { return func(c *choices) { c.timeout = limit } }

// WithCacheSize sets how many mappings, and how many pieces of advice, are kept. The default is 1024; 0 or less is
// none.
func WithCacheSize(answers int) Option { return func(c *choices) { c.cacheSize = answers } }

// WithCacheTime sets for how long an answer is kept, so that a new catalogue is seen in time. The default is one hour.
func WithCacheTime(age time.Duration) Option { return func(c *choices) { c.cacheTime = age } }

// Of answers for a response. It reads the status, the headers and the request of the response, never its body, and asks
// the service only for what it does not remember. Neither the response nor the answer is nil. Safe to call with the
// context of a request that is over: then it answers from memory, or falls back.
func (h *Helper) Of(ctx context.Context, response *http.Response, options ...AnswerOption) *Answer {
	question := questionOf(response, time.Now())
	question.Role = h.choices.role
	for _, option := range options {
		option(&question)
	}
	limited, cancel := context.WithTimeout(ctx, h.choices.timeout)
	defer cancel()

	mapping, mappingErr := h.mapping(limited, response.StatusCode)
	retry, retryErr := h.retry(limited, response.StatusCode, question)
	// A caller that gave up says nothing about the service.
	if ctx.Err() == nil && (isAway(mappingErr) || isAway(retryErr)) {
		h.resume.Store(time.Now().Add(pause).UnixNano())
	}
	return newAnswer(response.StatusCode, mapping, retry, errors.Join(mappingErr, retryErr))
}

func (h *Helper) mapping(ctx context.Context, httpStatus int) (*statusmapv1.MapHttpStatusResponse, error) {
	return h.mappings.get(httpStatus, true, func() (*statusmapv1.MapHttpStatusResponse, error) {
		if h.paused() {
			return nil, ErrPaused
		}
		return h.asker.MapHTTPStatus(ctx, httpStatus, statusmap.Convention(h.choices.convention))
	})
}

func (h *Helper) retry(ctx context.Context, httpStatus int, question statusmap.RetryQuestion) (*statusmapv1.AdviseRetryResponse, error) {
	key := retryKeyOf(httpStatus, question)
	return h.advice.get(key, !isDate(question.RetryAfter), func() (*statusmapv1.AdviseRetryResponse, error) {
		if h.paused() {
			return nil, ErrPaused
		}
		advice, err := h.asker.AdviseRetry(ctx, httpStatus, question)
		var refused *statusmap.Error
		if errors.As(err, &refused) && refused.Reason == statusmap.ReasonRetryAfterInvalid {
			// What a server wrote there is nobody's mistake here: without it there is still advice.
			question.RetryAfter = ""
			return h.asker.AdviseRetry(ctx, httpStatus, question)
		}
		return advice, err
	})
}

func (h *Helper) paused() bool { return time.Now().UnixNano() < h.resume.Load() }

// cache keeps the answers used last, each for a time. A nil cache keeps nothing.
type cache[Key comparable, Value any] struct {
	entries *lru.Cache[Key, entry[Value]]
	age     time.Duration
}

type entry[Value any] struct {
	value   Value
	expires time.Time
}

func newCache[Key comparable, Value any](size int, age time.Duration) *cache[Key, Value] {
	entries, err := lru.New[Key, entry[Value]](size)
	if err != nil { // a size of 0 or less
		return nil
	}
	return &cache[Key, Value]{entries, age}
}

// get returns what is kept under the key, or else asks, and keeps the answer if that is allowed and there was no error.
func (c *cache[Key, Value]) get(key Key, keep bool, ask func() (Value, error)) (Value, error) {
	if c == nil || !keep {
		return ask()
	}
	if kept, found := c.entries.Get(key); found && time.Now().Before(kept.expires) {
		return kept.value, nil
	}
	value, err := ask()
	if err == nil {
		c.entries.Add(key, entry[Value]{value, time.Now().Add(c.age)})
	}
	return value, err
}
