package ledger

import (
	"fmt"
	"slices"
	"strings"

	"zhongbiao/data"
)

// decisions are the links made and cut by hand, by notice. A later decision
// about the same two notices outweighs an earlier one.
type decisions struct {
	join map[[2]data.NoticeID]data.Decision
	cut  map[[2]data.NoticeID]data.Decision
	with map[data.NoticeID][]data.NoticeID // joined to
}

func readDecisions(tx Reader) (decisions, error) {
	ds := decisions{map[[2]data.NoticeID]data.Decision{}, map[[2]data.NoticeID]data.Decision{}, map[data.NoticeID][]data.NoticeID{}}
	var all []data.Decision
	if err := tx.Decisions(func(d data.Decision) error { all = append(all, d); return nil }); err != nil {
		return ds, err
	}
	slices.SortFunc(all, func(a, b data.Decision) int { return int(int64(a.ID) - int64(b.ID)) })
	for _, d := range all {
		k := pairOf(data.NoticeID(d.A), data.NoticeID(d.B))
		delete(ds.join, k)
		delete(ds.cut, k)
		if d.Verb == data.DecisionSplit {
			ds.cut[k] = d
		} else {
			ds.join[k] = d
		}
	}
	for k := range ds.join {
		ds.with[k[0]] = append(ds.with[k[0]], k[1])
		ds.with[k[1]] = append(ds.with[k[1]], k[0])
	}
	return ds, nil
}

func pairOf(a, b data.NoticeID) [2]data.NoticeID {
	if b < a {
		a, b = b, a
	}
	return [2]data.NoticeID{a, b}
}

func (ds decisions) apart(a, b data.NoticeID) bool { _, ok := ds.cut[pairOf(a, b)]; return ok }

// joins gives the edges that decisions make between these notices.
func (ds decisions) joins(fs []*facts) []edge {
	if len(ds.join) == 0 {
		return nil
	}
	at := map[data.NoticeID]int{}
	for i, f := range fs {
		at[f.n.ID] = i
	}
	var out []edge
	for k, d := range ds.join {
		a, okA := at[k[0]]
		b, okB := at[k[1]]
		if okA && okB && a != b {
			out = append(out, edge{a: min(a, b), b: max(a, b), rule: ruleDecision, because: because(d)})
		}
	}
	return out
}

func because(d data.Decision) string {
	return strings.TrimSpace(fmt.Sprintf("decision %d %s", d.ID, d.Note))
}

// Join decides that two projects are one, or that a notice belongs to a
// project: a and b are printed project ids or notice ids. The decision is a
// record and survives every reread. It gives the projects that changed.
func (l *Ledger) Join(tx Tx, a, b, by, note string) ([]data.ProjectID, error) {
	left, err := noticesOf(tx, a)
	if err != nil {
		return nil, err
	}
	right, err := noticesOf(tx, b)
	if err != nil {
		return nil, err
	}
	if p, _ := tx.ProjectOf(left[0]); p != 0 {
		if q, _ := tx.ProjectOf(right[0]); p == q {
			return nil, fmt.Errorf("join %s and %s: both are %s already", a, b, p)
		}
	}
	ds, err := readDecisions(tx)
	if err != nil {
		return nil, err
	}
	pairs := [][2]data.NoticeID{{left[0], right[0]}}
	for _, x := range left {
		for _, y := range right {
			if ds.apart(x, y) && (x != left[0] || y != right[0]) {
				pairs = append(pairs, [2]data.NoticeID{x, y})
			}
		}
	}
	return l.decide(tx, data.DecisionJoin, pairs, by, note)
}

// Split decides that some notices of a project don't belong to the others.
// The notices given become a project of their own, or several if nothing ties
// them to each other.
func (l *Ledger) Split(tx Tx, project data.ProjectID, notices []data.NoticeID, by, note string) ([]data.ProjectID, error) {
	p, err := tx.Project(project)
	if err != nil {
		return nil, fmt.Errorf("split %s: %w", project, err)
	}
	var rest []data.NoticeID
	for _, link := range p.Notices {
		if !slices.Contains(notices, link.Notice) {
			rest = append(rest, link.Notice)
		}
	}
	if len(notices) == 0 || len(rest) == 0 || len(rest)+len(notices) != len(p.Notices) {
		return nil, fmt.Errorf("split %s: name some, not all, of its %d notices (zhongbiao project %s lists them)", p.ID, len(p.Notices), p.ID)
	}
	var pairs [][2]data.NoticeID
	for _, x := range notices {
		for _, y := range rest {
			pairs = append(pairs, [2]data.NoticeID{x, y})
		}
	}
	return l.decide(tx, data.DecisionSplit, pairs, by, note)
}

// noticesOf gives the notices of a printed project id, or the one of that id.
func noticesOf(tx Tx, id string) ([]data.NoticeID, error) {
	if _, err := tx.Facts(data.NoticeID(id)); err == nil {
		return []data.NoticeID{data.NoticeID(id)}, nil
	}
	pid, err := data.ParseProjectID(id)
	if err != nil {
		return nil, fmt.Errorf("%q is neither a project (zb-000123) nor a notice", id)
	}
	p, err := tx.Project(pid)
	if err != nil {
		return nil, err
	}
	var out []data.NoticeID
	for _, l := range p.Notices {
		out = append(out, l.Notice)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("project %s has no notices", pid)
	}
	return out, nil
}

// decide records decisions about pairs of notices and settles what they touch.
func (l *Ledger) decide(tx Tx, verb string, pairs [][2]data.NoticeID, by, note string) ([]data.ProjectID, error) {
	for _, p := range pairs {
		d := data.Decision{At: l.now().UTC(), Verb: verb, A: string(p[0]), B: string(p[1]), By: by, Note: note}
		if _, err := tx.PutDecision(d); err != nil {
			return nil, err
		}
	}
	var from []*facts
	for _, p := range pairs[:1] { // the rest lies in the same two projects
		for _, id := range p {
			n, err := tx.Facts(id)
			if err != nil {
				return nil, fmt.Errorf("decide about notice %s: %w", id, err)
			}
			from = append(from, factsOf(n))
		}
	}
	return l.settleAll(tx, cause{code: CauseDecision, detail: strings.TrimSpace(verb + " " + note), notice: pairs[0][0]}, from...)
}

// Decisions lists the decisions made by hand, oldest first.
func Decisions(tx Reader) ([]data.Decision, error) {
	out := []data.Decision{}
	err := tx.Decisions(func(d data.Decision) error { out = append(out, d); return nil })
	return out, err
}
