package data

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ProjectID is permanent: a merge keeps the older id, and the other becomes
// an alias that redirects to it. It is printed as "zb-000123".
type ProjectID uint64

// String prints the id as pages, feeds and files show it.
func (p ProjectID) String() string {
	if p == 0 {
		return ""
	}
	return fmt.Sprintf("zb-%06d", uint64(p))
}

// ParseProjectID reads "zb-000123" or a bare number.
func ParseProjectID(s string) (ProjectID, error) {
	v, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(s), "zb-"), 10, 64)
	if err != nil || v == 0 {
		return 0, fmt.Errorf("project id %q is not of the form zb-000123", s)
	}
	return ProjectID(v), nil
}

// MarshalText writes the printed form, for JSON values and map keys alike.
func (p ProjectID) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (p *ProjectID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = 0
		return nil
	}
	v, err := ParseProjectID(string(b))
	*p = v
	return err
}

// Stage is how far a project has come.
type Stage string

// The stages of a project.
const (
	StageTender    Stage = "tender"    // only pre-award notices seen
	StageCandidate Stage = "candidate" // candidates published, no result yet
	StageAwarded   Stage = "awarded"   // at least one lot awarded
	StageFailed    Stage = "failed"    // every lot failed
	StageRevoked   Stage = "revoked"   // an award was taken back
	StageContract  Stage = "contract"  // known only from a contract notice: a series of its own
	StageDirect    Stage = "direct"    // known only from 直接采购公示: a series of its own
	StageFramework Stage = "framework" // admission to a panel
)

// Stages lists every stage in the order in which pages show them.
var Stages = []Stage{StageAwarded, StageCandidate, StageContract, StageDirect, StageFramework,
	StageFailed, StageRevoked, StageTender}

// Link says how a notice came to belong to a project.
type Link struct {
	Notice    NoticeID `json:"notice"`
	Kind      Kind     `json:"kind"`
	Published Day      `json:"published"`
	Portal    string   `json:"portal"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Rule      string   `json:"rule"`           // "number+buyer", "title+buyer", "portal-link", "decision", "first"
	Because   string   `json:"because"`        // the key or words that matched
	Same      NoticeID `json:"same,omitempty"` // an earlier notice that this one repeats on another portal
}

// Change is one visible change in the life of a project.
type Change struct {
	Day    Day      `json:"day"`
	Notice NoticeID `json:"notice"`
	Field  string   `json:"field"` // "amount", "supplier", "stage", "month"
	Old    string   `json:"old"`
	New    string   `json:"new"`
}

// Check is the result of one sanity check; none changes a number by itself.
type Check struct {
	Code   string `json:"code"`
	Result string `json:"result"` // "pass", "fail", "n/a"
	Why    string `json:"why"`
}

// Project is one contracting process (an OCDS ocid): the fold of all its
// notices. Facts come from its award notices as corrected, else from the best
// notice it has. Counted tells whether it is in the default count.
type Project struct {
	ID         ProjectID `json:"id"`
	Number     string    `json:"number"`
	Name       string    `json:"name"`
	Title      string    `json:"title"` // of the notice that decides
	Attempt    int       `json:"attempt,omitempty"`
	Previous   ProjectID `json:"previous,omitempty"` // the attempt before this one
	Buyer      string    `json:"buyer"`
	BuyerName  string    `json:"buyer_canonical,omitempty"`
	BuyerGroup string    `json:"buyer_group,omitempty"`
	Agency     string    `json:"agency"`
	Region     string    `json:"region"`
	Method     string    `json:"method"`

	Relevance  RelevanceLabel `json:"relevance"`
	Category   Category       `json:"category,omitempty"`
	Industry   Label          `json:"industry"`
	Scene      Label          `json:"scene"`
	SOE        bool           `json:"soe"`
	IntraGroup bool           `json:"intra_group,omitempty"`

	Stage     Stage  `json:"stage"`
	Counted   bool   `json:"counted"`
	Uncounted string `json:"uncounted,omitempty"` // why it is not counted
	Awarded   Day    `json:"awarded"`             // publication of the first award notice
	Month     Month  `json:"month"`               // of Awarded; of the first notice when there is none
	Published Day    `json:"published"`           // of the first notice of any kind
	Lots      []Lot  `json:"lots"`
	Fen       int64  `json:"fen"`       // sum of the known totals of relevant awarded lots
	Disclosed bool   `json:"disclosed"` // whether Fen is known for at least one of them

	Notices   []Link    `json:"notices"`
	Changes   []Change  `json:"changes,omitempty"`
	Checks    []Check   `json:"checks,omitempty"`
	Warnings  []Warning `json:"warnings,omitempty"`
	Corrected bool      `json:"corrected,omitempty"`
	Sample    Sample    `json:"sample,omitempty"`

	FirstSeen    time.Time `json:"first_seen"`    // record: when its first notice was stored
	FirstCounted time.Time `json:"first_counted"` // record: when it first counted; zero if never
	Updated      time.Time `json:"updated"`       // when the award last changed
	Seq          uint64    `json:"seq"`           // store sequence of its last change
}

// Suppliers gives the distinct suppliers of the awarded lots, leads first.
func (p *Project) Suppliers() []Supplier {
	var out []Supplier
	seen := map[string]bool{}
	for _, lead := range []bool{true, false} {
		for _, l := range p.Lots {
			if l.Status == LotFailed {
				continue
			}
			for _, s := range l.Suppliers {
				if (s.Role != RoleMember) == lead && !seen[s.Name] {
					seen[s.Name] = true
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// OrderTime is the key by which feeds order projects, which never changes:
// the time it was first counted, or its award day when it is a backfill, which
// must not flood the readers.
func (p *Project) OrderTime() time.Time {
	if p.Backfill() {
		return p.day().Time()
	}
	if p.FirstCounted.IsZero() {
		return p.FirstSeen
	}
	return p.FirstCounted
}

// Backfill tells whether the project was published more than 30 days before it
// was first seen: it is old, and was only found late.
func (p *Project) Backfill() bool {
	return p.day() != 0 && p.FirstSeen.Sub(p.day().Time()) > 30*24*time.Hour
}

// day is that of the award, else of the first notice.
func (p *Project) day() Day { return cmp.Or(p.Awarded, p.Published) }
