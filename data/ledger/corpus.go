package ledger

import (
	"cmp"
	"math"
	"slices"

	"zhongbiao/data"
)

// Corpus is what the checks need of all projects together. Build it once per
// store sequence: NewCorpus, Add for every project, then Done.
type Corpus struct {
	today    data.Day
	logs     map[string][]float64 // industry → log of each disclosed amount
	usual    map[string]spread
	repeated map[repeatKey][]repeat
}

type repeatKey struct {
	sample   data.Sample
	supplier string
	fen      int64
}

// repeat is one project that has a repeatKey.
type repeat struct {
	id    data.ProjectID
	day   data.Day
	buyer string
}

// near tells whether two awards are close enough to be suspected of being
// one: in half a year, or of one buyer. A list price comes again elsewhere.
func (a repeat) near(b repeat) bool {
	d := a.day.Sub(b.day)
	return a.id != b.id && (max(d, -d) <= windowTitle || a.buyer != "" && a.buyer == b.buyer)
}

// spread is the median and the scaled median absolute deviation of logs.
type spread struct {
	mid, dev float64
	n        int
}

// NewCorpus starts a corpus; today is for dates in the future.
func NewCorpus(today data.Day) *Corpus {
	return &Corpus{today: today, logs: map[string][]float64{}, repeated: map[repeatKey][]repeat{}}
}

// Add takes in a project. Only awarded relevant ones are compared.
func (c *Corpus) Add(p *data.Project) {
	if !p.Counted {
		return
	}
	if p.Disclosed {
		k := corpusKey(p)
		c.logs[k] = append(c.logs[k], math.Log(float64(p.Fen)))
	}
	for _, k := range repeatKeys(p) {
		c.repeated[k] = append(c.repeated[k], repeat{p.ID, p.Awarded, nameKey(p.Buyer)})
	}
}

func corpusKey(p *data.Project) string { return string(p.Sample) + "|" + p.Industry.ID }

// repeatKeys are the awards of a project that should be unique: a supplier
// and an amount that is neither small nor round.
func repeatKeys(p *data.Project) []repeatKey {
	var out []repeatKey
	for _, l := range p.Lots {
		if l.Status != data.LotAwarded || !l.Amount.Disclosed() || !particular(l.Amount.Fen) {
			continue
		}
		for _, s := range l.Suppliers {
			if s.Role != data.RoleMember {
				out = append(out, repeatKey{p.Sample, firstOf(s.Canonical, s.Name), l.Amount.Fen})
			}
		}
	}
	return out
}

// Done computes the usual amounts.
func (c *Corpus) Done() {
	c.usual = map[string]spread{}
	for k, logs := range c.logs {
		slices.Sort(logs)
		mid := median(logs)
		devs := make([]float64, len(logs))
		for i, v := range logs {
			devs[i] = math.Abs(v - mid)
		}
		slices.Sort(devs)
		c.usual[k] = spread{mid, 1.4826 * median(devs), len(logs)}
	}
}

