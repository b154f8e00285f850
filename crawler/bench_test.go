package crawler

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gocolly/colly/v2"
	"github.com/klauspost/compress/zstd"
	"go.etcd.io/bbolt"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// The benchmark's portal: a busy month of two channels, with the sample
// portal's notices as bodies.
const benchDays, benchADay = 31, 80

// serveForBench is the benchmark's portal in a process of its own, so that its
// CPU time is not the crawler's.
func serveForBench() {
	p, err := sample.New(sample.Options{Set: data.Fictional})
	if err != nil {
		panic(err)
	}
	var bodies [][]byte
	for _, n := range p.Pages()[:200] {
		b, _ := p.Body(n.Path)
		bodies = append(bodies, b)
	}
	lists := map[string][]byte{}
	details := map[string][]byte{}
	for _, level := range []string{"dfgg", "zygg"} {
		benchChannel(level, func(path string, list []byte) { lists[path] = list }, func(path string) { details[path] = bodies[len(details)%len(bodies)] })
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := lists[r.URL.Path]
		if b == nil {
			b = details[r.URL.Path]
		}
		if b == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(b)
	}))
	fmt.Println(srv.URL)
	_, _ = io.Copy(io.Discard, os.Stdin) // until the parent goes
}

// benchChannel makes the lists of one channel, newest first, 20 rows a page.
func benchChannel(level string, list func(path string, b []byte), detail func(path string)) {
	folder := "/cggg/" + level + "/zbgg/"
	total := benchDays * benchADay
	for page := 0; page*20 < total; page++ {
		var b bytes.Buffer
		b.WriteString(`<html><body><ul class="c_list_bid">`)
		for i := page * 20; i < page*20+20 && i < total; i++ {
			day := data.Day(20240831).Add(-i / benchADay)
			name := fmt.Sprintf("%d/t%d_%08d.htm", day.Month(), day, i)
			detail(folder + name)
			fmt.Fprintf(&b, "<li><a href=\"./%s\" title=\"示例项目%d大模型服务采购中标公告\">示例</a><em rel=\"bxlx\">中标公告</em> 发布时间：<em>%s 10:00</em> 地域：<em>浙江</em> 采购人：<em>示例单位%d</em></li>\n", name, i, day, i%97)
		}
		fmt.Fprintf(&b, "</ul><script>Pager({size:%d, current:%d, prefix:'index',suffix:'htm'});</script></body></html>", (total+19)/20, page)
		path := folder
		if page > 0 {
			path += fmt.Sprintf("index_%d.htm", page)
		}
		list(path, b.Bytes())
	}
}

func benchServer(b *testing.B) (url string) {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ZHONGBIAO_TEST_SERVE=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { in.Close(); _ = cmd.Wait() })
	url, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(url)
}

// pages gives the addresses of all notices in the lists that are crawled.
func pages(url string) []string {
	var out []string
	for _, level := range []string{"dfgg", "zygg"} {
		benchChannel(level, func(string, []byte) {}, func(path string) { out = append(out, url+path) })
	}
	return out
}

// report gives pages per second and CPU per page of this process, or of its
// children.
func report(b *testing.B, who int, n int, run func()) {
	var before, after syscall.Rusage
	_ = syscall.Getrusage(who, &before)
	start := time.Now()
	run()
	took := time.Since(start)
	_ = syscall.Getrusage(who, &after)
	cpu := time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
	b.ReportMetric(float64(n)/took.Seconds(), "pages/s")
	b.ReportMetric(float64(cpu.Microseconds())/float64(n), "µs-CPU/page")
	b.ReportMetric(0, "ns/op")
}

// parallel is how many requests each of the three makes at the same time.
const parallel = 16

