// statustext prints what net/http takes to name a status, in nanoseconds.
package main

import (
	"fmt"
	"net/http"
	"testing"
)

// The compiler cannot know the question, nor drop the answer.
var (
	code = 404
	name string
)

func main() {
	result := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			name = http.StatusText(code)
		}
	})
	fmt.Println(float64(result.T.Nanoseconds()) / float64(result.N))
}
