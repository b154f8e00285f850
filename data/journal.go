package data

import "time"

// JournalEntry is one line of the ledger's journal, which is a record: it is
// only ever appended to. It says that at one moment a project's contribution
// to the ledger went from the old to the new values, and why. Replaying the
// entries up to a day gives the series "as known on that day".
//
// A project that counts for the first time has OldCounted false and OldMonth
// 0; one that stops counting has NewCounted false and NewMonth 0.
type JournalEntry struct {
	Seq     uint64    `json:"seq"` // position in the journal, set by the store
	At      time.Time `json:"at"`
	Project ProjectID `json:"project"`
	Sample  Sample    `json:"sample,omitempty"`

	OldMonth     Month     `json:"old_month"`
	NewMonth     Month     `json:"new_month"`
	OldFen       int64     `json:"old_fen"`
	NewFen       int64     `json:"new_fen"`
	OldCounted   bool      `json:"old_counted"`
	NewCounted   bool      `json:"new_counted"`
	OldIndustry  Industry  `json:"old_industry,omitempty"`
	NewIndustry  Industry  `json:"new_industry,omitempty"`
	OldRelevance Relevance `json:"old_relevance,omitempty"`
	NewRelevance Relevance `json:"new_relevance,omitempty"`
	OldDisclosed bool      `json:"old_disclosed"`
	NewDisclosed bool      `json:"new_disclosed"`

	Cause  string   `json:"cause"`            // "notice", "correction", "failure", "rule", "decision", "merge"
	Detail string   `json:"detail,omitempty"` // for people: the rule version, the decision's note
	Notice NoticeID `json:"notice,omitempty"` // the notice that brought the change, if one did
}

// Decision is a link made or cut by hand. Decisions are records: they survive
// every reread, and a later one on the same pair outweighs an earlier one.
type Decision struct {
	ID   uint64    `json:"id"` // set by the store, never used again
	At   time.Time `json:"at"`
	Verb string    `json:"verb"` // DecisionJoin or DecisionSplit
	A    string    `json:"a"`    // a notice id or a project's printed id
	B    string    `json:"b"`
	By   string    `json:"by,omitempty"`
	Note string    `json:"note,omitempty"`
}

// The verbs of a decision.
const (
	DecisionJoin  = "join"  // A and B belong to one project
	DecisionSplit = "split" // A does not belong to B
)
