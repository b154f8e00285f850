package index

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLeastOf: whoever is among the first few has at least the number that is
// asked for, and far fewer than all remain to be sorted.
func TestLeastOf(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		counts := make([]pair, r.IntN(3000))
		for i := range counts {
			counts[i].projects = int(r.ExpFloat64() * float64(1+r.IntN(200)))
		}
		few := 1 + r.IntN(100)
		least := leastOf(counts, few)
		sorted := slices.SortedFunc(slices.Values(counts), func(a, b pair) int { return b.projects - a.projects })
		if len(sorted) > few && sorted[few-1].projects > 0 && sorted[few-1].projects < least {
			t.Fatalf("number %d has %d projects, %d are asked for", few, sorted[few-1].projects, least)
		}
		if kept := slices.IndexFunc(sorted, func(p pair) bool { return p.projects < least }); kept > few && least < 256 && sorted[few].projects != least {
			t.Fatalf("%d remain for the first %d", kept, few)
		}
	}
}
