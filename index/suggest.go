package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/index/query"
	"zhongbiao/index/segment"
)

// Suggestion is a name or word that what was typed may become.
type Suggestion struct {
	Text     string
	Field    query.FieldName // buyer, supplier, or "" for a word of the field
	Projects int             // counted projects of that buyer or supplier
}

// Suggest completes what a user has typed so far: the buyers and suppliers
// whose name contains it, those with most projects first, then words of the
// field that begin with it.
func (ix *Index) Suggest(ctx context.Context, typed string, limit int) ([]Suggestion, error) {
	key := fold(typed)
	if s := simplified(typed); s != "" {
		key = fold(s)
	}
	if key == "" || limit <= 0 {
		return nil, ctx.Err()
	}
	if err := ix.wait(ctx); err != nil {
		return nil, err
	}
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.closed {
		return nil, ErrClosed
	}
	out := ix.cols.suggestNames(key)
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Projects, a.Projects), cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.Text, b.Text))
	})
	for _, w := range reference.UserWordList() {
		if strings.HasPrefix(w.Word, key) && w.Word != key {
			out = append(out, Suggestion{Text: w.Word})
		}
	}
	return out[:min(limit, len(out))], ctx.Err()
}

// suggestNames counts the projects of the names that contain key.
func (c *columns) suggestNames(key string) []Suggestion {
	set := c.names.containing([]string{key}, false)
	buyers, suppliers := map[uint32]int{}, map[uint32]int{}
	for o := range c.projects {
		p := &c.projects[o]
		if !p.is(flagCounted) {
			continue
		}
		if set.has(p.buyerName) {
			buyers[p.buyerName]++
		}
		names := c.supplierNames(p)
		for i := 0; i < len(names); i += 3 {
			if set.has(names[i]) && !slices.Contains(every3(names[:i]), names[i]) {
				suppliers[names[i]]++
			}
		}
	}
	var out []Suggestion
	for id, n := range buyers {
		out = append(out, Suggestion{c.names.shown[id], query.FieldBuyer, n})
	}
	for id, n := range suppliers {
		out = append(out, Suggestion{c.names.shown[id], query.FieldSupplier, n})
	}
	return out
}

// maxMeant bounds the suggestions for a query that found nothing.
const maxMeant = 3

// didYouMean gives queries that may have been meant by one that found nothing:
// with one of its words replaced by a near word or name that some notice has,
// or looked for as a string instead of as a word.
func (ix *Index) didYouMean(ctx context.Context, f Filter) []string {
	expr, err := query.Parse(f.Q)
	if err != nil {
		return nil
	}
	var out []string
	for _, t := range expr.Terms() {
		if t.Op != query.Word || len(out) >= maxMeant {
			continue
		}
		for _, w := range append(ix.nearWords(t.Text), query.Quote(t.Text)) {
			q := strings.Replace(f.Q, t.Text, w, 1)
			if len(out) < maxMeant && !slices.Contains(out, q) && ix.finds(ctx, f, q) {
				out = append(out, q)
			}
		}
	}
	return out
}

func (ix *Index) finds(ctx context.Context, f Filter, q string) bool {
	f.Q = q
	found := false
	err := ix.run(ctx, f, Request{}, func(s *search) error {
		found = len(s.k.found) > 0
		return nil
	})
	return err == nil && found
}

// nearWords lists words of the field, and pieces of names, that differ from
// text by one character.
func (ix *Index) nearWords(text string) []string {
	key := []rune(fold(text))
	if len(key) < 2 || len(key) > 20 {
		return nil
	}
	counts := map[string]int{}
	for _, w := range reference.UserWordList() {
		if query.Near(string(key), w.Word) && (len(key) > 2 || len([]rune(w.Word)) > 2) {
			counts[w.Word] += 2
		}
	}
	if len(key) >= 3 {
		ix.mu.RLock()
		for _, name := range ix.cols.names.folded {
			if w := nearPiece([]rune(name), key); w != "" {
				counts[w]++
			}
		}
		ix.mu.RUnlock()
	}
	out := make([]string, 0, len(counts))
	for w := range counts {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), 2*maxMeant)]
}

// nearPiece gives the piece of a name that has all characters of key in their
// places but one.
func nearPiece(name, key []rune) string {
	for i := 0; i+len(key) <= len(name); i++ {
		wrong := 0
		for j, r := range key {
			if name[i+j] != r {
				if wrong++; wrong > 1 {
					break
				}
			}
		}
		if wrong == 1 {
			return string(name[i : i+len(key)])
		}
	}
	return ""
}

// standing are words that every title has; they say nothing of a project.
var standing = map[string]bool{"采购": true, "项目": true, "公告": true, "公示": true, "结果": true, "中标": true, "成交": true, "中选": true, "服务": true, "建设": true, "关于": true, "的": true}

// maxRelatedWords bounds the query that looks for related projects.
const maxRelatedWords = 12

// Related gives up to limit counted projects that are most like the one given:
// their titles share its rarer words. The project itself is left out, and an
// unknown one is store.ErrNotFound.
func (ix *Index) Related(ctx context.Context, id data.ProjectID, limit int) ([]Hit, error) {
	p, err := ix.src.Project(id)
	if err != nil {
		return nil, err
	}
	if err := waitForWords(ctx); err != nil {
		return nil, err
	}
	// The buyer stands in most titles; what is bought is what makes them alike.
	title := cmp.Or(p.Name, p.Title)
	if p.Buyer != "" {
		title = strings.ReplaceAll(title, p.Buyer, " ")
	}
	words, err := segment.Cut(title)
	if err != nil {
		return nil, nil //nolint:nilerr // a title without words is like no other
	}
	expr := &query.Expr{Op: query.Or}
	seen := map[string]bool{}
	for _, w := range words {
		if len([]rune(w.Text)) < 2 || standing[w.Text] || seen[w.Text] || len(expr.Kids) == maxRelatedWords {
			continue
		}
		seen[w.Text] = true
		expr.Kids = append(expr.Kids, &query.Expr{Op: query.Field, Pred: query.Pred{Field: query.FieldTitle, Values: []string{w.Text}}})
	}
	if len(expr.Kids) == 0 {
		return nil, nil
	}
	limited, cancel := context.WithTimeout(ctx, ix.o.Timeout)
	defer cancel()
	var res *Result
	err = ix.runExpr(limited, Filter{Sort: query.SortRelevance, Exact: true}, expr, Request{}, func(s *search) (err error) {
		res, err = s.result(limited, Request{Limit: limit + 1})
		return err
	})
	if err != nil {
		return nil, err
	}
	hits := slices.DeleteFunc(res.Hits, func(h Hit) bool { return h.Project == p.ID })
	return hits[:min(limit, len(hits))], nil
}
