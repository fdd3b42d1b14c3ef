package observe

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
)

// Bare is a loopback HTTP/1.1 server that answers BASE/STATUS/... with that status and no body, as a proxy would.
type Bare struct {
	server *httptest.Server
	Count
}

// Count says how often a server gave which status.
type Count struct {
	mutex sync.Mutex
	given map[int]int
}

// NewBare starts a server that lives as long as the program.
func NewBare() *Bare {
	bare := &Bare{}
	bare.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, err := strconv.Atoi(strings.Split(r.URL.Path, "/")[1])
		Must(err)
		bare.Gave(status)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
	}))
	return bare
}

// URL is where this status is the answer.
func (b *Bare) URL(status int) string { return fmt.Sprintf("%s/%d", b.server.URL, status) }

// Gave counts an answer.
func (c *Count) Gave(status int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.given == nil {
		c.given = map[int]int{}
	}
	c.given[status]++
}

// MustBeOnce ends the program if the client got no answer of this server, or asked again: what it made of that is its
// answer to something else.
func (c *Count) MustBeOnce(status int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.given[status] != 1 {
		Must(fmt.Errorf("HTTP status %d was given %d times", status, c.given[status]))
	}
}
