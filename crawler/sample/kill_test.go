package sample_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/crawler"
	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/extract"
	"zhongbiao/crawler/read"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

var kills = flag.Int("kills", 50, "how often the kill test kills a crawl")

// order is what a child process is told to do.
type order struct {
	Dir, URL string
	Set      data.Sample
	FileSize uint64 // the greatest size of a file in bytes, as on a full disk; 0 is no limit
}

const childEnv = "ZHONGBIAO_TEST_CHILD"

// TestMain turns the test binary into a child that crawls and reads, so that
// it can be killed.
func TestMain(m *testing.M) {
	if text := os.Getenv(childEnv); text != "" {
		if err := child(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child crawls and reads side by side, as serve does, until all is done.
func child(text string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	if o.FileSize > 0 {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: o.FileSize, Max: o.FileSize}); err != nil {
			return err
		}
	}
	st, err := store.Open(o.Dir, store.Options{Timeout: 10 * time.Second})
	if err != nil {
		return err
	}
	defer st.Close()
	fmt.Println("ready")
	return crawlAndRead(st, &o)
}

func crawlAndRead(st *store.Store, o *order) error {
	cl, err := classify.New()
	if err != nil {
		return err
	}
	def := definition(panicker{}, o.URL, o.Set)
	r := read.New(st, ledger.New(ledger.Options{}), cl, read.Options{Hints: func(string) extract.Hints { return extract.Hints{Body: def.Detail.Body} }, Batch: 40})
	c, err := crawler.New(options(st, def))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	reading := make(chan error, 1)
	go func() { reading <- readUntil(ctx, r) }()
	sum, err := c.Run(context.Background())
	stop()
	if err := errors.Join(err, <-reading); err != nil {
		return err
	}
	if _, err := r.Run(context.Background()); err != nil {
		return err
	}
	if sum.Incomplete() {
		return fmt.Errorf("incomplete: %+v", sum)
	}
	return nil
}

func readUntil(ctx context.Context, r *read.Reader) error {
	for ctx.Err() == nil {
		if _, err := r.Run(context.Background()); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// panicker stands for a test in the child.
type panicker struct{ testing.TB }

func (panicker) Helper()           {}
func (panicker) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// spawn starts a child and waits until it has opened the store.
func spawn(t *testing.T, o order) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 6)
	_, _ = out.Read(b) // "ready", or the end when it could not start
	return cmd, &stderr
}

// world is everything that must come out the same: projects by their pages,
// and the months.
type world struct {
	Projects map[string]string
	Points   []ledger.Point
}

func worldOf(t *testing.T, st *store.Store) world {
	t.Helper()
	w := world{Projects: map[string]string{}}
	err := st.Projects(func(p *data.Project) error {
		var paths, names []string
		for _, l := range p.Notices {
			paths = append(paths, l.URL[strings.Index(l.URL, "/cggg/"):])
		}
		for _, s := range p.Suppliers() {
			names = append(names, s.Name)
		}
		slices.Sort(paths)
		w.Projects[strings.Join(paths, " ")] = fmt.Sprint(p.Counted, p.Stage, p.Month, p.Fen, p.Disclosed, p.Industry.ID, p.Number, p.Name, names, p.Attempt)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = st.View(func(tx *store.Tx) (err error) { w.Points, err = ledger.Trend(tx, ledger.Query{}); return err })
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// undisturbed crawls and reads once, without any trouble.
func undisturbed(t *testing.T, g *target) world {
	t.Helper()
	dir := t.TempDir()
	cmd, stderr := spawn(t, order{Dir: dir, URL: g.URL, Set: g.set})
	if err := cmd.Wait(); err != nil {
		t.Fatalf("an undisturbed run: %v %s", err, stderr)
	}
	st := opened(t, dir)
	defer st.Close()
	return worldOf(t, st)
}

// A crawl that is killed again and again ends as one that is not: every notice
// is there exactly once, the ledger is the same, and at no moment a day is
// called complete that is not.
func TestKilledCrawlsLoseNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("kills many processes; skipped with -short")
	}
	g := serve(t, data.Fictional)
	g.Break(&sample.Fault{Match: sample.Details, Bad: sample.Late(12 * time.Millisecond)})
	want := undisturbed(t, g)
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	for done, round := 0, 0; done < *kills; round++ {
		if round > 20+*kills {
			t.Fatalf("only %d kills in %d rounds: the crawls end too soon", done, round)
		}
		dir := t.TempDir()
		n := g.killUntilDone(t, dir, rng, *kills-done)
		done += n
		st := opened(t, dir)
		g.whole(t, st)
		if d := cmp.Diff(want, worldOf(t, st)); d != "" {
			t.Errorf("round %d after %d kills: the ledger differs:\n%.3000s", round, n, d)
		}
		st.Close()
		t.Logf("round %d: %d kills", round, n)
	}
}

// killUntilDone starts crawls of a folder and kills them at random moments,
// at most so often, until one comes to its end.
func (g *target) killUntilDone(t *testing.T, dir string, rng *rand.Rand, most int) (kills int) {
	t.Helper()
	for {
		cmd, stderr := spawn(t, order{Dir: dir, URL: g.URL, Set: g.set})
		if kills < most {
			timer := time.AfterFunc(time.Duration(rng.IntN(160))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			err := cmd.Wait()
			timer.Stop()
			if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
				kills++
				if kills%5 == 0 {
					g.honest(t, dir)
				}
				continue
			}
			if err != nil {
				t.Fatalf("after %d kills: %v %s", kills, err, stderr)
			}
			return kills
		}
		if err := cmd.Wait(); err != nil {
			t.Fatalf("after %d kills: %v %s", kills, err, stderr)
		}
		return kills
	}
}

// honest looks into the folder of a killed run: no day may be called complete
// that is not, and no page may be half.
func (g *target) honest(t *testing.T, dir string) {
	t.Helper()
	st := opened(t, dir)
	defer st.Close()
	for _, lie := range g.lies(t, st, g.kept(t, st)) {
		t.Error(lie)
	}
}

// whole checks that every notice is there exactly once and every task done.
func (g *target) whole(t *testing.T, st *store.Store) {
	t.Helper()
	kept := g.kept(t, st)
	for _, pg := range g.listed() {
		if kept[pg.Path] == nil {
			t.Errorf("%s is missing", pg.Path)
		}
	}
	unread, err := read.Failures(st)
	if err != nil || len(unread) > 0 {
		t.Errorf("%d pages could not be read, first: %+v (%v)", len(unread), unread[:min(1, len(unread))], err)
	}
	counts, err := st.TaskCounts()
	if err != nil || counts[store.TaskQueued]+counts[store.TaskLeased]+counts[store.TaskFailed] > 0 {
		t.Errorf("tasks are left: %v (%v)", counts, err)
	}
}

// A disk that fills up ends the run with an error; with room again it goes on
// where it was.
func TestFullDiskLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes; skipped with -short")
	}
	g := serve(t, data.Facts)
	want := undisturbed(t, g)
	dir := t.TempDir()
	for _, size := range []uint64{128 << 10, 256 << 10, 512 << 10} {
		cmd, stderr := spawn(t, order{Dir: dir, URL: g.URL, Set: g.set, FileSize: size})
		err := cmd.Wait()
		if err == nil {
			t.Fatalf("the run fits into %d bytes", size)
		}
		if strings.Contains(stderr.String(), "goroutine ") {
			t.Errorf("a full disk (%d bytes) is a crash, not an error: %.2000s", size, stderr)
		}
		g.honest(t, dir)
	}
	cmd, stderr := spawn(t, order{Dir: dir, URL: g.URL, Set: g.set})
	if err := cmd.Wait(); err != nil {
		t.Fatalf("with room again: %v %s", err, stderr)
	}
	st := opened(t, dir)
	g.whole(t, st)
	if d := cmp.Diff(want, worldOf(t, st)); d != "" {
		t.Errorf("the ledger differs:\n%.3000s", d)
	}
}

// A second owner of a folder is turned away and does no harm.
func TestSecondOwnerIsTurnedAway(t *testing.T) {
	g := serve(t, data.Facts)
	g.Break(&sample.Fault{Match: sample.Details, Bad: sample.Late(40 * time.Millisecond)})
	dir := t.TempDir()
	cmd, stderr := spawn(t, order{Dir: dir, URL: g.URL, Set: g.set})
	if _, err := store.Open(dir, store.Options{Timeout: 50 * time.Millisecond}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a second owner: %v, want %v", err, store.ErrLocked)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("the first owner: %v %s", err, stderr)
	}
	g.whole(t, opened(t, dir))
}
