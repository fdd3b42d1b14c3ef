// Package observe writes down what libraries answered: a file for each convention, and an index of what was run.
package observe

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
)

// Date is the day on which the committed answers were observed. It is no clock, so that a rerun gives the same bytes.
const Date = "2026-11-22"

// The directions, as service/data/mappings.csv spells them.
const (
	HTTPToGRPC = "http_to_grpc"
	GRPCToHTTP = "grpc_to_http"
)

// None is the answer of a library that has no answer, or one that is no code.
const None = -1

// HTTPStatuses are all that a function can be asked.
func HTTPStatuses() []int { return sequence(100, 599) }

// FinalStatuses are all that a server can answer with: 1xx is only ever followed by another response.
func FinalStatuses() []int { return sequence(200, 599) }

// GRPCCodes are the codes of gRPC and the first number that is none.
func GRPCCodes() []int { return sequence(0, 17) }

func sequence(first, last int) []int {
	numbers := make([]int, 0, last-first+1)
	for number := first; number <= last; number++ {
		numbers = append(numbers, number)
	}
	return numbers
}

// Log holds the answers of one program.
type Log struct {
	answers map[string][][]string
	index   [][]string
}

// Add asks a library from every code. The module is the library's, and has to be linked into this program.
func (l *Log) Add(convention, direction, module, how string, from []int, ask func(int) int) {
	if l.answers == nil {
		l.answers = map[string][][]string{}
	}
	for _, code := range from {
		l.answers[convention] = append(l.answers[convention], []string{direction, strconv.Itoa(code), text(ask(code))})
	}
	l.index = append(l.index, []string{convention, direction, module, version(module), Date, how})
}

// Write leaves CONVENTION.csv for each convention and index-NAME.csv in a directory.
func (l *Log) Write(directory, name string) {
	for convention, rows := range l.answers {
		write(filepath.Join(directory, convention+".csv"), []string{"direction", "from", "to"}, rows)
	}
	slices.SortFunc(l.index, func(a, b []string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	header := []string{"convention", "direction", "library", "version", "date", "how"}
	write(filepath.Join(directory, "index-"+name+".csv"), header, l.index)
}

func text(code int) string {
	if code == None {
		return "-"
	}
	return strconv.Itoa(code)
}

// version is what was linked, which go.mod alone does not say.
func version(module string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		panic("built without module support")
	}
	for _, dependency := range info.Deps {
		if dependency.Replace != nil {
			dependency = dependency.Replace
		}
		if dependency.Path == module {
			return dependency.Version
		}
	}
	panic(module + " is not linked into this program")
}

func write(path string, header []string, rows [][]string) {
	file, err := os.Create(path)
	Must(err)
	writer := csv.NewWriter(file)
	Must(writer.Write(header))
	Must(writer.WriteAll(rows))
	Must(file.Close())
}

// Must ends the program: an answer that was not got must not become one.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
