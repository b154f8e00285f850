package store_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

var kills = flag.Int("kills", 50, "how often TestKill kills the process that writes")

// TestKill kills a process that writes to the store, at random moments, again
// and again in the same folder. After each kill: everything that the process
// had said to be done is there, nothing is there by half, and the sequence
// has not gone back.
func TestKill(t *testing.T) {
	n := *kills
	if testing.Short() {
		n = 10
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	var acks []string
	seq, quick := uint64(0), 0
	for i := range n {
		got := killed(t, dir, time.Duration(r.IntN(60_000))*time.Microsecond)
		if acks = append(acks, got...); len(got) < 2 {
			quick++
		}
		seq = verify(t, dir, acks, seq)
		if t.Failed() {
			t.Fatalf("after kill %d of %d", i+1, n)
		}
	}
	t.Logf("%d kills, %d of them before the first write; %d acknowledged writes, sequence %d", n, quick, len(acks), seq)
	if len(acks) < n {
		t.Errorf("only %d acknowledged writes: the kills came too early to mean anything", len(acks))
	}
}

// killed starts the writing process, lets it work for a while after its first
// word, and kills it. It gives the lines that the process has acknowledged.
func killed(t *testing.T, dir string, after time.Duration) (acks []string) {
	cmd := childCommand(t, "work", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(out)
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatalf("the process did not start: %v", err)
	}
	time.AfterFunc(after, func() { cmd.Process.Kill() })
	for {
		line, err := in.ReadString('\n')
		if err != nil { // half a line was no acknowledgement
			break
		}
		acks = append(acks, strings.TrimSpace(line))
	}
	cmd.Wait()
	return acks
}

// verify opens the folder as the next process would, and checks it against
// what was acknowledged.
func verify(t *testing.T, dir string, acks []string, seq uint64) uint64 {
	t.Helper()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, line := range acks {
		if err := acknowledged(s, strings.Fields(line)); err != nil {
			t.Errorf("acknowledged %q: %v", line, err)
		}
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	if s.Seq() < seq {
		t.Errorf("the sequence went back from %d to %d", seq, s.Seq())
	}
	whole(t, s)
	return s.Seq()
}

// acknowledged checks one line of the process: "page key hash sequence",
// "fail key", or "derive position".
func acknowledged(s *store.Store, w []string) error {
	switch w[0] {
	case "page":
		task, err := s.Task(w[1])
		if err != nil || task.State != store.TaskDone {
			return fmt.Errorf("task is %s, %v", task.State, err)
		}
		p, err := s.Page(data.NewPageID("p", w[1]))
		if err != nil || hex.EncodeToString(p.Hash[:]) != w[2] {
			return fmt.Errorf("page %v, %v", p, err)
		}
		if seq := number(w[3]); s.Seq() < seq {
			return fmt.Errorf("the sequence is %d", s.Seq())
		}
	case "derive":
		return s.View(func(tx *store.Tx) error {
			if at := tx.Position("reader"); at < number(w[1]) {
				return fmt.Errorf("the position is %d", at)
			}
			return nil
		})
	}
	return nil
}

func number(s string) (n uint64) {
	fmt.Sscan(s, &n)
	return n
}

// whole checks that no transaction is there by half: each done task has its
// page and its page's listed row is gone, each page its done task; the
// reader's position, notices, projects, cell and journal agree.
func whole(t *testing.T, s *store.Store) {
	t.Helper()
	c, err := s.Counts()
	if err != nil {
		t.Fatal(err)
	}
	if c.Pages != c.Tasks[store.TaskDone] {
		t.Errorf("%d pages, %d tasks done", c.Pages, c.Tasks[store.TaskDone])
	}
	if c.Tasks[store.TaskLeased] != 0 {
		t.Errorf("%d tasks are leased by nobody", c.Tasks[store.TaskLeased])
	}
	if want := c.Pages + c.Tasks[store.TaskQueued]; want%batchOfTasks != 0 || c.Listed != c.Tasks[store.TaskQueued] {
		t.Errorf("tasks come by %d with a listed row each: %d tasks, %d queued, %d rows", batchOfTasks, want, c.Tasks[store.TaskQueued], c.Listed)
	}
	read := 0
	err = s.View(func(tx *store.Tx) error {
		at := tx.Position("reader")
		if cell := number(string(tx.Cell("n"))); int(cell) != c.Notices || c.Journal != c.Notices || c.Projects != c.Notices {
			t.Errorf("%d notices, %d projects, journal of %d, cell %d", c.Notices, c.Projects, c.Journal, cell)
		}
		return s.PagesAfter(0, func(seq uint64, id data.PageID) error {
			if seq <= at {
				read++
			}
			return nil
		})
	})
	if err != nil || read != c.Notices {
		t.Errorf("%d pages before the position, %d notices, %v", read, c.Notices, err)
	}
}

const batchOfTasks = 20

// workChild works like a crawl with its reader, and says what is done.
func workChild(dir string) error {
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { fetchLoop(s) })
	}
	wg.Go(func() { readLoop(s) })
	wg.Wait()
	return nil
}

