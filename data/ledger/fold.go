package ledger

import (
	"slices"
	"time"

	"zhongbiao/data"
)

// fold says what a project's notices say together. It is a pure function of
// the notices of g; ids, times and the links between attempts are for settle.
func fold(fs []*facts, g group) *data.Project {
	f := &folder{p: &data.Project{}, byKey: map[string]*lotState{}}
	fs = lotsBySerial(fs, g)
	for _, i := range g.members {
		f.p.Notices = append(f.p.Notices, g.link(fs, i))
	}
	f.events(fs, g)
	for _, ev := range f.evs {
		f.apply(ev)
	}
	f.lots()
	f.describe()
	f.count()
	f.p.Checks = ownChecks(f)
	return f.p
}

// lotsBySerial names the lots of a project whose notices have the numbers
// … and no other word for the lot (标段编号).
func lotsBySerial(fs []*facts, g group) []*facts {
	serials := map[string]bool{}
	for _, i := range g.members {
		serials[fs[i].number.serial] = true
	}
	if delete(serials, ""); len(serials) < 2 {
		return fs
	}
	named := slices.Clone(fs)
	for _, i := range g.members {
		if f := fs[i]; f.lot == "" && f.number.serial != "" {
			c := *f
			c.lot, named[i] = f.number.serial, &c
		}
	}
	return named
}

// event is one thing that happened to a project: a notice, or the same
// notice on several portals, of which the fullest body speaks.
type event struct {
	f    *facts // the body that is read
	day  data.Day
	all  []*facts // all bodies
	head data.NoticeID
}

type folder struct {
	p      *data.Project
	evs    []event
	order  []*lotState // in order of appearance
	byKey  map[string]*lotState
	other  []event // candidates, contracts and tenders, which fill gaps
	direct bool

	awarded, corrected    bool // an award (its correction) was seen
	framework, candidate  bool
	contract, failed      bool
	revoked               bool
	lastFailed, lastAlive data.Day // last failure; last sign of life after it
}

// events groups repeated notices and marks the repeats on their links.
func (f *folder) events(fs []*facts, g group) {
	for at, i := range g.members {
		x := fs[i]
		if ev := f.repeated(x); ev != nil {
			f.p.Notices[at].Same = ev.head
			ev.all = append(ev.all, x)
			if fullness(x.n) > fullness(ev.f.n) {
				ev.f = x
			}
			continue
		}
		f.evs = append(f.evs, event{f: x, day: x.n.Published, all: []*facts{x}, head: x.n.ID})
	}
}

// repeated finds the event that x repeats: the same kind of notice on another
// portal or channel, with the same winners, within a month.
func (f *folder) repeated(x *facts) *event {
	for i := range f.evs {
		ev := &f.evs[i]
		y := ev.f
		if y.n.Kind != x.n.Kind || y.n.URL == x.n.URL && x.n.URL != "" || daysApart(x, y) > windowAward || x.lot != y.lot {
			continue
		}
		if x.n.Revokes != y.n.Revokes || x.n.Corrects != y.n.Corrects || !lotsAgree(x.n, y.n) {
			continue
		}
		if x.n.Kind == data.KindCorrection && !slices.Equal(x.amounts, y.amounts) {
			continue // two corrections, one after the other
		}
		if len(x.winners) > 0 && slices.Equal(x.winners, y.winners) || len(x.winners) == 0 && len(y.winners) == 0 {
			return ev
		}
	}
	return nil
}

// lotsAgree is false when both name their lots and the names differ: two
// lots announced one after the other, even if one supplier wins both.
func lotsAgree(a, b *data.Notice) bool {
	la, lb := lotNames(a), lotNames(b)
	return len(la) == 0 || len(lb) == 0 || slices.Equal(la, lb)
}

func lotNames(n *data.Notice) []string {
	var out []string
	for _, l := range n.Lots {
		if l.Lot != "" {
			out = append(out, l.Lot)
		}
	}
	slices.Sort(out)
	return out
}

// fullness ranks bodies of one notice by how many facts they hold.
func fullness(n *data.Notice) int {
	score := 0
	for _, s := range []string{n.Buyer, n.ProjectNumber, n.ProjectName, n.Region, n.Agency, n.Method} {
		if s != "" {
			score++
		}
	}
	for _, l := range n.Lots {
		score += 2 + 3*min(len(l.Suppliers), 3)
		if l.Amount.Disclosed() {
			score += 10
		}
		if l.Relevance.Label.Counts() {
			score += 4
		}
	}
	if n.ListOnly {
		score -= 5
	}
	return score - len(n.Warnings)
}

