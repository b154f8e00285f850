package data

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMoneyJSON(t *testing.T) {
	for _, c := range []struct {
		m    Money
		want string
	}{
		{Money{Fen: 182000000, Kind: Total, Tax: TaxUnknown, Raw: "182万元"}, `{"fen":182000000,"kind":"total","tax":"unknown","raw":"182万元"}`},
		{Money{Kind: Rate, Tax: TaxIncluded, Raw: "85%"}, `{"fen":null,"kind":"rate","tax":"incl","raw":"85%"}`},
	} {
		b, err := json.Marshal(c.m)
		if err != nil || string(b) != c.want {
			t.Errorf("%v prints as %s (%v)", c.m, b, err)
		}
		var back Money
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.m, back); d != "" {
			t.Error(d)
		}
	}
}

func TestOnlyKnownTotalsAreDisclosed(t *testing.T) {
	for _, c := range []struct {
		m    *Money
		want bool
	}{
		{nil, false},
		{&Money{Fen: 1, Kind: Total}, true},
		{&Money{Kind: Total}, false},
		{&Money{Fen: 100, Kind: UnitPrice}, false},
		{&Money{Kind: Rate}, false},
		{&Money{Kind: Undisclosed}, false},
	} {
		if got := c.m.Disclosed(); got != c.want {
			t.Errorf("%v disclosed: %v", c.m, got)
		}
	}
}
