package ledger

import (
	"slices"

	"zhongbiao/data"
)

// describe fills the project's facts from the notice that decides: the
// fullest award notice, else the fullest of the latest kind there is. What it
// leaves out comes from the others.
func (f *folder) describe() {
	best := f.deciding()
	p, n := f.p, best.n
	p.Number, p.Name, p.Title = n.ProjectNumber, n.ProjectName, n.Title
	p.Buyer, p.BuyerName, p.BuyerGroup = n.Buyer, n.BuyerName, n.BuyerGroup
	p.Agency, p.Region, p.Method = n.Agency, n.Region, n.Method
	p.Industry, p.Scene, p.SOE, p.IntraGroup = n.Industry, n.Scene, n.SOE, n.IntraGroup
	p.Sample = n.Sample
	for _, ev := range f.evs {
		for _, x := range ev.all {
			f.gaps(x)
		}
	}
	f.relevance(best)
}

// gaps takes from a further notice what is still missing.
func (f *folder) gaps(x *facts) {
	p, n := f.p, x.n
	set := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	if p.Buyer == "" {
		p.Buyer, p.BuyerName, p.BuyerGroup, p.SOE = n.Buyer, n.BuyerName, n.BuyerGroup, n.SOE
	}
	set(&p.Number, n.ProjectNumber)
	set(&p.Name, n.ProjectName)
	set(&p.Agency, n.Agency)
	set(&p.Region, n.Region)
	set(&p.Method, n.Method)
	if vague(p.Industry) && !vague(n.Industry) {
		p.Industry = n.Industry
	}
	if vague(p.Scene) && !vague(n.Scene) {
		p.Scene = n.Scene
	}
	if p.Published == 0 || n.Published != 0 && n.Published < p.Published {
		p.Published = n.Published
	}
	if !x.anyTry && x.attempt > 1 {
		p.Attempt = x.attempt
	}
}

func vague(l data.Label) bool { return l.ID == "" || l.ID == string(data.OtherIndustry) }

// decides ranks kinds by how much they say about what was awarded.
var decides = []data.Kind{data.KindAward, data.KindContract, data.KindFramework, data.KindCandidate, data.KindCorrection,
	data.KindFailure, data.KindSingleSource, data.KindTender, data.KindIntention, data.KindOther}

func (f *folder) deciding() *facts {
	for _, kind := range decides {
		var best *facts
		for _, ev := range f.evs {
			if ev.f.n.Kind == kind && (best == nil || fullness(ev.f.n) > fullness(best.n)) {
				best = ev.f
			}
		}
		if best != nil {
			return best
		}
	}
	return f.evs[0].f
}

// relevance is that of the awarded lots, best first; without any, that of the
// notice that decides.
func (f *folder) relevance(best *facts) {
	p := f.p
	p.Relevance, p.Category = best.n.Relevance, best.n.Category
	found := data.RelevanceLabel{}
	for _, l := range p.Lots {
		if l.Relevance.Label.Counts() && (found.Label == "" || better(l.Relevance.Label, found.Label)) && l.Status != data.LotFailed {
			found = l.Relevance
		}
	}
	switch {
	case found.Label == "":
		if len(p.Lots) > 0 && p.Relevance.Label == "" {
			p.Relevance = p.Lots[0].Relevance
		}
	case p.Relevance.Label != found.Label:
		p.Relevance = found
		p.Category = f.categoryOf(found.Label)
	}
	if p.Relevance.Label == "" {
		p.Relevance.Label = data.Reject
	}
}

func better(a, b data.Relevance) bool {
	return slices.Index(data.Relevances, a) < slices.Index(data.Relevances, b)
}

// categoryOf finds the category that a notice of the same relevance has.
func (f *folder) categoryOf(r data.Relevance) data.Category {
	for _, ev := range f.evs {
		for _, x := range ev.all {
			if x.n.Relevance.Label == r && x.n.Category != "" {
				return x.n.Category
			}
		}
	}
	switch r {
	case data.Compute:
		return data.CategoryCompute
	case data.DataClass:
		return data.CategoryData
	}
	return data.CategoryApp
}
