package index

import (
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"

	"zhongbiao/data"
)

// note keeps what ranking needs: where the words were found, and how rare they
// are. A phrase counts as in the title when all its words are.
func (e *evaluator) note(n *node, found *roaring.Bitmap) error {
	r := ranked3{found: found.Clone(), titles: roaring.New(), names: roaring.New(), having: e.ranks[n.rank-1].having}
	for _, a := range n.alts {
		parts := a.parts
		if parts == nil {
			parts = []part{{{exact: a.exact}}}
		}
		t, err := e.parts(fieldTitles, parts, e.byWords(fieldTitles))
		if err != nil {
			return err
		}
		r.titles.Or(t)
		o, err := e.parts(fieldNames, parts, e.byWords(fieldNames))
		if err != nil {
			return err
		}
		r.names.Or(o)
	}
	e.ranks[n.rank-1] = r
	return nil
}

// rarity is about twice the binary logarithm of all over those that have it.
// It is a whole number, so that it seldom changes as notices are added, and a
// page of results fits to the one before.
func rarity(all, having uint64) float32 {
	if having == 0 {
		return 0
	}
	r := all / having
	n := bits.Len64(r)
	if n > 1 && r&(1<<(n-2)) != 0 { // the half step
		return float32(2*n) / 2
	}
	return float32(2*n-1) / 2
}

// The weights of ranking, explained in the package comment.
const (
	titleExtra  = 2   // on top of 1 for being found at all
	nameExtra   = 1   //
	awardExtra  = 0.1 // of an award notice
	perYear     = 0.2 // of recency
	recencyFrom = 2015
)

// addTo adds what one word or phrase is worth to the scores of documents.
func (r ranked3) addTo(x *scratch, docs *roaring.Bitmap) {
	if r.found == nil || r.weight == 0 {
		return
	}
	for _, part := range []struct {
		in     *roaring.Bitmap
		factor float32
	}{{r.found, 1}, {r.titles, titleExtra}, {r.names, nameExtra}} {
		if part.in.IsEmpty() {
			continue
		}
		add := part.factor * r.weight
		it := roaring.And(part.in, docs).ManyIterator()
		for n := it.NextMany(x.buf); n > 0; n = it.NextMany(x.buf) {
			for _, d := range x.buf[:n] {
				x.scores[d] += add
			}
		}
	}
}

var kindAward = kinds.code(string(data.KindAward))

// age is what a notice gains by being recent and an award.
func (s *search) age(n uint32) float32 {
	row := &s.ix.cols.notices[n]
	years := float32(int(row.day)/10000-recencyFrom) + float32(int(row.day)/100%100)/12
	score := perYear * max(0, min(years, 50))
	if row.kind == kindAward {
		score += awardExtra
	}
	return score
}