func median(sorted []float64) float64 {
	n := len(sorted)
	switch {
	case n == 0:
		return 0
	case n%2 == 1:
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// minCorpus is how many amounts an industry must have before one of them can
// be called unusual; beyond outlier deviations it is (Iglewicz and Hoaglin).
const (
	minCorpus = 20
	outlier   = 3.5
)

// Checks gives all checks of a project: its own and those against the others.
func (c *Corpus) Checks(p *data.Project) []data.Check {
	return append(slices.Clone(p.Checks), c.checkOutlier(p), c.checkRepeated(p), c.checkFuture(p))
}

func (c *Corpus) checkOutlier(p *data.Project) data.Check {
	u := c.usual[corpusKey(p)]
	switch {
	case !p.Counted || !p.Disclosed:
		return notApplicable(CheckOutlier, "no counted amount")
	case u.n < minCorpus || u.dev == 0:
		return notApplicable(CheckOutlier, "only %d amounts in %s, %d are needed", u.n, firstOf(p.Industry.ID, "other"), minCorpus)
	}
	z := (math.Log(float64(p.Fen)) - u.mid) / u.dev
	usual := yuan(int64(math.Exp(u.mid)))
	if math.Abs(z) > outlier {
		return fail(CheckOutlier, "%s yuan; the median of %d in %s is %s", yuan(p.Fen), u.n, p.Industry.ID, usual)
	}
	return pass(CheckOutlier, "%s yuan; the median of %d in %s is %s", yuan(p.Fen), u.n, p.Industry.ID, usual)
}

func (c *Corpus) checkRepeated(p *data.Project) data.Check {
	keys := repeatKeys(p)
	if !p.Counted || len(keys) == 0 {
		return notApplicable(CheckRepeated, "no amount that would be particular to one award")
	}
	for _, k := range keys {
		for _, other := range c.repeated[k] {
			if other.near(repeat{p.ID, p.Awarded, nameKey(p.Buyer)}) {
				return fail(CheckRepeated, "%s has the same supplier %s and amount %s: one award twice?", other.id, k.supplier, yuan(k.fen))
			}
		}
	}
	return pass(CheckRepeated, "no other project of that time or buyer has the same supplier and amount")
}

func (c *Corpus) checkFuture(p *data.Project) data.Check {
	last := p.Published
	for _, l := range p.Notices {
		last = max(last, l.Published)
	}
	switch {
	case last == 0:
		return notApplicable(CheckFuture, "no publication day")
	case c.today != 0 && last > c.today.Add(1): // portals date tomorrow's notices
		return fail(CheckFuture, "published %s, which is still to come", last)
	}
	return pass(CheckFuture, "last published %s", last)
}

// ProjectChecks gives all checks of one project, comparing it with the
// projects that each gives.
func ProjectChecks(each func(fn func(*data.Project) error) error, p *data.Project, today data.Day) ([]data.Check, error) {
	c := NewCorpus(today)
	if err := each(func(q *data.Project) error { c.Add(q); return nil }); err != nil {
		return nil, err
	}
	c.Done()
	return c.Checks(p), nil
}

// Tally counts the results of one check.
type Tally struct {
	Code string `json:"code"`
	Pass int    `json:"pass"`
	Fail int    `json:"fail"`
	NA   int    `json:"n/a"`
}

// Finding is one failed check.
type Finding struct {
	Project data.ProjectID `json:"project"`
	Title   string         `json:"title"`
	Buyer   string         `json:"buyer"`
	Month   data.Month     `json:"month"`
	Fen     int64          `json:"fen"`
	Counted bool           `json:"counted"`
	Sample  data.Sample    `json:"sample,omitempty"`
	data.Check
}

// CheckReport is the result of all checks over all relevant projects.
type CheckReport struct {
	Projects int       `json:"projects"` // that were checked
	Tallies  []Tally   `json:"tallies"`
	Findings []Finding `json:"findings"` // counted projects first, largest amounts first
}

// CheckAll runs every check over the projects that each gives; it calls each
// twice, first to learn what is usual.
func CheckAll(each func(fn func(*data.Project) error) error, today data.Day) (CheckReport, error) {
	_, rep, err := Audit(each, today)
	return rep, err
}

// Audit is CheckAll that also gives what it learned, for the checks of single
// projects.
func Audit(each func(fn func(*data.Project) error) error, today data.Day) (*Corpus, CheckReport, error) {
	c := NewCorpus(today)
	if err := each(func(p *data.Project) error { c.Add(p); return nil }); err != nil {
		return nil, CheckReport{}, err
	}
	c.Done()
	rep, err := c.report(each)
	return c, rep, err
}

func (c *Corpus) report(each func(fn func(*data.Project) error) error) (CheckReport, error) {
	rep := CheckReport{Findings: []Finding{}}
	at := map[string]int{}
	for i, code := range CheckCodes {
		at[code] = i
		rep.Tallies = append(rep.Tallies, Tally{Code: code})
	}
	err := each(func(p *data.Project) error {
		if !p.Relevance.Label.Counts() {
			return nil
		}
		rep.Projects++
		for _, ch := range c.Checks(p) {
			rep.add(&rep.Tallies[at[ch.Code]], p, ch)
		}
		return nil
	})
	slices.SortStableFunc(rep.Findings, func(a, b Finding) int {
		return cmp.Or(-cmp.Compare(boolInt(a.Counted), boolInt(b.Counted)), cmp.Compare(b.Fen, a.Fen), cmp.Compare(a.Project, b.Project))
	})
	return rep, err
}

func (rep *CheckReport) add(t *Tally, p *data.Project, ch data.Check) {
	switch ch.Result {
	case "pass":
		t.Pass++
	case "fail":
		t.Fail++
		rep.Findings = append(rep.Findings, Finding{p.ID, p.Title, p.Buyer, p.Month, p.Fen, p.Counted, p.Sample, ch})
	default:
		t.NA++
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
