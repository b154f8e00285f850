package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTwins: the commands give the bytes of the server's addresses, through
// the process that owns the folder and, once it has ended, without it.
func TestTwins(t *testing.T) {
	if testing.Short() {
		t.Skip("a demo takes a while")
	}
	dir := filepath.Join(t.TempDir(), "zb")
	t.Setenv("ZHONGBIAO_CACHE_DIR", t.TempDir())
	if err := run(t.Context(), []string{"demo", "--once", "--dir", dir}, strings.NewReader(""), io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	twins := map[string][]string{
		"/awards.csv?lang=zh": {"export"},
		"/awards.csv?lang=en&columns=id,amount&bom=0&q=industry:energy":                   {"export", "--query", "industry:energy", "--columns", "id,amount", "--no-bom", "--lang", "en"},
		"/awards.ndjson?lang=zh&scope=all":                                                {"export", "--format", "ndjson", "--all"},
		"/awards.atom?lang=en&since=2024-01-01":                                           {"feed", "--format", "atom", "--since", "2024-01-01", "--lang", "en"},
		"/awards.rss?lang=zh&q=" + url.QueryEscape("智能体"):                                 {"feed", "智能体"},
		"/awards.feed.json?lang=zh":                                                       {"feed", "--format", "feed.json"},
		"/trend.csv?lang=en&split=industry":                                               {"trend", "--format", "csv"},
		"/trend.json?lang=en&split=region":                                                {"trend", "--format", "json", "--split", "region"},
		"/trend.csv?lang=en&split=industry&bom=0&q=" + url.QueryEscape("industry:energy"): {"trend", "--csv", "industry:energy"},
	}
	host, stop := serving(t, dir)
	pages, owned := map[string]string{}, map[string]string{}
	for path, args := range twins {
		pages[path] = fetchPage(t, "http://"+host+path)
		owned[path] = command(t, dir, args)
	}
	stop()
	for path, args := range twins {
		if pages[path] != owned[path] {
			t.Errorf("%v through the owner: %d bytes, the server gives %d for %s", args, len(owned[path]), len(pages[path]), path)
		}
		// without an owner the links lead to where one listens by default
		want := strings.ReplaceAll(pages[path], host, defaultListen)
		if got := command(t, dir, args); got != want {
			t.Errorf("%v alone: %d bytes, the server gives %d for %s", args, len(got), len(want), path)
		}
	}
}

func command(t *testing.T, dir string, args []string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), append(args, "--dir", dir), strings.NewReader(""), &out, io.Discard); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

func fetchPage(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, err %v", address, res.StatusCode, err)
	}
	return string(b)
}

var listening = regexp.MustCompile(`http://(\S+)`)

// serving runs serve on a free port until stop is called.
func serving(t *testing.T, dir string) (host string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--no-crawl", "--dir", dir}, strings.NewReader(""), w, io.Discard)
		w.CloseWithError(io.EOF)
		done <- err
	}()
	buf := make([]byte, 4096)
	n, err := r.Read(buf)
	m := listening.FindSubmatch(buf[:n])
	if err != nil || m == nil {
		cancel()
		t.Fatalf("serve says %q: %v, %v", buf[:n], err, <-done)
	}
	go io.Copy(io.Discard, r)
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(cancel)
	return string(m[1]), stop
}