func (f *folder) apply(ev event) {
	n := ev.f.n
	switch n.Kind {
	case data.KindAward:
		f.award(ev)
	case data.KindCorrection:
		f.correction(ev)
	case data.KindFailure:
		f.failure(ev)
	case data.KindCandidate:
		f.candidate = true
		f.alive(ev)
	case data.KindFramework:
		f.framework = true
		f.alive(ev)
	case data.KindContract:
		f.contract = true
		f.alive(ev)
	default:
		if n.Direct {
			f.direct = true
			f.alive(ev)
		}
		f.other = append(f.other, ev)
	}
}

// alive notes a sign of life; after a failure it opens the project again.
func (f *folder) alive(ev event) {
	f.other = append(f.other, ev)
	f.lastAlive = max(f.lastAlive, ev.day)
}

func (f *folder) award(ev event) {
	f.awarded = true
	if f.p.Awarded == 0 {
		f.p.Awarded = ev.day
	}
	lots := lotsOf(ev.f)
	f.dropTotal(ev, lots)
	for _, l := range lots {
		f.setLot(ev, l)
	}
	f.disagree(ev)
}

// disagree warns when portals print different totals for one award.
func (f *folder) disagree(ev event) {
	for _, x := range ev.all {
		if len(x.amounts) > 0 && len(ev.f.amounts) > 0 && !amountsAgree(x, ev.f) {
			f.warn("portals_disagree", "another portal prints "+yuanList(x.amounts)+", taken is "+yuanList(ev.f.amounts))
			return
		}
	}
}

// amountsAgree tells whether two notices print the same amounts, lot by lot or
// one of them their total.
func amountsAgree(a, b *facts) bool {
	sum := func(fens []int64) (n int64) {
		for _, v := range fens {
			n += v
		}
		return n
	}
	return slices.Equal(a.amounts, b.amounts) || len(a.amounts) != len(b.amounts) && min(len(a.amounts), len(b.amounts)) == 1 && sum(a.amounts) == sum(b.amounts)
}

func (f *folder) correction(ev event) {
	n := ev.f.n
	if n.Revokes {
		f.failure(ev)
		return
	}
	if n.Corrects == data.CorrectsTender {
		f.other = append(f.other, ev)
		return
	}
	speaks := n.Corrects == data.CorrectsResult
	for _, l := range n.Lots {
		speaks = speaks || l.Status == data.LotAwarded && len(l.Suppliers) > 0
	}
	if !speaks {
		f.other = append(f.other, ev)
		return
	}
	f.corrected, f.p.Corrected = true, true
	for _, l := range n.Lots {
		f.correctLot(ev, l)
	}
}

// failure takes lots out. A failure that names a lot takes that one, also when
// the award names none; one that takes an award back takes every lot of the
// loser; else it takes all.
func (f *folder) failure(ev event) {
	n := ev.f.n
	if named := namedLots(ev.f); len(named) > 0 && (len(f.order) == 0 || f.hasNamedLots() || !n.Revokes && !f.soleLot(named)) {
		for _, key := range named {
			f.failLot(ev, key)
		}
	} else {
		for _, ls := range f.order {
			f.endLot(ev, ls)
		}
	}
	f.failed, f.lastFailed = true, ev.day
	if n.Revokes {
		f.revoked = true
		for _, l := range n.Lots { // the next in rank takes over in the same notice
			if l.Status == data.LotAwarded && len(l.Suppliers) > 0 {
				f.setLot(ev, l)
			}
		}
	}
}

// stageChange records that the project left the count, once.
func (f *folder) stageChange(to data.Stage) {
	if !f.awarded {
		return
	}
	for i := len(f.evs) - 1; i >= 0; i-- {
		if k := f.evs[i].f.n.Kind; k == data.KindFailure || k == data.KindCorrection {
			f.change(f.evs[i], "stage", string(data.StageAwarded), string(to))
			return
		}
	}
}

// awardPrint holds what a reader of feeds would call a change of the award.
func awardPrint(p *data.Project) string {
	s := string(p.Stage) + "|" + p.Month.String() + "|" + yuan(p.Fen)
	for _, l := range p.Lots {
		s += "|" + l.Lot + string(l.Status)
		for _, w := range l.Suppliers {
			s += "," + w.Name
		}
	}
	if p.Counted {
		s += "|counted"
	}
	return s
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
