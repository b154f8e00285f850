package query

import (
	"strings"
	"testing"
)

func TestHelpExamplesParse(t *testing.T) {
	shown := map[FieldName]bool{}
	for _, s := range Help {
		if s.Zh == "" || s.En == "" {
			t.Errorf("section %q lacks a title", s.Zh+s.En)
		}
		for _, e := range s.Entries {
			x, err := Parse(e.Example)
			if err != nil || x == nil {
				t.Errorf("%s: %v", e.Example, err)
				continue
			}
			if e.Zh == "" || e.En == "" {
				t.Errorf("%s lacks a text", e.Example)
			}
			if x.Op == Field {
				shown[x.Pred.Field] = true
			}
		}
	}
	for name, f := range fieldNames {
		if !shown[f] {
			t.Errorf("field %s (%s) is not in the help", f, name)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		if text := HelpText(lang); !strings.Contains(text, "省电力有限") {
			t.Errorf("help in %s: %s", lang, text)
		}
	}
}
