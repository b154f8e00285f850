package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"zhongbiao/data/store"
)

// TestBadFlags: a bad value is wrong usage, and the one line that says so
// names the flag and the value as they were given, and what to write instead.
func TestBadFlags(t *testing.T) {
	t.Setenv("ZHONGBIAO_CACHE_DIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), "zb")
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	st.Close()
	folder := t.TempDir()
	for _, c := range []struct{ line, want, hint string }{
		{"--log-level loud version", `--log-level must be one of "debug"`, "see zhongbiao"},
		{"demo --listen nonsense", "--listen nonsense:", "HOST:PORT"},
		{"serve --no-crawl --listen 127.0.0.1:99999", "--listen 127.0.0.1:99999:", "up to 65535"},
		{"serve --no-crawl --base ftp://x", `--base "ftp://x"`, "https://zb.example.org"},
		{"serve --no-crawl --proxy :x", `--proxy ":x"`, "http://127.0.0.1:3128"},
		{"serve --no-crawl --allow-host http://x/", `--allow-host "http://x/"`, "10.0.0.5"},
		{"serve --no-crawl --quiet 25:00-06:00", `--quiet "25:00-06:00"`, "22:00-06:00"},
		{"alerts run --base foo", `--base "foo"`, "https://zb.example.org"},
		{"search --limit=-3 x", "--limit -3", "0 prints all"},
		{"search --sort foo x", "--sort: sort has no value foo", "-date, amount"},
		{"search --filter industry=foo", "--filter: industry has no value foo", "energy"},
		{"search --filter industy=energy", `no filter "industy"`, "industry, scene"},
		{"search --filter a=%zz", `--filter "a=%zz"`, "industry=energy&region=110000"},
		{"trend --filter nonsense=1", `no filter "nonsense"`, "industry"},
		{"trend --classes foo", "--classes: relevance has no value foo", "core, compute"},
		{"trend --from 2024-13", "--from: 2024-13 is not a date", "2024-04"},
		{"trend --filter from=2024-13", "--filter: 2024-13 is not a date", "2024-04"},
		{"export --columns foo", "--columns: ", "id, month"},
		{"export --format json --columns id", "--columns id", "csv or xlsx"},
		{"export -o " + folder, "--output " + folder + " is a folder", "name a file in it"},
		{"export -o " + folder + "/none/x.csv", "--output " + folder + "/none/x.csv", "no such file or directory"},
		{"backup " + folder + "/none/x.db", "backup " + folder + "/none/x.db", "no such file or directory"},
		{"feed --since foo", "--since: ", "2024-04-30"},
		{"reread --portal foo -y", "--portal foo is not known", "ccgp"},
		{"crawl --workers 0", "--workers 0", "at least 1"},
		{"crawl --from 2024-02-01 --to 2024-01-01", "--from 2024-02-01", "--to 2024-01-01"},
	} {
		var out, said bytes.Buffer
		err := run(t.Context(), append(strings.Fields(c.line), "--dir", dir), strings.NewReader(""), &out, &said)
		code := report(err, &said)
		line := said.String()
		if code != exitUsage || out.Len() > 0 || strings.Count(line, "\n") != 1 || strings.Contains(line, ".zhongbiao-") {
			t.Errorf("%s: exit code %d, says %q, prints %q", c.line, code, line, out.String())
		}
		if !strings.Contains(line, c.want) || !strings.Contains(line, c.hint) {
			t.Errorf("%s: says %q, want %q and %q", c.line, line, c.want, c.hint)
		}
	}
}

// TestOutputIsNotReplaced: what is no plain file (a device, a pipe) is written
// into, and "-" is standard output.
func TestOutputIsNotReplaced(t *testing.T) {
	t.Setenv("ZHONGBIAO_CACHE_DIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), "zb")
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	st.Close()
	plain := command(t, dir, []string{"export", "--format", "csv"})
	if got := command(t, dir, []string{"export", "--format", "csv", "-o", "-"}); got != plain || plain == "" {
		t.Errorf("-o - prints %q, want %q", got, plain)
	}
	link := filepath.Join(t.TempDir(), "null")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Skip(err)
	}
	command(t, dir, []string{"export", "-o", link})
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the way to the device was replaced: %v, %v", info, err)
	}
}

// TestDirIsNoFile: a data folder that is a file is said as such, by every way
// to it, and the file stays.
func TestDirIsNoFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zb.db")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"search", "x"}, {"demo", "--once"}, {"reindex"}, {"crawl"}, {"serve", "--no-crawl"}, {"backup", filepath.Join(t.TempDir(), "b")}} {
		var said bytes.Buffer
		err := run(t.Context(), append(args, "--dir", file), strings.NewReader(""), &said, &said)
		if code := report(err, &said); code != exitUsage || !strings.Contains(said.String(), "--dir "+file+" is no folder") {
			t.Errorf("%v: exit code %d, says %q", args, code, said.String())
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "mine" {
		t.Errorf("the file holds %q, %v", b, err)
	}
}

// TestHelpOfAll: every command and group has a help page, which is exit code 0
// and says nothing on standard error.
func TestHelpOfAll(t *testing.T) {
	var c cli
	k, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var walk func(node *kong.Node, path []string)
	walk = func(node *kong.Node, path []string) {
		var out, said bytes.Buffer
		err := run(t.Context(), append(path, "--help"), strings.NewReader(""), &out, &said)
		want := "Usage: " + strings.Join(append([]string{"zhongbiao"}, path...), " ")
		if code := report(err, &said); code != exitDone || said.Len() > 0 || !strings.HasPrefix(out.String(), want) {
			t.Errorf("%v --help: exit code %d, says %q, prints %q", path, code, said.String(), out.String())
		}
		n++
		for _, child := range node.Children {
			walk(child, append(path[:len(path):len(path)], child.Name))
		}
	}
	walk(k.Model.Node, nil)
	if n < 20 {
		t.Errorf("only %d help pages", n)
	}
}
