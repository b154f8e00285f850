package main

import (
	"cmp"
	"slices"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/data/reference"
	"zhongbiao/data/store"
	"zhongbiao/server"
)

// portalStates tells the coverage page of every portal, crawled or not, what
// its newest crawl came to.
func portalStates(st *store.Store, defs []*portal.Definition) func() ([]server.Portal, error) {
	return func() ([]server.Portal, error) {
		var out []server.Portal
		for _, d := range defs {
			last, err := crawler.LastRunOf(st, d.ID)
			if err != nil {
				return nil, err
			}
			brk, err := crawler.BreakerOf(st, d.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, server.Portal{ID: d.ID, Name: d.Name, English: d.English, Home: d.Home, Covers: d.Covers, Tier: d.Tier,
				Mode: modeName(d.Mode), On: d.Default == "on", Why: d.Why, Verified: d.Verified,
				LastRun: last.Ended, LastSuccess: last.Success, Until: brk.Until, Reasons: last.Summary.Reasons})
		}
		slices.SortFunc(out, func(a, b server.Portal) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.ID, b.ID)) })
		return out, nil
	}
}

// rank puts the portals that are on first, the imported ones last.
func rank(p server.Portal) int {
	switch {
	case p.Mode == "import-only":
		return 2
	case !p.On:
		return 1
	}
	return 0
}

// known gives the definitions that the coverage page lists: all built-in
// ones, and those of this run beside them.
func known(defs []*portal.Definition) []*portal.Definition {
	if len(defs) == 0 {
		defs, _ = portal.Load(reference.PortalFS()) // their test proves that they load
	}
	return defs
}
