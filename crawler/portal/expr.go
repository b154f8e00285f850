package portal

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"github.com/tidwall/gjson"
)

// Expr finds one value in a row or page. In a file it is a string, a list of
// strings of which the first that finds something counts, or a mapping:
//
//	title: a@title                  # attribute of an element
//	title: [a@title, a]             # else its text
//	buyer: {from: span, match: '采购人：([^|]+)'}
//	url:   {template: "https://…/detail?id={id}"}
//
// For HTML each string is a CSS selector, "@attr" after it takes an
// attribute, "." is the row itself, "+" before it means the element behind the
// row, and "" is the page's raw text; for JSON it is a gjson path.
type Expr struct {
	From     []string
	Match    string
	Template string
	Map      map[string]string
	re       *regexp.Regexp
	bad      error
}

type exprYAML struct {
	From     stringList        `yaml:"from"`
	Match    string            `yaml:"match"`
	Template string            `yaml:"template"`
	Map      map[string]string `yaml:"map"`
}

type stringList []string

// UnmarshalYAML reads one string or a list of them.
func (l *stringList) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err == nil {
		*l = []string{s}
		return nil
	}
	var many []string
	err := unmarshal(&many)
	*l = many
	return err
}

// UnmarshalYAML reads the three forms.
func (e *Expr) UnmarshalYAML(unmarshal func(any) error) error {
	*e = Expr{}
	var l stringList
	if err := unmarshal(&l); err == nil {
		e.From = l
		return nil
	}
	var y exprYAML
	if err := unmarshal(&y); err != nil {
		return err
	}
	*e = Expr{From: y.From, Match: y.Match, Template: y.Template, Map: y.Map}
	if e.Match == "" {
		return nil
	}
	e.re, e.bad = regexp.Compile(e.Match)
	return nil // check tells of a bad one, with its field and line
}

// refine applies match and map to a value that was found.
func (e *Expr) refine(v string) string {
	if e.re != nil {
		m := e.re.FindStringSubmatch(v)
		if m == nil {
			return ""
		}
		v = m[len(m)-1]
	}
	v = squeeze(v)
	if to, ok := e.Map[v]; ok {
		return to
	}
	return v
}

// squeeze turns every run of white space, also the ideographic and
// no-break ones, into one blank.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// find gives the first of the expression's sources that says something. get
// reads one source.
func (e *Expr) find(get func(from string) string) string {
	if e == nil {
		return ""
	}
	for _, from := range e.From {
		if v := e.refine(get(from)); v != "" {
			return v
		}
	}
	return ""
}

func selectHTML(row *goquery.Selection, from string) string {
	selector, attr, isAttr := cutAttr(from)
	found := row
	if rest, ok := strings.CutPrefix(selector, "+"); ok { // in the element behind the row
		found, selector = row.Next(), strings.TrimSpace(rest)
	}
	if selector != "" && selector != "." {
		found = found.Find(selector)
	}
	found = found.First()
	if isAttr {
		v, _ := found.Attr(attr)
		return v
	}
	return found.Text()
}

// cutAttr parts "a.x@title" into selector and attribute. An @ within brackets
// or quotes does not occur in the selectors of this language.
func cutAttr(from string) (selector, attr string, ok bool) {
	i := strings.LastIndexByte(from, '@')
	if i < 0 {
		return from, "", false
	}
	return strings.TrimSpace(from[:i]), from[i+1:], true
}

func jsonText(record gjson.Result, path string) string {
	v := record
	if path != "" && path != "." {
		v = record.Get(path)
	}
	if v.Type == gjson.Null {
		return ""
	}
	if v.Type == gjson.Number {
		return v.Raw // String() would write 1.7e+12 for a time in ms
	}
	return v.String()
}

// check tells what is wrong with the expression for a format.
func (e *Expr) check(format string) error {
	if e == nil {
		return nil
	}
	if e.bad != nil {
		return fmt.Errorf("match is no regular expression: %w", e.bad)
	}
	if len(e.From) == 0 && e.Template == "" {
		return fmt.Errorf("has neither from nor template")
	}
	if format != "html" {
		return nil
	}
	for _, from := range e.From {
		selector, _, _ := cutAttr(from)
		selector = strings.TrimSpace(strings.TrimPrefix(selector, "+"))
		if selector == "" || selector == "." {
			continue
		}
		if _, err := cascadia.ParseGroup(selector); err != nil {
			return fmt.Errorf("%q is no CSS selector: %w", selector, err)
		}
	}
	return nil
}

// resolve makes an address found on a page absolute, without its fragment
// unless the portal is a page of scripts that routes by it ("#/detail").
func resolve(base, ref string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u, err := b.Parse(strings.TrimSpace(ref))
	if err != nil {
		return "", err
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("address %q is neither http nor https", ref)
	}
	if !strings.HasPrefix(u.Fragment, "/") {
		u.Fragment, u.RawFragment = "", ""
	}
	return u.String(), nil
}
