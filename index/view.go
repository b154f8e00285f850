package index

import (
	"errors"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	seg "github.com/blevesearch/scorch_segment_api/v2"

	bindex "github.com/blevesearch/bleve_index_api"

	"zhongbiao/data"
)

// view is one state of the bleve index: its segments, and for each which
// notice every document is.
type view struct {
	reader   bindex.IndexReader
	segments []*segmentView
}

// segmentView is one segment. notices maps document numbers to ordinals.
type segmentView struct {
	segment seg.Segment
	deleted *roaring.Bitmap // nil for none
	notices []uint32
	terms   map[string]*dictionary
	checked *checkedCache
}

// errStructure is for an index that is not made as bleve v2 makes it.
var errStructure = errors.New("index is not of bleve's scorch kind")

// newView looks at the present state of idx. Document maps of segments that
// are in old as well are taken from there: segments never change.
func newView(idx bleve.Index, old *view, ordinal func(data.NoticeID) uint32) (v *view, err error) {
	adv, err := idx.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := adv.Reader()
	if err != nil {
		return nil, err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if bad := recover(); bad != nil {
			v, err = nil, panicked(bad)
		}
		if err != nil {
			reader.Close()
		}
	}()
	snap, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errStructure
	}
	known := map[seg.Segment]*segmentView{}
	if old != nil {
		for _, s := range old.segments {
			known[s.segment] = s
		}
	}
	v = &view{reader: reader}
	for _, s := range snap.Segments() {
		sv := &segmentView{segment: s.Segment(), deleted: s.Deleted(), terms: map[string]*dictionary{}, checked: &checkedCache{}}
		if old, ok := known[s.Segment()]; ok {
			sv.notices, sv.checked = old.notices, old.checked
		} else {
			if sv.notices, err = mapDocuments(s.Segment(), ordinal); err != nil {
				return nil, err
			}
		}
		for _, f := range []string{fieldWords, fieldTitles, fieldNames, fieldGrams} {
			d, err := s.Segment().Dictionary(f)
			if err != nil {
				return nil, damage(err, "read dictionary of %s", f)
			}
			sv.terms[f] = &dictionary{TermDictionary: d}
		}
		v.segments = append(v.segments, sv)
	}
	return v, nil
}

func (v *view) close() {
	if v != nil {
		v.reader.Close()
	}
}

func (v *view) sameSegments(w *view) bool {
	return v != nil && w != nil && slices.EqualFunc(v.segments, w.segments, func(a, b *segmentView) bool { return a.segment == b.segment })
}

// documents is how many there are, deleted ones not counted.
func (v *view) documents() uint64 {
	n, _ := v.reader.DocCount()
	return n
}

// mapDocuments reads which notice each document of a segment is.
func mapDocuments(s seg.Segment, ordinal func(data.NoticeID) uint32) ([]uint32, error) {
	out := make([]uint32, s.Count())
	for i := range out {
		id, err := s.DocID(uint64(i))
		if err != nil {
			return nil, damage(err, "read id of document %d", i)
		}
		out[i] = ordinal(data.NoticeID(id))
	}
	return out, nil
}

// dictionary is the terms of a field in a segment. Looking one up uses room of
// the dictionary's own, so that only one search may do it at a time.
type dictionary struct {
	seg.TermDictionary
	mu sync.Mutex
}

func (d *dictionary) postings(term []byte) (seg.PostingsList, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.PostingsList(term, nil, nil)
}

// postings gives the documents with a term, nil for none. The bitmap may lie
// in the segment's own memory: it must not be changed or kept.
func (s *segmentView) postings(field string, term []byte) (*roaring.Bitmap, error) {
	list, err := s.terms[field].postings(term)
	if err != nil {
		return nil, damage(err, "look up %q in %s", term, field)
	}
	if list.Count() == 0 {
		return nil, nil
	}
	it, ok := list.Iterator(false, false, false, nil).(seg.OptimizablePostingsIterator)
	if !ok {
		return nil, errStructure
	}
	if doc, one := it.DocNum1Hit(); one {
		return roaring.BitmapOf(uint32(doc)), nil
	}
	return it.ActualBitmap(), nil
}
