package portal

import (
	"regexp"
	"testing"
)

// An element counts only where a browser would show it.
func TestHasLooksPastCommentsAndScripts(t *testing.T) {
	const element = `<div class="content big" id="c">x</div>`
	for _, tt := range []struct {
		before string
		want   bool
	}{
		{"<html><body>", true},
		{"<!-- ", false},
		{"<!-- a --> <!-- b ", false},
		{"<!-- a <!-- b --> ", true},
		{"<!--> ", true},
		{"<!---->", true},
		{"--> ", true},
		{"<script>var s = '", false},
		{"<script>a</script><script src=b></script>", true},
		{"<script>a</script><!-- c --><script>'", false},
	} {
		if got := (Answer{Text: tt.before + element}).has("div.content"); got != tt.want {
			t.Errorf("behind %q found: %v, want %v", tt.before, got, tt.want)
		}
	}
	for selector, want := range map[string]bool{"div.content": true, "div#c.big": true, ".big": true, "#c": true, "div": true, "span.content": false, "div.conten": false, "div > b": false, "div[id=c]": true} {
		for range 2 { // what is kept of a selector says the same
			if got := (Answer{Text: element}).has(selector); got != want {
				t.Errorf("%s: %v, want %v", selector, got, want)
			}
		}
	}
}

var openTagSlowly = regexp.MustCompile(`^<([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>`)

func FuzzOpenTag(f *testing.F) {
	for _, s := range []string{"", "<", "<a>", "<a/>", "<br />", "<a href=x/>", "<a\nclass='b'>x</a>", "<1>", "<a<b>", "</a>", "<a1 b>", "<a:b>", "<a", "x<a>", "<a />>", "<a//>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, attrs, ok := openTag(s)
		m := openTagSlowly.FindStringSubmatch(s)
		if ok != (m != nil) || ok && (name != m[1] || attrs != m[2]) {
			t.Errorf("%q gives %q, %q, %v; want %q", s, name, attrs, ok, m)
		}
	})
}

// The title is that of the page, however it is spelt, and not one that stands
// in it.
func TestTitleIsThePages(t *testing.T) {
	for page, want := range map[string]string{
		"<html><head><title>验证码</title></head>":                                 "验证码",
		"<head><Title>验证码</Title></head><svg><title>icon</title></svg>":         "验证码",
		"<head><TITLE lang=zh>验证码</TITLE></head><svg><title>icon</title></svg>": "验证码",
		"<p>none":                    "",
		"<title>a &amp;\n b</title>": "a & b",
	} {
		if got := (Answer{Text: page}).title(); got != want {
			t.Errorf("%q has the title %q, want %q", page, got, want)
		}
	}
}
