package index

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

	"zhongbiao/index/segment"
)

// exact is a string that is to be found wherever it occurs, whatever words it
// is part of, and nowhere else.
//
// The index gives the documents that hold all of its pairs of neighbouring
// characters. For a string of one or two characters those are the answer.
// For a longer one they are candidates; those that hold the whole string as a
// word (大模型) are sure, and only the texts of the others are read.
type exact struct {
	text  string // in tight form
	scope scope
	grams [][]byte // pairs of characters
	words [][]byte // the words it is made of when it stands alone, for ranking
	first []byte   // for a string of one character: that character
}

// newExact gives nil for a string with nothing to find in it.
func newExact(text string, s scope) *exact {
	x := &exact{text: segment.Tight(text).Text, scope: s}
	if x.text == "" {
		return nil
	}
	n := utf8.RuneCountInString(x.text)
	if n == 1 {
		x.first = []byte(x.text)
		return x
	}
	seen := map[string]bool{}
	for i := range x.text {
		_, a := utf8.DecodeRuneInString(x.text[i:])
		_, b := utf8.DecodeRuneInString(x.text[i+a:])
		if g := x.text[i : i+a+b]; b > 0 && !seen[g] {
			seen[g] = true
			x.grams = append(x.grams, []byte(g))
		}
	}
	return x
}

// sure tells whether the candidates need no check.
func (x *exact) sure() bool { return x.scope == anywhere && len(x.grams) <= 1 }

// candidates gives the documents that may hold the string. The bitmap is the
// caller's.
func (x *exact) candidates(s *segmentView) (*roaring.Bitmap, error) {
	if x.first != nil {
		return s.prefix(fieldGrams, x.first)
	}
	lists := make([]*roaring.Bitmap, 0, len(x.grams))
	for _, g := range x.grams {
		bm, err := s.postings(fieldGrams, g)
		if bm == nil || err != nil {
			return roaring.New(), err
		}
		lists = append(lists, bm)
	}
	if len(lists) == 1 {
		return lists[0].Clone(), nil
	}
	return roaring.FastAnd(lists...), nil
}

// prefix gives the documents that hold any term with a prefix.
func (s *segmentView) prefix(field string, p []byte) (*roaring.Bitmap, error) {
	end := append([]byte{}, p...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			break
		}
	}
	out := roaring.New()
	it := s.terms[field].AutomatonIterator(nil, p, end)
	for {
		e, err := it.Next()
		if e == nil || err != nil {
			return out, err
		}
		bm, err := s.postings(field, []byte(e.Term))
		if err != nil {
			return nil, err
		}
		if bm != nil {
			out.Or(bm)
		}
	}
}

// sureWords gives the documents that hold the string as a word, by the field of the scope.
func (x *exact) sureWords(s *segmentView) (*roaring.Bitmap, error) {
	switch x.scope {
	case anywhere:
		return s.postings(fieldWords, []byte(x.text))
	case inTitle:
		return s.postings(fieldTitles, []byte(x.text))
	}
	return nil, nil
}

// find gives the documents of a segment that hold the string. Those in known
// are in the answer anyhow and not checked again.
func (x *exact) find(ctx context.Context, s *segmentView, known *roaring.Bitmap) (*roaring.Bitmap, error) {
	docs, err := x.candidates(s)
	if err != nil || x.sure() || docs.IsEmpty() {
		return docs, err
	}
	if s.deleted != nil {
		docs.AndNot(s.deleted)
	}
	found := roaring.New()
	if sure, err := x.sureWords(s); err != nil {
		return nil, err
	} else if sure != nil {
		found = roaring.And(docs, sure)
		docs.AndNot(found)
	}
	if known != nil {
		docs.AndNot(known)
	}
	key := string(rune(x.scope)) + x.text
	whole := known == nil || known.IsEmpty()
	if checked := s.checked.get(key); whole && checked != nil {
		found.Or(checked)
		return found, nil
	}
	checked, err := x.check(ctx, s, docs)
	if err != nil {
		return nil, err
	}
	if whole && docs.GetCardinality() >= worthKeeping {
		s.checked.put(key, checked)
	}
	found.Or(checked)
	return found, nil
}

// checkedCache keeps which documents of a segment hold a string, for strings
// that were dear to check. A segment never changes, so an answer holds as long
// as the segment lives; documents deleted meanwhile are taken out later.
type checkedCache struct {
	mu    sync.Mutex
	found map[string]*roaring.Bitmap
}

const (
	worthKeeping = 1000 // documents checked
	maxKept      = 64   // strings per segment
)

func (c *checkedCache) get(key string) *roaring.Bitmap {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.found[key]
}

func (c *checkedCache) put(key string, found *roaring.Bitmap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found == nil {
		c.found = map[string]*roaring.Bitmap{}
	}
	for k := range c.found { // any: the order of maps is random
		if len(c.found) < maxKept {
			break
		}
		delete(c.found, k)
	}
	found.RunOptimize()
	c.found[key] = found
}

// check looks for the string in the texts of documents.
func (x *exact) check(ctx context.Context, s *segmentView, docs *roaring.Bitmap) (*roaring.Bitmap, error) {
	list := docs.ToArray()
	hit := make([]bool, len(list))
	g, ctx := errgroup.WithContext(ctx)
	const chunk = 64
	g.SetLimit(checkers)
	for from := 0; from < len(list); from += chunk {
		g.Go(func() error {
			var buf []byte
			for i := from; i < min(from+chunk, len(list)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				ok, err := s.holds(list[i], x, &buf)
				if err != nil {
					return fmt.Errorf("read document %d: %w", list[i], err)
				}
				hit[i] = ok
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := roaring.New()
	for i, ok := range hit {
		if ok {
			out.Add(list[i])
		}
	}
	return out, nil
}

// checkers bounds how many texts are checked at the same time.
const checkers = 4

// holds tells whether a document's exact text holds the string. buf is room
// for the text.
func (s *segmentView) holds(doc uint32, x *exact, buf *[]byte) (ok bool, err error) {
	visit := s.segment.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != fieldKept {
			return true
		}
		if *buf, err = unpack(value, *buf); err == nil {
			ok = bytes.Contains(x.scope.of(*buf), []byte(x.text))
		}
		return false
	})
	if err == nil {
		err = visit
	}
	return ok, err
}
