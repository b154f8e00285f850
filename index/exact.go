package index

import (
	"bytes"
	"context"
	"runtime/debug"
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
	words [][]byte // the words it is made of when it stands alone
	glued []bool   // by word: nothing stands between it and the one before
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
	return common(lists), nil
}

// prefix gives the documents that hold any term with a prefix.
func (s *segmentView) prefix(field string, p []byte) (*roaring.Bitmap, error) {
	end := append([]byte{}, p...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			break
		}
	}
	var lists []*roaring.Bitmap
	it := s.terms[field].AutomatonIterator(nil, p, end)
	for {
		e, err := it.Next()
		if err != nil {
			return nil, damage(err, "read terms of %s", field)
		}
		if e == nil {
			return roaring.FastOr(lists...), nil
		}
		bm, err := s.postings(field, []byte(e.Term))
		if err != nil {
			return nil, err
		}
		if bm != nil {
			lists = append(lists, bm)
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

// lookup is what is known of one exact string in one segment.
type lookup struct {
	may   *roaring.Bitmap // documents that may hold it
	holds *roaring.Bitmap // documents that do; of those that the query needs
	open  *roaring.Bitmap // documents to be checked
	known *roaring.Bitmap // documents that every use of the string finds by words anyhow
	whole bool            // whether that is all of them
}

// look finds what the index says of a string, for documents that the query may
// give at all.
func (x *exact) look(s *segmentView, within *roaring.Bitmap, l *lookup) error {
	if x.sure() {
		l.holds = l.may
		return nil
	}
	l.holds, l.open = roaring.New(), roaring.New()
	if checked := s.checked.get(x.key()); checked != nil {
		l.holds = checked
		return nil
	}
	all := l.may.Clone()
	if s.deleted != nil {
		all.AndNot(s.deleted)
	}
	if sure, err := x.sureWords(s); err != nil {
		return err
	} else if sure != nil {
		l.holds = roaring.And(all, sure)
		all.AndNot(l.holds)
	}
	l.open = roaring.And(all, within)
	l.open.AndNot(l.known)
	l.whole = l.open.GetCardinality() == all.GetCardinality()
	return nil
}

func (x *exact) key() string { return string(rune('0'+x.scope)) + x.text }

// check reads the documents that are open for any of the strings, each once,
// and decides them.
func check(ctx context.Context, s *segmentView, looks map[*exact]*lookup) error {
	open := roaring.New()
	for _, l := range looks {
		if l.open != nil {
			open.Or(l.open)
		}
	}
	if open.IsEmpty() {
		return nil
	}
	docs := open.ToArray()
	results := make([]map[*exact][]uint32, (len(docs)+checkChunk-1)/checkChunk)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(checkers)
	for i := range results {
		g.Go(func() (err error) {
			results[i], err = checkSome(ctx, s, docs[i*checkChunk:min((i+1)*checkChunk, len(docs))], looks)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for x, l := range looks {
		if l.open == nil {
			continue
		}
		for _, r := range results {
			l.holds.AddMany(r[x])
		}
		if l.whole && l.open.GetCardinality() >= worthKeeping {
			s.checked.put(x.key(), l.holds)
		}
	}
	return nil
}

// checkers bounds how many texts are checked at the same time, checkChunk is
// how many a checker takes at once.
const (
	checkers   = 4
	checkChunk = 256
)

func checkSome(ctx context.Context, s *segmentView, docs []uint32, looks map[*exact]*lookup) (found map[*exact][]uint32, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if bad := recover(); bad != nil {
			err = panicked(bad)
		}
	}()
	found = map[*exact][]uint32{}
	var buf []byte
	for _, d := range docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, err := s.kept(d, buf)
		if err != nil {
			return nil, damage(err, "read document %d", d)
		}
		for x, l := range looks {
			if l.open != nil && l.open.Contains(d) && bytes.Contains(x.scope.of(text), []byte(x.text)) {
				found[x] = append(found[x], d)
			}
		}
		buf = text
	}
	return found, nil
}

// kept gives the exact text of a document, in buf when it has room.
func (s *segmentView) kept(doc uint32, buf []byte) (text []byte, err error) {
	visit := s.segment.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldKept {
			text, err = unpack(value, buf)
			return false
		}
		return true
	})
	if err == nil {
		err = visit
	}
	return text, err
}
