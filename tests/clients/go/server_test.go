// Package clients tests the Go module of client/go against the real server, and as the package that it is.
package clients

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"statusmap.example/client/go/statusmap"
)

const (
	root         = "../../.."
	moduleFolder = root + "/client/go"
	startTime    = 30 * time.Second
)

var serving = regexp.MustCompile(`serving on (\S+); ask:`)

// server is a real one, on a port of its own.
type server struct {
	address string
	process *exec.Cmd
	exited  chan error
}

// start runs the server at an address, where port 0 is any free one.
func start(listen string) (*server, error) {
	process := exec.Command(filepath.Join(os.Getenv("STATUSMAP_BUILD"), "bin", "statusmap-server"), "--listen_address="+listen)
	process.Env = environment()
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("STATUSMAP_BUILD is to name a build: %w", err)
	}
	lines := make(chan string, 1)
	started := &server{process: process, exited: make(chan error, 1)}
	go func() {
		scanner := bufio.NewScanner(output)
		scanner.Scan()
		lines <- scanner.Text()
		for scanner.Scan() { // Nobody reads on, and the server must not wait for that.
		}
		started.exited <- process.Wait()
	}()
	select {
	case line := <-lines:
		if found := serving.FindStringSubmatch(line); found != nil {
			started.address = found[1]
			return started, nil
		}
		return nil, errors.Join(fmt.Errorf("the server said %q", line), process.Process.Kill())
	case <-time.After(startTime):
		return nil, errors.Join(errors.New("the server said nothing"), process.Process.Kill())
	}
}

// stop ends the server as Kubernetes does, and wants exit code 0.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-s.exited:
		return err
	case <-time.After(startTime):
		return errors.Join(errors.New("the server did not stop"), s.process.Process.Kill())
	}
}

// kill ends the server as a crash does.
func (s *server) kill() {
	_ = s.process.Process.Kill()
	<-s.exited
}

// environment is ours without what the server would read.
func environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "STATUSMAP_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// shared is one server for all tests that leave it alone.
var shared = sync.OnceValues(func() (*server, error) { return start("127.0.0.1:0") })

func sharedServer(t *testing.T) *server {
	t.Helper()
	running, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return running
}

func TestMain(m *testing.M) {
	code := m.Run()
	if running, err := shared(); err == nil {
		if err := running.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "the shared server:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// ownServer is a server that the test may stop.
func ownServer(t *testing.T, listen string) *server {
	t.Helper()
	running, err := start(listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if running.process.ProcessState == nil {
			_ = running.process.Process.Kill()
		}
	})
	return running
}

func clientOf(t *testing.T, address string, options ...statusmap.Option) *statusmap.Client {
	t.Helper()
	client, err := statusmap.New(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// eventually tries until there is no error, for at most ten seconds.
func eventually(t *testing.T, try func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		err := try(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal(err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
