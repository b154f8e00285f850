package alert

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"zhongbiao/data"
)

// Kind says what an event tells.
type Kind string

// The kinds of an event.
const (
	KindAward      Kind = "award"      // an award, told for the first time
	KindProgress   Kind = "progress"   // a project that is not awarded: only where the search asks for such
	KindCorrection Kind = "correction" // amount, suppliers or stage are not what was told
	KindRaised     Kind = "raised"     // to the operator: something is wrong
	KindCleared    Kind = "cleared"    // to the operator: it is no longer
	KindTest       Kind = "test"
)

// The causes of a correction.
const (
	CausePublished = "published" // by a new or changed notice
	CauseReading   = "reading"   // by our reading the same notices otherwise
)

// Event is one thing to tell. Key is the same whenever it is sent, and no
// other event anywhere has it: alert × project × number of the event.
type Event struct {
	N         uint64         `json:"n"`
	Key       string         `json:"key"`
	Kind      Kind           `json:"kind"`
	Cause     string         `json:"cause,omitempty"`
	At        time.Time      `json:"at"`
	Project   data.ProjectID `json:"project,omitempty"`
	Award     *Award         `json:"award,omitempty"`
	Was       *Award         `json:"was,omitempty"` // what was told before, on a correction
	Condition *Condition     `json:"condition,omitempty"`
}

// Award is what an event says of a project, as it was then: facts about
// organisations and money only.
type Award struct {
	Title     string      `json:"title"`
	Buyer     string      `json:"buyer"`
	Suppliers []string    `json:"suppliers"`
	Fen       int64       `json:"fen"`
	Disclosed bool        `json:"disclosed"`
	Stage     data.Stage  `json:"stage"`
	Day       data.Day    `json:"day"` // of the award, else of the first notice
	Industry  string      `json:"industry"`
	Region    string      `json:"region,omitempty"`
	Source    string      `json:"source,omitempty"` // address of the notice
	Sample    data.Sample `json:"sample,omitempty"`
}

func awardOf(p *data.Project) *Award {
	a := &Award{Title: cmp.Or(p.Title, p.Name, p.Number, p.ID.String()), Buyer: p.Buyer, Suppliers: []string{}, Fen: p.Fen, Disclosed: p.Disclosed,
		Stage: p.Stage, Day: cmp.Or(p.Awarded, p.Published), Industry: p.Industry.ID, Region: p.Region, Sample: p.Sample}
	for _, s := range p.Suppliers() {
		a.Suppliers = append(a.Suppliers, s.Name)
	}
	a.Source = sourceOf(p)
	return a
}

// sourceOf is the address of the notice to read first, if it is one of the web.
func sourceOf(p *data.Project) string {
	if len(p.Notices) == 0 {
		return ""
	}
	l := p.Notices[len(p.Notices)-1]
	if i := slices.IndexFunc(p.Notices, func(l data.Link) bool { return l.Kind == data.KindAward }); i >= 0 {
		l = p.Notices[i]
	}
	u, err := url.Parse(l.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return l.URL
}

// print is the part of an award whose change is told. Blanks and widths in
// names differ between portals and readings, and are no change.
func (a *Award) print() string {
	names := make([]string, 0, len(a.Suppliers))
	for _, s := range a.Suppliers {
		names = append(names, strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
	}
	slices.Sort(names)
	fen := int64(-1)
	if a.Disclosed {
		fen = a.Fen
	}
	return fmt.Sprintf("%s|%d|%s", a.Stage, fen, strings.Join(slices.Compact(names), "|"))
}

// told is what an alert said of a project last. Pages counts the notices and
// their versions, so that it grows whenever something is published.
type told struct {
	Award Award     `json:"award"`
	N     int       `json:"n"` // events so far
	Pages int       `json:"pages"`
	At    time.Time `json:"at"`
}

// Condition is a trouble of the system that operators want to know of.
type Condition struct {
	ID string `json:"id"` // "portal/ccgp/blocked"
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Sent is the record of an event that was sent, or given up by hand.
type Sent struct {
	Event
	Sent    time.Time `json:"sent"`
	Tries   int       `json:"tries"`
	Skipped string    `json:"skipped,omitempty"` // the last error of one that was given up
}
