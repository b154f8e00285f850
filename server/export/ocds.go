package export

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhongbiao/data"
)

// OCIDPrefix stands before every project id. It is a local prefix of the form
// that the standard registers; ours is not registered.
const OCIDPrefix = "ocds-zhongbiao"

// OCDSMeta is the head of a release package.
type OCDSMeta struct {
	URI       string
	Published time.Time
	Base      string // address of the site, for the publisher
}

// OCDSAwards writes an OCDS 1.1 release package: one release per notice, the
// ocid being the project's id.
type OCDSAwards struct{ pack ocdsPackage }

// ocdsExtensions: lots are not in the core of 1.1.
var ocdsExtensions = []string{"https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json"}

// ocdsPackage writes the frame of a package. Its list comes last, so that a
// reader can stream it. The standard knows no empty package, so none is ended
// as if it were whole: who calls asks before whether there is anything.
type ocdsPackage struct {
	buf  *bufio.Writer
	some bool
}

func newPackage(w io.Writer, m OCDSMeta, list string) (ocdsPackage, error) {
	head, err := json.Marshal(map[string]any{"uri": m.URI, "version": "1.1", "publishedDate": m.Published.Format(time.RFC3339),
		"publisher": map[string]string{"name": "zhongbiao", "uri": m.Base}, "extensions": ocdsExtensions})
	if err != nil {
		return ocdsPackage{}, err
	}
	p := ocdsPackage{buf: bufio.NewWriterSize(w, 64<<10)}
	p.buf.Write(head[:len(head)-1])
	_, err = fmt.Fprintf(p.buf, ",\n%q:[", list)
	return p, err
}

func (p *ocdsPackage) add(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if p.some {
		p.buf.WriteByte(',')
	}
	p.some = true
	p.buf.WriteByte('\n')
	_, err = p.buf.Write(b)
	return err
}

// ErrEmptyPackage is the error of ending a package that nothing was put in.
var ErrEmptyPackage = errors.New("an OCDS package holds at least one release or record")

func (p *ocdsPackage) end() error {
	if !p.some {
		return ErrEmptyPackage
	}
	p.buf.WriteString("\n]}\n")
	return p.buf.Flush()
}

// broken leaves the document open: a broken package must not parse.
func (p *ocdsPackage) broken(reason error) error {
	if err := p.buf.Flush(); err != nil {
		return err
	}
	return fmt.Errorf("package broken off: %w", reason)
}

// NewOCDS starts a release package.
func NewOCDS(w io.Writer, m OCDSMeta) (*OCDSAwards, error) {
	p, err := newPackage(w, m, "releases")
	return &OCDSAwards{p}, err
}

// Award writes the releases of one project.
func (o *OCDSAwards) Award(a *Award) error {
	for _, n := range a.Notices {
		if err := o.pack.add(release(a.Project, n)); err != nil {
			return fmt.Errorf("release %s: %w", n.ID, err)
		}
	}
	return nil
}

// Close ends the package.
func (o *OCDSAwards) Close() error { return o.pack.end() }

// Fail leaves the document open and gives an error, so that the caller breaks
// the transfer off.
func (o *OCDSAwards) Fail(reason error) error { return o.pack.broken(reason) }

// release turns one notice into a release.
func release(p *data.Project, n *data.Notice) ocdsRelease {
	day := n.Published
	if day == 0 {
		day = p.Published
	}
	date := day.Time()
	if date.IsZero() {
		date = p.FirstSeen.In(data.Shanghai)
	}
	r := ocdsRelease{OCID: ocid(p), ID: string(n.ID), Date: date.Format(time.RFC3339), Tag: []string{releaseTag(n)},
		Initiation: "tender", Language: "zh"}
	r.party(n.Buyer, "buyer")
	r.party(n.Agency, "procuringEntity")
	if n.Buyer != "" {
		r.Buyer = &ocdsRef{partyID(n.Buyer), n.Buyer}
	}
	doc := ocdsDocument{ID: string(n.ID), Type: documentType(n), Title: n.Title, URL: webURL(n.URL), Published: r.Date, Language: "zh"}
	r.tender(p, n, doc)
	if n.Kind == data.KindContract {
		r.signed(p, n)
	} else if hasAwards(n) {
		r.awards(p, n, doc)
	}
	return r
}

// releaseTag maps a kind to the standard's closed list of tags.
func releaseTag(n *data.Notice) string {
	switch n.Kind {
	case data.KindAward, data.KindFramework, data.KindCandidate:
		return "award"
	case data.KindCorrection:
		if n.Corrects == data.CorrectsResult {
			return "awardUpdate"
		}
		return "tenderUpdate"
	case data.KindFailure:
		if n.Revokes {
			return "awardCancellation"
		}
		return "tenderCancellation"
	case data.KindContract:
		return "contract"
	case data.KindIntention:
		return "planning"
	}
	return "tender"
}

func documentType(n *data.Notice) string {
	switch releaseTag(n) {
	case "award", "awardUpdate", "awardCancellation":
		return "awardNotice"
	case "contract":
		return "contractNotice"
	case "planning":
		return "plannedProcurementNotice"
	}
	return "tenderNotice"
}

func hasAwards(n *data.Notice) bool {
	switch releaseTag(n) {
	case "award", "awardUpdate", "awardCancellation":
		return true
	}
	return false
}

