package ledger

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"zhongbiao/data"
)

// strip removes what depends on history: ids and times.
func strip(ps []*data.Project) []string {
	byID := map[data.ProjectID]string{}
	for _, p := range ps {
		byID[p.ID] = string(p.Notices[0].Notice)
	}
	var out []string
	for _, p := range ps {
		q := *p
		q.ID, q.Previous, q.Seq = 0, 0, 0
		q.FirstSeen, q.FirstCounted, q.Updated = time.Time{}, time.Time{}, time.Time{}
		out = append(out, fmt.Sprintf("%s previous=%s %+v", byID[p.ID], byID[p.Previous], deref(q)))
	}
	slices.Sort(out)
	return out
}

func deref(p data.Project) string {
	s := fmt.Sprintf("%+v", p)
	for _, l := range p.Lots {
		if l.Amount != nil {
			s = fmt.Sprintf("%s|%+v", s, *l.Amount)
		}
	}
	return reflectless(s)
}

// reflectless drops pointer values, which differ from run to run.
func reflectless(s string) string {
	out := []byte{}
	for i := 0; i < len(s); i++ {
		if i+2 < len(s) && s[i] == '0' && s[i+1] == 'x' {
			for i += 2; i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'f'); i++ {
			}
			i--
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

// sums gives the ledger's cells without the footprints, whose keys are ids.
func sums(f *fake) map[string]string {
	out := map[string]string{}
	for k, v := range f.cells {
		if k[0] != 'p' {
			out[k] = string(v)
		}
	}
	return out
}

func checkSame(t *testing.T, what string, got, want *fake) {
	t.Helper()
	a, b := strip(got.all()), strip(want.all())
	if !slices.Equal(a, b) {
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("%s: %d and %d projects; first difference:\n%s\n%s", what, len(a), len(b), a[i], b[i])
			}
		}
		t.Fatalf("%s: %d and %d projects", what, len(a), len(b))
	}
	if x, y := sums(got), sums(want); !reflect.DeepEqual(x, y) {
		t.Fatalf("%s: cells differ: %d and %d", what, len(x), len(y))
	}
	if len(got.keys) != len(want.keys) {
		t.Fatalf("%s: %d and %d keys", what, len(got.keys), len(want.keys))
	}
}

func TestAnyOrderAndRepetitionGivesTheSameLedger(t *testing.T) {
	for seed := range uint64(4) {
		w := newWorld(seed, 30, hostile)
		want := run(t, w.notices...)
		r := rand.New(rand.NewPCG(seed, 7))
		for range 2 {
			ns := slices.Clone(w.notices)
			for range 20 {
				ns = append(ns, ns[r.IntN(len(ns))])
			}
			r.Shuffle(len(ns), func(i, j int) { ns[i], ns[j] = ns[j], ns[i] })
			checkSame(t, fmt.Sprintf("seed %d, another order", seed), run(t, ns...), want)
		}
	}
}

func TestRemovingAndAddingAgainChangesNothing(t *testing.T) {
	for seed := range uint64(3) {
		w := newWorld(seed, 25, hostile)
		f, want := run(t, w.notices...), run(t, w.notices...)
		l := New(Options{Now: f.clock})
		r := rand.New(rand.NewPCG(seed, 9))
		for range 30 {
			n := w.notices[r.IntN(len(w.notices))]
			if _, err := l.Remove(f, n.ID); err != nil {
				t.Fatal(err)
			}
			apply(t, f, n)
		}
		checkSame(t, fmt.Sprintf("seed %d", seed), f, want)
	}
}

func TestRemovingAllLeavesNothing(t *testing.T) {
	w := newWorld(3, 30, hostile)
	f := run(t, w.notices...)
	l := New(Options{Now: f.clock})
	for _, n := range w.notices {
		if _, err := l.Remove(f, n.ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.projects) != 0 || len(f.cells) != 0 || len(f.keys) != 0 {
		t.Errorf("left over: %d projects, %d cells, %d keys", len(f.projects), len(f.cells), len(f.keys))
	}
	points, err := AsOf(f, 20990101, Query{})
	if err != nil || len(points) != 0 {
		t.Errorf("journal does not end at nothing: %v, %v", points, err)
	}
}

// The sum over the months equals the list of projects, for random filters.
func TestMonthsEqualTheList(t *testing.T) {
	w := newWorld(5, 150, hostile)
	f := run(t, w.notices...)
	ps := f.all()
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		q := randomQuery(r)
		points, err := Trend(f, q)
		if err != nil {
			t.Fatal(err)
		}
		var got, want Cell
		for _, p := range points {
			got = got.plus(Cell{p.Count, p.Disclosed, p.Fen, p.Notices})
		}
		for _, p := range ps {
			if s := series(p); s != "" && q.takes(string(p.Sample), s, string(p.Relevance.Label)) && q.takesDims(fineDims(p)) {
				want = want.plus(shares(p)[0].Cell)
			}
		}
		if got != want {
			t.Errorf("%+v: months give %+v, the list %+v", q, got, want)
		}
	}
}

func randomQuery(r *rand.Rand) Query {
	var q Query
	yes := r.IntN(2) == 0
	if r.IntN(2) == 0 {
		q.Classes = []data.Relevance{data.Relevances[r.IntN(3)]}
	}
	if r.IntN(3) == 0 {
		q.Stages = []data.Stage{data.StageAwarded, data.StageCandidate}
	}
	if r.IntN(2) == 0 {
		q.Industry = data.Industries[:1+r.IntN(5)]
	}
	if r.IntN(3) == 0 {
		q.SOE = &yes
	}
	if r.IntN(3) == 0 {
		q.Region = []string{"440000"}
	}
	return q
}

// The journal, replayed to its end, is the ledger.
func TestJournalReplaysToTheLedger(t *testing.T) {
	w := newWorld(8, 100, hostile)
	f := run(t, w.notices...)
	now, err := Trend(f, Query{})
	if err != nil {
		t.Fatal(err)
	}
	then, err := AsOf(f, 20990101, Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range now {
		now[i].Notices = 0 // the journal does not keep them
	}
	for i := range then {
		then[i].Notices = 0
	}
	if !reflect.DeepEqual(now, then) {
		t.Errorf("ledger %v\njournal %v", now, then)
	}
}
