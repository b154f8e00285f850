package server

import (
	"go/ast"
	"html"
	"strings"
	"testing"
	"unicode"

	"zhongbiao/data"
)

// formOf is the sentence that a call's argument makes: a literal, a literal
// with something after or before it, or a format.
func formOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := literal(e)
		return s
	case *ast.BinaryExpr:
		return formOf(e.X) + formOf(e.Y)
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			return formOf(e.Args[0])
		}
	}
	return "%s"
}

// warnings calls fn for every warning that a file gives.
func warnings(f *ast.File, fn func(code, form string)) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		name, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !strings.EqualFold(name.Sel.Name, "warn") {
			return true
		}
		if code, ok := literal(call.Args[0]); ok && !strings.ContainsAny(code, " %") { // not a line of the log
			fn(code, formOf(call.Args[1]))
		}
		return true
	})
}

// TestWarnWords: every kind of warning has a name in both languages, and every
// sentence that explains one has its Chinese.
func TestWarnWords(t *testing.T) {
	b, seen, codes := base{Lang: ZH}, map[string]bool{}, map[string]bool{}
	for _, dir := range []string{"../data/ledger", "../crawler/extract", "../crawler/read"} {
		for _, f := range sourceOf(t, dir) {
			warnings(f, func(code, form string) {
				seen[form], codes[code] = true, true
				sentence(t, warnForms, b.warnWhy, form)
			})
		}
	}
	for form := range warnForms {
		if !seen[form] {
			t.Errorf("nothing says %q any more", form)
		}
	}
	for code := range codes {
		if m, ok := messages["warn."+code]; !ok || !chinese(m.zh) || chinese(m.en) {
			t.Errorf("the warning %s has no name in both languages", code)
		}
	}
	if len(codes) < 25 {
		t.Errorf("only %d kinds of warnings found", len(codes))
	}
}

// TestWarningsOnThePage: a Chinese page explains its warnings in Chinese, an
// English one in English, and the JSON keeps code and message.
func TestWarningsOnThePage(t *testing.T) {
	f := newFake(1, "示例")
	f.projects[0].Warnings = []data.Warning{{Code: "amount_conflict", Message: "lot 2: another amount is printed: 12万元"}}
	s := newTest(t, f)
	path := "/awards/" + f.projects[0].ID.String()
	checkNeedles(t, get(t, s, path).Body.String(), []string{"同一包出现不同金额", "包 2：另有一个金额：12万元"})
	checkNeedles(t, get(t, s, path+"?lang=en").Body.String(), []string{"A lot has two different amounts", "lot 2: another amount is printed: 12万元"})
	checkNeedles(t, get(t, s, path+".json").Body.String(), []string{"amount_conflict", "lot 2: another amount is printed"})
}

// TestFiguresOnThePage: the published figures are told in the page's language.
func TestFiguresOnThePage(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	english := []string{"reprinted", "commentary of May", "the source says", "public channels", "without an amount"}
	for _, path := range []string{"/", "/method"} {
		zh := html.UnescapeString(get(t, s, path).Body.String())
		for _, w := range english {
			if strings.Contains(zh, w) {
				t.Errorf("%s says %q in Chinese", path, w)
			}
		}
		checkNeedles(t, zh, []string{"2025-01-16 转载"})
		checkNeedles(t, html.UnescapeString(get(t, s, path+"?lang=en").Body.String()), []string{"reprinted 2025-01-16"})
	}
	checkNeedles(t, get(t, s, "/method?lang=en").Body.String(), english)
	checkNeedles(t, get(t, s, "/api/v1/baselines").Body.String(), []string{"reprinted 2025-01-16", "the source says over 230"})
}

// chinese tells whether a text has a Chinese character.
func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
