package clients

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"

	"statusmap.example/client/go/statusmap"
)

const (
	modulePath    = "statusmap.example/client/go"
	readmeAddress = "127.0.0.1:50051"
)

// readme returns the blocks of this language in the README of the module.
func readme(t *testing.T, language string) (blocks []string) {
	t.Helper()
	pattern := regexp.MustCompile("(?ms)^```" + language + "\n(.*?)^```$")
	for _, block := range pattern.FindAllStringSubmatch(text(t, filepath.Join(moduleFolder, "README.md")), -1) {
		blocks = append(blocks, block[1])
	}
	return blocks
}

// TestConsumerOfAProxy follows the README from an empty folder, with the module from a proxy that has nothing else.
func TestConsumerOfAProxy(t *testing.T) {
	t.Parallel()
	consume(t, readme(t, "sh")[0], "file://"+proxy(t))
}

// TestConsumerOfAClone follows the README from an empty folder, with the module from its folder.
func TestConsumerOfAClone(t *testing.T) {
	t.Parallel()
	consume(t, strings.ReplaceAll(readme(t, "sh")[1], "CLONE", absolute(t, root)))
}

// consume installs by these commands, and runs the programs of the README. What the module needs comes from Go's own cache.
func consume(t *testing.T, install string, proxies ...string) {
	t.Helper()
	downloads := strings.TrimSpace(run(t, ".", nil, "go", "env", "GOMODCACHE")) + "/cache/download"
	environment := []string{
		"GOPROXY=" + strings.Join(append(proxies, "file://"+downloads), ","),
		// A cache of its own, since the module changes and its version does not.
		"GOMODCACHE=" + t.TempDir(), "GOSUMDB=off", "GOFLAGS=-buildvcs=false -modcacherw -trimpath",
	}
	folder := t.TempDir()
	run(t, folder, environment, "go", "mod", "init", "consumer.example")
	run(t, folder, environment, "bash", "-ec", install)

	programs, outputs := readme(t, "go"), readme(t, "text")
	if len(programs) != 3 || len(outputs) != 3 {
		t.Fatalf("%d programs, %d outputs", len(programs), len(outputs))
	}
	for index, program := range programs {
		if !strings.Contains(program, readmeAddress) {
			t.Errorf("program %d asks another address", index)
		}
		program = strings.ReplaceAll(program, readmeAddress, sharedServer(t).address)
		if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(program), 0o600); err != nil {
			t.Fatal(err)
		}
		if unformatted := run(t, folder, environment, "gofmt", "-l", "."); unformatted != "" {
			t.Errorf("gofmt would write program %d otherwise", index)
		}
		if got := run(t, folder, environment, "go", "run", "."); got != outputs[index] {
			t.Errorf("the README's program %d printed\n%swant\n%s", index, got, outputs[index])
		}
	}
}

// proxy makes a folder that serves the module as a proxy does, and returns it.
func proxy(t *testing.T) string {
	t.Helper()
	version := "v" + statusmap.Version
	folder := t.TempDir()
	versions := filepath.Join(folder, modulePath, "@v")
	if err := os.MkdirAll(versions, 0o750); err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("list", version+"\n")
	write(version+".info", `{"Version":"`+version+`"}`)
	write(version+".mod", text(t, filepath.Join(moduleFolder, "go.mod")))

	archive, err := os.Create(filepath.Join(versions, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if err := zip.CreateFromDir(archive, module.Version{Path: modulePath, Version: version}, moduleFolder); err != nil {
		t.Fatal(err)
	}
	size, err := archive.Seek(0, io.SeekEnd)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the module's archive has %d bytes", size)
	return folder
}

// TestModuleHasWhatIsCommitted keeps what lies about in the folder out of a release.
func TestModuleHasWhatIsCommitted(t *testing.T) {
	listed := run(t, moduleFolder, nil, "git", "ls-files", "--cached", "--others", "--exclude-standard")
	want := strings.Fields(listed)
	checked, err := zip.CheckDir(moduleFolder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, path := range checked.Valid {
		got = append(got, strings.TrimPrefix(path, moduleFolder+"/"))
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(checked.Omitted) != 0 || len(checked.Invalid) != 0 || !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if required := text(t, filepath.Join(moduleFolder, "go.mod")); strings.Contains(required, "replace") {
		t.Error("a replace directive, which consumers do not follow")
	}
}