func die(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// fetchLoop leases and commits tasks, fails some, and queues new ones, each
// with a listed row that goes when the page comes.
func fetchLoop(s *store.Store) {
	for {
		leased, err := s.Lease(time.Now(), time.Minute, 2, nil)
		if err != nil {
			die(err)
		}
		if len(leased) == 0 {
			if err := queueMore(s); err != nil {
				die(err)
			}
			continue
		}
		for _, task := range leased {
			if rand.IntN(8) == 0 {
				if err := s.Fail(task, "503", "error", time.Now(), false); err != nil {
					die(err)
				}
				continue
			}
			if err := fetch(s, task); err != nil {
				die(err)
			}
		}
	}
}

func fetch(s *store.Store, task store.Task) error {
	body := make([]byte, rand.IntN(20_000))
	for i := range body {
		body[i] = byte(rand.Uint32())
	}
	done, err := s.Commit(store.Commit{Task: &task, Page: &data.Page{Portal: "p", URL: task.Key, Body: body, Row: task.Row}})
	if err != nil {
		return err
	}
	h := sha256.Sum256(body)
	_, err = io.WriteString(os.Stdout, fmt.Sprintf("page %s %x %d\n", task.Key, h, done.Seq))
	return err
}

func queueMore(s *store.Store) error {
	var c store.Commit
	for i := range batchOfTasks {
		key := fmt.Sprintf("%x-%d", rand.Uint64(), i)
		row := data.Row{Portal: "p", URL: key}
		c.Tasks = append(c.Tasks, store.Task{Key: key, Portal: "p", Host: fmt.Sprint("h", i%3), Row: row, Priority: int64(i)})
		c.Listed = append(c.Listed, row)
	}
	_, err := s.Commit(c)
	return err
}

// readLoop derives a notice, a project, a journal line and a cell from each
// page, in one transaction with its position.
func readLoop(s *store.Store) {
	for {
		err := s.Derive(func(tx *store.Tx) error {
			n := 0
			return s.PagesAfter(tx.Position("reader"), func(seq uint64, id data.PageID) error {
				if n++; n > 5 {
					return store.ErrStop
				}
				return read(tx, seq, id)
			})
		})
		if err != nil {
			die(err)
		}
		var at uint64
		s.View(func(tx *store.Tx) error { at = tx.Position("reader"); return nil })
		fmt.Printf("derive %d\n", at)
	}
}

func read(tx *store.Tx, seq uint64, id data.PageID) error {
	if _, err := tx.Page(id); err != nil {
		return err
	}
	if _, err := tx.PutNotice(&data.Notice{ID: data.NoticeID(id), Text: "示例"}); err != nil {
		return err
	}
	p, err := tx.NewProjectID()
	if err != nil {
		return err
	}
	if _, err := tx.PutProject(&data.Project{ID: p, Notices: []data.Link{{Notice: data.NoticeID(id)}}}); err != nil {
		return err
	}
	if err := tx.AppendJournal(data.JournalEntry{Project: p}); err != nil {
		return err
	}
	if err := tx.PutCell("n", fmt.Append(nil, number(string(tx.Cell("n")))+1)); err != nil {
		return err
	}
	return tx.SetPosition("reader", seq)
}