func (r *ocdsRelease) party(name, role string) {
	if name == "" {
		return
	}
	id := partyID(name)
	for i := range r.Parties {
		if r.Parties[i].ID == id {
			for _, have := range r.Parties[i].Roles {
				if have == role {
					return
				}
			}
			r.Parties[i].Roles = append(r.Parties[i].Roles, role)
			return
		}
	}
	r.Parties = append(r.Parties, ocdsParty{id, name, []string{role}})
}

// partyID is a party's local id: notices print no register number, so the
// name itself stands, under a prefix that says so.
func partyID(name string) string { return "NAME-" + strings.Join(strings.Fields(name), "_") }

func (r *ocdsRelease) tender(p *data.Project, n *data.Notice, doc ocdsDocument) {
	// one id for all releases of the project, or they could not be merged
	t := &ocdsTender{ID: p.Number, Title: n.ProjectName, Method: n.Method, Status: tenderStatus(n)}
	if t.ID == "" {
		t.ID = p.ID.String()
	}
	if n.Agency != "" {
		t.Entity = &ocdsRef{partyID(n.Agency), n.Agency}
	}
	ids := lotIDs(n.Lots)
	for i, l := range n.Lots {
		t.Lots = append(t.Lots, ocdsLot{ids[i], l.Name, lotStatus(l.Status)})
	}
	if !hasAwards(n) {
		t.Documents = []ocdsDocument{doc}
	}
	if releaseTag(n) == "tenderUpdate" {
		t.Amendments = []ocdsChange{{"amendment-" + string(n.ID), r.Date, n.Title, string(n.ID)}}
	}
	r.Tender = t
}

func tenderStatus(n *data.Notice) string {
	switch releaseTag(n) {
	case "award", "awardUpdate", "awardCancellation", "contract":
		return "complete"
	case "tenderCancellation":
		return "unsuccessful"
	case "planning":
		return "planned"
	}
	return "active"
}

// lotIDs gives each lot an id of its own: the lot's number, else its place,
// else the next number that is free. Notices print a number twice at times.
func lotIDs(lots []data.Lot) []string {
	taken := map[string]bool{}
	for _, l := range lots {
		taken[l.Lot] = true
	}
	ids, used := make([]string, len(lots)), map[string]bool{"": true}
	for i, l := range lots {
		id := l.Lot
		for n := i + 1; used[id] || id != l.Lot && taken[id]; n++ {
			id = strconv.Itoa(n)
		}
		ids[i], used[id] = id, true
	}
	return ids
}

func lotStatus(s data.LotStatus) string {
	switch s {
	case data.LotFailed:
		return "unsuccessful"
	case data.LotCandidate:
		return "active"
	}
	return "complete"
}

func (r *ocdsRelease) awards(p *data.Project, n *data.Notice, doc ocdsDocument) {
	ids := lotIDs(n.Lots)
	for i, l := range n.Lots {
		a := ocdsAward{ID: p.ID.String() + "-" + ids[i], Title: l.Name, Status: awardStatus(n, l), Date: r.Date,
			Value: ocdsMoney(l.Amount), Suppliers: r.suppliers(l), Lots: []string{ids[i]}, Documents: []ocdsDocument{doc}}
		if n.Kind == data.KindCorrection {
			a.Amendments = []ocdsChange{{"amendment-" + string(n.ID), r.Date, n.Title, string(n.ID)}}
		}
		r.Awards = append(r.Awards, a)
	}
}

// suppliers names a lot's suppliers, and makes them parties of the release.
func (r *ocdsRelease) suppliers(l data.Lot) []ocdsRef {
	var out []ocdsRef
	for _, s := range l.Suppliers {
		ref := ocdsRef{partyID(s.Name), s.Name}
		if s.Name == "" || slices.Contains(out, ref) {
			continue
		}
		r.party(s.Name, "supplier")
		out = append(out, ref)
	}
	return out
}

func awardStatus(n *data.Notice, l data.Lot) string {
	switch {
	case n.Revokes:
		return "cancelled"
	case l.Status == data.LotFailed:
		return "unsuccessful"
	case l.Status == data.LotCandidate || n.Kind == data.KindCandidate:
		return "pending"
	}
	return "active"
}

// signed adds the contracts. Each must refer to an award of the release, so
// the awards stand there as well, but without what the award notice says.
func (r *ocdsRelease) signed(p *data.Project, n *data.Notice) {
	ids := lotIDs(n.Lots)
	for i, l := range n.Lots {
		id := p.ID.String() + "-" + ids[i]
		r.Awards = append(r.Awards, ocdsAward{ID: id, Title: l.Name, Status: awardStatus(n, l), Suppliers: r.suppliers(l), Lots: []string{ids[i]}})
		if l.Status == data.LotAwarded {
			r.Contracts = append(r.Contracts, ocdsSigned{ID: string(n.ID) + "-" + ids[i], AwardID: id, Title: l.Name, Status: "active", Value: ocdsMoney(l.Amount)})
		}
	}
}

// ocdsMoney gives known totals only: a unit price is no value of an award.
func ocdsMoney(m *data.Money) *ocdsValue {
	if !m.Disclosed() {
		return nil
	}
	return &ocdsValue{json.Number(Fen(m.Fen).Yuan()), "CNY"}
}

// webURL drops what the schema would refuse as an address.
func webURL(s string) string {
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return s
	}
	return ""
}

func ocid(p *data.Project) string { return OCIDPrefix + "-" + p.ID.String() }