// BenchmarkCrawl compares a whole crawl (lists, robots, frontier, coverage,
// checks) with a bare colly loop that only stores the same compressed pages,
// and with Scrapy doing that.
func BenchmarkCrawl(b *testing.B) {
	url := benchServer(b)
	all := pages(url)
	bareColly(b, all) // so that the first of them does not pay for a cold server and a small heap
	b.Run("zhongbiao", func(b *testing.B) {
		for b.Loop() {
			report(b, syscall.RUSAGE_SELF, len(all), func() { benchCrawl(b, url, len(all)) })
		}
	})
	b.Run("bare-colly", func(b *testing.B) {
		for b.Loop() {
			report(b, syscall.RUSAGE_SELF, len(all), func() { bareColly(b, all) })
		}
	})
	b.Run("scrapy", func(b *testing.B) {
		if exec.Command(python, "-c", "import scrapy").Run() != nil {
			b.Skip("python3-scrapy is not installed")
		}
		for b.Loop() {
			report(b, syscall.RUSAGE_CHILDREN, len(all), func() { scrapy(b, all) })
		}
	})
}

func benchCrawl(b *testing.B, url string, want int) {
	st, err := store.Open(b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	d := at(b, url)
	d.Channels = []portal.Channel{d.Channels[0], d.Channels[1]}
	o := options(st, d)
	o.Workers = parallel
	if sum := crawl(b, o); sum.Incomplete() || sum.Portals[0].Pages != want {
		b.Fatalf("want %d pages: %+v", want, sum.Portals[0])
	}
}

// bareColly is the loop that most crawlers begin as: no robots, no limits, no
// frontier, no checks; pages are stored by db.Batch.
func bareColly(b *testing.B, all []string) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("pages")); return err }); err != nil {
		b.Fatal(err)
	}
	db.MaxBatchDelay = 2 * time.Millisecond
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		b.Fatal(err)
	}
	var kept atomic.Int64
	c := colly.NewCollector(colly.Async(true))
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: parallel}); err != nil {
		b.Fatal(err)
	}
	c.OnResponse(func(r *colly.Response) {
		body := enc.EncodeAll(r.Body, nil)
		if err := db.Batch(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("pages")).Put([]byte(r.Request.URL.String()), body) }); err == nil {
			kept.Add(1)
		}
	})
	for _, u := range all {
		_ = c.Visit(u)
	}
	c.Wait()
	if int(kept.Load()) != len(all) {
		b.Fatalf("kept %d of %d pages", kept.Load(), len(all))
	}
}

// python is the interpreter of the system: python3-scrapy belongs to it.
const python = "/usr/bin/python3"

const scrapySpider = `
import sqlite3, sys, zlib, scrapy
from scrapy.crawler import CrawlerProcess
db = sqlite3.connect(sys.argv[1]); db.execute("create table pages(url text primary key, body blob)")
class S(scrapy.Spider):
    name = "s"
    start_urls = open(sys.argv[2]).read().split()
    n = 0
    def parse(self, r):
        db.execute("insert into pages values(?,?)", (r.url, zlib.compress(r.body, 1))); S.n += 1
        if S.n % 64 == 0: db.commit()
p = CrawlerProcess({"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False})
p.crawl(S); p.start(); db.commit(); print(S.n)
`

func scrapy(b *testing.B, all []string) {
	dir := b.TempDir()
	urls := filepath.Join(dir, "urls")
	if err := os.WriteFile(urls, []byte(strings.Join(all, "\n")), 0o600); err != nil {
		b.Fatal(err)
	}
	out, err := exec.Command(python, "-c", scrapySpider, filepath.Join(dir, "s.db"), urls).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != fmt.Sprint(len(all)) {
		b.Fatalf("scrapy: %v\n%s", err, out)
	}
}

// BenchmarkFrontier reports the heap that 100,000 queued addresses hold.
func BenchmarkFrontier(b *testing.B) {
	for b.Loop() {
		open := newOpenDetails()
		for i := range 100_000 {
			row := data.Row{Portal: "p", Channel: "c", Published: 20240101, URL: fmt.Sprintf("http://www.example.org/cggg/dfgg/zbgg/202401/t20240101_%08d.htm", i)}
			open.add(store.Task{Key: "detail|p|" + row.URL, Row: row})
		}
		if len(open.tasks) != 100_000 {
			b.Fatal("lost some")
		}
	}
	b.ReportAllocs()
}
