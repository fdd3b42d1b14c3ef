package clients

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"statusmap.example/client/go/statusmap"
)

// run runs a command in a folder to its end, and returns what it printed to standard output.
func run(t *testing.T, folder string, environment []string, command ...string) string {
	t.Helper()
	process := exec.Command(command[0], command[1:]...)
	process.Dir = folder
	process.Env = append(os.Environ(), environment...)
	var output, complaints bytes.Buffer
	process.Stdout, process.Stderr = &output, &complaints
	if err := process.Run(); err != nil {
		t.Fatalf("%q: %v\n%s%s", command, err, output.String(), complaints.String())
	}
	return output.String()
}

func text(t *testing.T, path string) string {
	t.Helper()
	read, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(read)
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	result, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// The module and these tests keep the same rules.
func TestFormatAndLint(t *testing.T) {
	t.Parallel()
	config := "--config=" + absolute(t, filepath.Join(moduleFolder, ".golangci.yml"))
	for _, folder := range []string{moduleFolder, "."} {
		run(t, folder, nil, "golangci-lint", "fmt", config, "--diff")
		run(t, folder, nil, "golangci-lint", "run", config, "./...")
	}
}

func TestRequirementsAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	run(t, moduleFolder, nil, "go", "mod", "tidy", "-diff")
}

func TestGeneratedIsFresh(t *testing.T) {
	t.Parallel()
	fresh := t.TempDir()
	run(t, ".", nil, filepath.Join(absolute(t, moduleFolder), "generate"), fresh)
	made := contents(t, fresh, ".")
	committed := contents(t, moduleFolder, "statusmapv1")
	committed["statusmap/service_config.json"] = text(t, filepath.Join(moduleFolder, "statusmap/service_config.json"))
	if len(made) != 3 || !reflect.DeepEqual(made, committed) {
		t.Errorf("client/go/generate makes other files than those committed: %v, %v", names(made), names(committed))
	}
}

// contents reads the files below a folder of a root, by their paths from the root.
func contents(t *testing.T, root, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(root), folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found[path] = text(t, filepath.Join(root, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func names(files map[string]string) (sizes []string) {
	for path, content := range files {
		sizes = append(sizes, fmt.Sprintf("%s (%d bytes)", path, len(content)))
	}
	return sizes
}

func TestVersionIsThatOfTheProject(t *testing.T) {
	found := regexp.MustCompile(`project\(statusmap VERSION (\S+)`).FindStringSubmatch(text(t, filepath.Join(root, "CMakeLists.txt")))
	if found == nil || found[1] != statusmap.Version {
		t.Errorf("%q, but statusmap.Version is %s", found, statusmap.Version)
	}
}

func TestReasonsAreThoseOfTheContract(t *testing.T) {
	contract := text(t, filepath.Join(root, "proto/statusmap/v1/status_map.proto"))
	var want []string
	for _, row := range regexp.MustCompile(`(?m)^//       ([A-Z_]+) +[A-Z_]+ +\S`).FindAllStringSubmatch(contract, -1) {
		want = append(want, row[1])
	}
	var got []string
	constants := text(t, filepath.Join(moduleFolder, "statusmap/reasons.go"))
	for _, constant := range regexp.MustCompile(`(?m)^\tReason\w+ += "(\w+)"$`).FindAllStringSubmatch(constants, -1) {
		got = append(got, constant[1])
	}
	if len(want) < 20 || !reflect.DeepEqual(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// TestExamples has the real server give the answers that the documentation shows.
func TestExamples(t *testing.T) {
	t.Parallel()
	output := run(t, moduleFolder, []string{"STATUSMAP_SERVER=" + sharedServer(t).address},
		"go", "test", "-count=1", "-v", "-run=^Example", "./statusmap")
	if passed := strings.Count(output, "--- PASS: Example"); passed != 6 {
		t.Errorf("%d examples\n%s", passed, output)
	}
}

// TestNewestDependencies repeats what asks a server with the newest dependencies; all else runs with the oldest that the
// module takes.
func TestNewestDependencies(t *testing.T) {
	t.Parallel()
	output := run(t, ".", nil, "go", "test", "-modfile=newest.mod", "-count=1", "-v",
		"-run=^(TestVectors|TestStreamVectors|TestDeadlines|TestCancel|TestServerGoneAndBack|TestParallelCallers|TestHelper|TestStream.*)$")
	if passed := strings.Count(output, "\n--- PASS: Test"); passed != 14 {
		t.Errorf("%d tests\n%s", passed, output)
	}
}
