package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"

	"zhongbiao/data"
)

// maxFaults bounds how many faults one Check names.
const maxFaults = 20

// Check reads the whole store and says what is wrong with it: damaged pages
// of the file, values that can't be read, bodies whose hash differs, indexes
// and counts that disagree with what they stand for. It holds one read
// transaction for as long as that takes. The error is ErrCorrupt.
func (s *Store) Check() error {
	for {
		if err := s.checkOnce(); err != errMoved {
			return err
		}
	}
}

func (s *Store) checkOnce() error {
	return s.guard(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			c := &checker{tx: &Tx{b: b, s: s}}
			if err := c.file(s.Path(), false); err != nil {
				return err
			}
			if len(c.faults) == 0 { // a damaged file would only repeat itself
				c.pages()
				c.tasks()
				c.feed()
				c.links()
				c.counts()
			}
			return c.err(s.Path())
		})
	})
}

type checker struct {
	tx     *Tx
	faults []error
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

func (c *checker) err(path string) error {
	if len(c.faults) == 0 {
		return nil
	}
	return &checkFaults{path, c.faults}
}

// checkFaults is the error of a check.
type checkFaults struct {
	path   string
	faults []error
}

func (e *checkFaults) Error() string {
	shown := e.faults[:min(len(e.faults), maxFaults)]
	return fmt.Sprintf("%v: %s has %d faults:\n%v", ErrCorrupt, e.path, len(e.faults), errors.Join(shown...))
}

func (e *checkFaults) Unwrap() []error { return append([]error{ErrCorrupt}, e.faults...) }

// file checks the pages of the file as this transaction sees them: they stay
// as they are while it is open. The head is read after it was opened, so that
// a commit in between may have replaced it: then there is a later one only,
// whose pages this transaction does not protect.
func (c *checker) file(path string, shallow bool) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("check store: %w", err)
	}
	defer f.Close()
	for _, h := range readHeads(f) {
		if h.tx == uint64(c.tx.b.ID()) {
			checkFile(f, h, shallow, c.fault)
			return nil
		}
	}
	return errMoved
}

// errMoved asks for another try, in a newer transaction.
var errMoved = errors.New("the store was written to")

// each calls fn for the rows of a bucket.
func (c *checker) each(bucket string, fn func(k, v []byte)) {
	_ = c.tx.bucket(bucket).ForEach(func(k, v []byte) error {
		fn(k, v)
		return nil
	})
}

func (c *checker) pages() {
	c.each("page_versions", func(k, row []byte) {
		p, err := c.tx.loadPage(row)
		if err != nil {
			c.fault("page_versions[%q]: %v", k, err)
			return
		}
		if h := sha256.Sum256(p.Body); h != p.Hash {
			c.fault("page %s version %d: its body does not have the hash %s", p.ID, p.Version, hex.EncodeToString(p.Hash[:]))
		}
	})
}

// tasks checks that every task has its index row, and no index has others.
func (c *checker) tasks() {
	want := map[string]int{}
	c.each("tasks", func(k, v []byte) {
		var t Task
		if err := json.Unmarshal(v, &t); err != nil {
			c.fault("%v", badValue("tasks", k, err))
			return
		}
		bucket, row := taskIndex(&t)
		if bucket == "" {
			return
		}
		want[bucket]++
		if got := c.tx.bucket(bucket).Get(row); string(got) != string(k) {
			c.fault("task %s is %s, but not in %s", t.Key, t.State, bucket)
		}
	})
	for _, bucket := range []string{"ready", "later", "leased", "failed"} {
		if got := c.rows(bucket); got != want[bucket] {
			c.fault("%s has %d rows for %d tasks", bucket, got, want[bucket])
		}
	}
}

func (c *checker) rows(bucket string) (n int) {
	c.each(bucket, func(_, _ []byte) { n++ })
	return n
}

// feed checks that the feed has one row for each thing, and each thing one.
func (c *checker) feed() {
	c.each("changes", func(k, v []byte) {
		ch, err := decodeChange(v)
		if err != nil {
			c.fault("%v", badValue("changes", k, err))
		} else if string(c.tx.bucket("latest").Get(ch.thing())) != string(k) {
			c.fault("feed row %d of %q is not the thing's last", un(k), v)
		}
		if un(k) > c.tx.Seq() {
			c.fault("feed row %d lies beyond the sequence %d", un(k), c.tx.Seq())
		}
	})
	c.each("notices", func(k, _ []byte) {
		if !c.tx.has("latest", Change{Notice: data.NoticeID(k)}.thing()) {
			c.fault("notice %s is not in the feed", k)
		}
	})
	c.each("projects", func(k, _ []byte) {
		if !c.tx.has("latest", Change{Project: data.ProjectID(un(k))}.thing()) {
			c.fault("project %d is not in the feed", un(k))
		}
	})
}

// links checks notice → project against the projects' own lists.
func (c *checker) links() {
	c.each("projects", func(k, v []byte) {
		var p data.Project
		if err := json.Unmarshal(v, &p); err != nil {
			c.fault("%v", badValue("projects", k, err))
			return
		}
		for _, l := range p.Notices {
			if at, ok := c.tx.linked(l.Notice); !ok || c.tx.Resolve(at) != p.ID {
				c.fault("notice %s is listed by project %s, but linked to %s", l.Notice, p.ID, at)
			}
		}
	})
}

// counts checks the kept numbers against the rows themselves.
func (c *checker) counts() {
	for name, bucket := range map[string]string{"versions": "pages", "notices": "notices", "projects": "projects", "listed": "listed", "journal": "journal"} {
		c.same(name, c.rows(bucket))
	}
	states := map[TaskState]int{}
	c.each("tasks", func(_, v []byte) {
		var t struct{ State TaskState }
		if json.Unmarshal(v, &t) == nil {
			states[t.State]++
		}
	})
	for _, st := range TaskStates {
		c.same(taskCount(st), states[st])
	}
	first := 0
	c.each("page_versions", func(k, _ []byte) {
		if string(k[len(k)-4:]) == "\x00\x00\x00\x01" {
			first++
		}
	})
	c.same("pages", first)
}

func (c *checker) same(name string, want int) {
	if got := c.tx.count(name); got != want {
		c.fault("count of %s is %d, there are %d", name, got, want)
	}
}
