package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type parser struct {
	toks    []token
	i       int
	clauses int
	depth   int
}

// Parse reads a query. The empty query gives nil: it matches everything. Any
// other error is an *Error that names the place and says what to do.
func Parse(q string) (*Expr, error) {
	if n := utf8.RuneCountInString(q); n > MaxChars {
		return nil, newError("long", MaxChars+1, n, MaxChars)
	}
	toks, lerr := lex(q)
	if lerr != nil {
		return nil, lerr
	}
	if len(toks) == 1 {
		if strings.TrimFunc(q, isBlank) != "" {
			return nil, newError("nothing", 1)
		}
		return nil, nil
	}
	p := &parser{toks: toks}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind == tokClose {
		return nil, newError("close", t.pos)
	}
	if e == nil {
		return nil, newError("nothing", 1)
	}
	return e, nil
}

func (p *parser) peek() token { return p.toks[p.i] }

func (p *parser) take() token {
	t := p.toks[p.i]
	if t.kind != tokEnd {
		p.i++
	}
	return t
}

// or reads alternatives: and (OR and)*.
func (p *parser) or() (*Expr, *Error) {
	var kids []*Expr
	for {
		start := p.peek()
		e, err := p.and()
		if err != nil {
			return nil, err
		}
		op := p.peek()
		if e == nil && (op.kind == tokOr || len(kids) > 0) {
			if op.kind != tokOr {
				op = p.toks[max(p.i-1, 0)]
			}
			return nil, newError("operator", op.pos, op.text)
		}
		kids = append(kids, e)
		if op.kind != tokOr {
			return group(Or, kids, start.pos), nil
		}
		p.take()
	}
}

// and reads everything up to an OR, a closing parenthesis or the end.
func (p *parser) and() (*Expr, *Error) {
	var kids []*Expr
	start := p.peek().pos
	for {
		switch t := p.peek(); t.kind {
		case tokOr, tokClose, tokEnd:
			return group(And, kids, start), nil
		case tokAnd:
			p.take()
			if k := p.peek().kind; len(kids) == 0 || k == tokOr || k == tokClose || k == tokEnd || k == tokAnd {
				return nil, newError("operator", t.pos, t.text)
			}
		default:
			e, err := p.unary()
			if err != nil {
				return nil, err
			}
			if e != nil {
				kids = append(kids, e)
			}
		}
	}
}

// group joins expressions; one alone stays itself.
func group(op Op, kids []*Expr, pos int) *Expr {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &Expr{Op: op, Kids: kids, Pos: pos}
}

func (p *parser) clause(pos int) *Error {
	if p.clauses++; p.clauses > MaxClauses {
		return newError("clauses", pos, MaxClauses)
	}
	return nil
}

// unary reads one condition with the signs before it. It gives nil for a word
// of nothing but signs, which says nothing.
func (p *parser) unary() (*Expr, *Error) {
	t := p.take()
	switch t.kind {
	case tokNot:
		return p.not(t)
	case tokOpen:
		return p.group(t)
	case tokField:
		return p.field(t)
	case tokPhrase:
		if strings.TrimFunc(t.text, isBlank) == "" {
			return nil, newError("phrase", t.pos)
		}
		return &Expr{Op: Phrase, Text: t.text, Pos: t.pos}, p.clause(t.pos)
	}
	if !strings.ContainsFunc(t.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return nil, nil
	}
	return &Expr{Op: Word, Text: t.text, Pos: t.pos}, p.clause(t.pos)
}

func (p *parser) not(t token) (*Expr, *Error) {
	switch p.peek().kind {
	case tokEnd, tokOr, tokAnd, tokClose:
		return nil, newError("not", t.pos)
	}
	if p.depth++; p.depth > maxDepth {
		return nil, newError("deep", t.pos, maxDepth)
	}
	e, err := p.unary()
	p.depth--
	if err != nil || e == nil {
		return nil, err
	}
	return &Expr{Op: Not, Kids: []*Expr{e}, Pos: t.pos}, nil
}

func (p *parser) group(t token) (*Expr, *Error) {
	if p.depth++; p.depth > maxDepth {
		return nil, newError("deep", t.pos, maxDepth)
	}
	e, err := p.or()
	p.depth--
	if err != nil {
		return nil, err
	}
	if p.take().kind != tokClose {
		return nil, newError("open", t.pos)
	}
	if e == nil {
		return nil, newError("empty-group", t.pos)
	}
	return e, nil
}

// field reads the value after a field's name: a word, a phrase, or
// alternatives in parentheses.
func (p *parser) field(t token) (*Expr, *Error) {
	f, ok := fieldByName(t.text)
	if !ok {
		if n := nearField(t.text); n != "" {
			return nil, newError("field", t.pos, t.text, "did you mean "+n+"?", "是否指"+n+"？")
		}
		return nil, newError("field", t.pos, t.text, "fields are buyer, supplier, title, number, industry, region, kind, category, portal, amount, date, soe; to find the word itself put it in quotation marks",
			"可用字段：采购人、供应商、标题、编号、行业、地区、公告类型、类型、来源、金额、日期、央国企；查找这个词请加引号")
	}
	v := p.peek()
	if v.kind == tokOpen && v.glued {
		return p.fieldGroup(t, f)
	}
	if !v.glued && v.kind != tokPhrase && v.kind != tokWord {
		return nil, newError("missing", t.pos, t.text)
	}
	switch v.kind {
	case tokWord, tokPhrase:
		p.take()
		return p.pred(f, v.text, v.kind == tokPhrase, v.pos)
	}
	return nil, newError("missing", t.pos, t.text)
}

// fieldGroup reads field:(a OR b c "d"): any of the values.
func (p *parser) fieldGroup(t token, f FieldName) (*Expr, *Error) {
	open := p.take()
	var kids []*Expr
	for {
		switch v := p.take(); v.kind {
		case tokWord, tokPhrase:
			e, err := p.pred(f, v.text, v.kind == tokPhrase, v.pos)
			if err != nil {
				return nil, err
			}
			kids = append(kids, e)
		case tokOr:
		case tokClose:
			if len(kids) == 0 {
				return nil, newError("missing", t.pos, t.text)
			}
			return group(Or, kids, t.pos), nil
		case tokEnd:
			return nil, newError("open", open.pos)
		default:
			return nil, newError("missing", v.pos, t.text)
		}
	}
}

func (p *parser) pred(f FieldName, value string, quoted bool, pos int) (*Expr, *Error) {
	if err := p.clause(pos); err != nil {
		return nil, err
	}
	pr, err := pred(f, value, quoted)
	if err != nil {
		err.Pos = pos
		return nil, err
	}
	return &Expr{Op: Field, Pred: pr, Pos: pos}, nil
}
