package portal

import "testing"

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
