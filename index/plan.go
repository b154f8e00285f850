package index

import (
	"errors"
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/index/query"
	"zhongbiao/index/segment"
)

// node is a part of a compiled query.
type node struct {
	op    query.Op
	kids  []*node
	alts  []*alternative               // of a Word or Phrase: any of them
	test  func(*notice, *project) bool // of a Field
	rank  int                          // of a Word or Phrase that ranks: its number from 1, else 0
	scope scope
}

// alternative is one way in which a word or phrase may be found.
type alternative struct {
	parts []part // all of them
	exact *exact // as a string, nil for not at all
}

// part is one word of an alternative, in any of its ways.
type part []option

// option is a word, or the string that stands in place of one.
type option struct {
	word  []byte
	exact *exact
}

// strings lists the strings among the parts.
func (a *alternative) strings() (out []*exact) {
	for _, p := range a.parts {
		for _, o := range p {
			if o.exact != nil {
				out = append(out, o.exact)
			}
		}
	}
	return out
}

// compiler makes the nodes of one query.
type compiler struct {
	view     *view
	cols     *columns
	synonyms bool
	ranks    int
	marks    marks
	exacts   map[string]*exact // by key
}

func (c *compiler) compile(e *query.Expr, ranked bool) (*node, error) {
	if e == nil {
		return nil, nil
	}
	n := &node{op: e.Op}
	switch e.Op {
	case query.Word:
		return c.text(e.Text, false, anywhere, ranked)
	case query.Phrase:
		return c.text(e.Text, true, anywhere, ranked)
	case query.Field:
		return c.field(e.Pred, ranked)
	}
	if e.Op == query.Not { // 电信 -中国电信: what is left out is what was typed, not what means the same
		defer func(on bool) { c.synonyms = on }(c.synonyms)
		c.synonyms = false
	}
	for _, k := range e.Kids {
		kid, err := c.compile(k, ranked && e.Op != query.Not)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	return n, nil
}

// written lists text and what it is in simplified characters.
func written(text string) []string {
	if s := simplified(text); s != "" {
		return []string{text, s}
	}
	return []string{text}
}

// variants lists the names to look for in place of a name: as written, and
// unless it is exact its synonyms.
func (c *compiler) variants(text string, exact bool) []string {
	out := written(text)
	if !exact {
		for _, s := range c.meaning(out) {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// meaning lists the synonyms of texts, when they are on.
func (c *compiler) meaning(texts []string) (out []string) {
	if !c.synonyms {
		return nil
	}
	for _, t := range texts {
		out = append(out, synonymsOf(t)...)
	}
	return out
}

func (c *compiler) text(text string, phrase bool, s scope, ranked bool) (*node, error) {
	n := &node{op: query.Word, scope: s}
	if ranked {
		c.ranks++
		n.rank = c.ranks
	}
	add := func(a *alternative, err error) error {
		if a != nil {
			n.alts = append(n.alts, a)
			if ranked {
				c.marks.add(a)
			}
		}
		return err
	}
	own := written(text)
	for _, v := range own {
		if err := add(c.alternative(v, phrase, s)); err != nil {
			return nil, err
		}
	}
	if phrase {
		return n, nil
	}
	for _, v := range c.meaning(own) {
		if o, err := c.name(v, s); err != nil {
			return nil, err
		} else if o != nil && !slices.Contains(own, v) {
			_ = add(o.alone(), nil)
		}
	}
	return n, nil
}

// exact makes each string once, so that it is looked up once.
func (c *compiler) exact(text string, s scope) (*exact, error) {
	x := newExact(text, s)
	if x == nil {
		return nil, nil
	}
	if old, ok := c.exacts[x.key()]; ok {
		return old, nil
	}
	words, err := segment.CutNormal(segment.Normalize(text).Text, false)
	if err != nil && !errors.Is(err, segment.ErrNoWords) {
		return nil, err
	}
	for i, w := range words {
		x.words = append(x.words, []byte(w.Text))
		x.glued = append(x.glued, i > 0 && w.Start == words[i-1].End)
	}
	if c.exacts == nil {
		c.exacts = map[string]*exact{}
	}
	c.exacts[x.key()] = x
	return x, nil
}

// alternative decides how to find one string. A phrase is found as a string.
// Other text is found by its words; when it is more than one word, or one that
// no dictionary knows, it is found as a string as well, for the characters of
// a query may be cut otherwise than the same characters in a text. A single
// known word is not: 国电 is no part of 中国电信. A single character is found
// wherever it stands.
func (c *compiler) alternative(text string, phrase bool, s scope) (*alternative, error) {
	x, err := c.exact(text, s)
	if x == nil || err != nil {
		return nil, err
	}
	if phrase || len(x.words) == 0 || x.first != nil {
		return &alternative{exact: x}, nil
	}
	if len(x.words) == 1 {
		a := &alternative{parts: []part{{{word: x.words[0]}}}}
		if !segment.Known(string(x.words[0])) {
			a.exact = x
		}
		return a, nil
	}
	parts, err := c.parts(x)
	return &alternative{parts: parts, exact: x}, err
}

// field compiles a condition on a field.
func (c *compiler) field(p query.Pred, ranked bool) (*node, error) {
	switch p.Field {
	case query.FieldTitle:
		return c.text(p.Values[0], p.Exact, inTitle, ranked)
	case query.FieldNumber:
		return c.text(p.Values[0], true, inNumber, ranked)
	}
	return &node{op: query.Field, test: c.test(p)}, nil
}

// test gives the condition as a function of rows.
func (c *compiler) test(p query.Pred) func(*notice, *project) bool {
	switch p.Field {
	case query.FieldBuyer, query.FieldSupplier, query.FieldAgency:
		return c.nameTest(p)
	case query.FieldKind:
		m := mask(kinds, p.Values)
		return func(n *notice, _ *project) bool { return m&(1<<n.kind) != 0 }
	case query.FieldPortal:
		set := c.cols.names.containing(slices.Clone(p.Values), true)
		return func(n *notice, _ *project) bool { return set.has(n.portal) }
	case query.FieldMethod:
		set := c.cols.names.containing(slices.Clone(p.Values), p.Exact)
		return func(_ *notice, r *project) bool { return set.has(r.method) }
	case query.FieldRegion:
		in := regionTest(p.Values)
		return func(_ *notice, r *project) bool { return in(r.region) }
	case query.FieldAmount:
		return func(_ *notice, r *project) bool { return r.is(flagDisclosed) && r.fen >= p.Min && r.fen <= p.Max }
	case query.FieldDate:
		lo, hi := data.Day(p.Min), data.Day(min(p.Max, 1<<31-1))
		return func(_ *notice, r *project) bool { return r.day >= lo && r.day <= hi }
	case query.FieldSOE:
		return func(_ *notice, r *project) bool { return r.is(flagSOE) == p.Yes }
	case query.FieldIntra:
		return func(_ *notice, r *project) bool { return r.is(flagIntra) == p.Yes }
	}
	return enumTest(p)
}

// enumTest tests an enumeration of projects.
func enumTest(p query.Pred) func(*notice, *project) bool {
	switch p.Field {
	case query.FieldIndustry:
		m := mask(industries, p.Values)
		return func(_ *notice, r *project) bool { return m&(1<<r.industry) != 0 }
	case query.FieldScene:
		m := mask(industries, p.Values)
		return func(_ *notice, r *project) bool { return m&(1<<r.scene) != 0 }
	case query.FieldCategory:
		m := mask(categories, p.Values)
		return func(_ *notice, r *project) bool { return m&(1<<r.category) != 0 }
	case query.FieldRelevance:
		m := mask(relevances, p.Values)
		return func(_ *notice, r *project) bool { return m&(1<<r.relevance) != 0 }
	}
	m := mask(stages, p.Values)
	return func(_ *notice, r *project) bool { return m&(1<<r.stage) != 0 }
}

// nameTest tests the names of an organisation.
func (c *compiler) nameTest(p query.Pred) func(*notice, *project) bool {
	var values []string
	for _, v := range p.Values {
		values = append(values, c.variants(v, p.Exact)...)
	}
	find := c.cols.names.speaking
	if p.Exact {
		find = func(v []string) nameSet { return c.cols.names.containing(v, true) }
	}
	set := find(values)
	switch p.Field {
	case query.FieldBuyer:
		return func(_ *notice, r *project) bool {
			return set.has(r.buyer) || set.has(r.buyerName) || set.has(r.buyerKin)
		}
	case query.FieldAgency:
		return func(_ *notice, r *project) bool { return set.has(r.agency) }
	}
	return func(_ *notice, r *project) bool { return c.cols.hasSupplier(r, set) }
}

func (c *columns) hasSupplier(p *project, set nameSet) bool {
	for _, id := range c.supplierNames(p) {
		if set.has(id) {
			return true
		}
	}
	return false
}

// regionTest tells whether a region lies in one of those given.
func regionTest(codes []string) func(int32) bool {
	type span struct{ lo, hi int32 }
	var spans []span
	for _, code := range codes {
		if code == query.None {
			spans = append(spans, span{-1 << 31, 99999}) // as provinceCode gives "" for
			continue
		}
		var lo int32
		for _, d := range code {
			lo = lo*10 + d - '0'
		}
		hi := lo
		switch {
		case strings.HasSuffix(code, "0000"):
			hi += 9999
		case strings.HasSuffix(code, "00"):
			hi += 99
		}
		spans = append(spans, span{lo, hi})
	}
	return func(r int32) bool {
		for _, s := range spans {
			if r >= s.lo && r <= s.hi {
				return true
			}
		}
		return false
	}
}
