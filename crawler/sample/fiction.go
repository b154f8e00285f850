package sample

import (
	"math/rand/v2"
	"time"

	"zhongbiao/data"
)

// The published series that the fictional set follows: projects in all of
// 2023, in the first two quarters of 2024, in July and in August (DOMAIN
// §1.2). Within a period the months are spread by the seed, since no single
// month of it was published.
var published = []period{
	{2023, 1, []float64{1, 2, 3, 4, 5, 6, 6, 7, 9, 12, 16, 21}, 92, 10_000_000},
	{2024, 1, []float64{28, 25, 47}, 51, 5_800_000},
	{2024, 4, []float64{26, 33, 41}, 187, 4_400_000},
	{2024, 7, []float64{1}, 112, 4_500_000},
	{2024, 8, []float64{1}, 127, 4_600_000},
}

type period struct {
	year, first int
	weights     []float64
	count       int
	mean        float64 // yuan of a disclosed award: the published sum by the number that disclose
}

// lastDay is the last day on which the fictional set publishes anything.
const lastDay = data.Day(20240831)
const firstDay = data.Day(20230101)

// fiction builds the fictional set from a seed.
type fiction struct {
	rng       *rand.Rand
	names     map[string]bool
	serial    int
	mean      float64 // of the amounts drawn now, in yuan
	gbk       bool    // the page in GBK is made
	projects  []*project
	variants  *deck[string]
	templates *deck[string]
	forms     *deck[form]
	trades    *deck[*trade]
	friends   *deck[other]
}

func fictionalSet(seed int64) *set {
	f := &fiction{rng: rand.New(rand.NewPCG(uint64(seed), 0x7a62)), names: map[string]bool{}}
	f.variants = newDeck(f.rng, []weighted[string]{{"plain", 42}, {"lots", 8}, {"failed-lot", 7}, {"mixed-lots", 4}, {"candidate-first", 8}, {"corrected-amount", 4},
		{"corrected-supplier", 3}, {"replaced", 2}, {"contract-after", 6}, {"two-channels", 6}, {"rerun", 4}, {"consortium", 4}, {"tender-first", 2}})
	f.templates = newDeck(f.rng, []weighted[string]{{"text", 20}, {"table", 8}, {"package", 16}, {"zcy", 18}, {"tianjin", 8}, {"chongqing", 8}, {"shenzhen", 8}, {"hubei", 6}, {"shandong", 8}})
	f.forms = newDeck(f.rng, []weighted[form]{{formYuan, 26}, {formPlain, 10}, {formWanParen, 10}, {formYen, 6}, {formWan, 8}, {formCaps, 6}, {formSum, 4}, {formBare, 3}, {formExcl, 3},
		{formIncl, 2}, {formWide, 2}, {formRate, 3}, {formDiscount, 2}, {formMonthly, 1}, {formTokens, 1}, {formYearly, 2}, {formAttached, 9}, {formZero, 2}})
	var shares []weighted[*trade]
	for i := range trades {
		shares = append(shares, weighted[*trade]{&trades[i], trades[i].share})
	}
	f.trades = newDeck(f.rng, shares)
	var friends []weighted[other]
	for _, o := range falseFriends {
		friends = append(friends, weighted[other]{o, 1})
	}
	f.friends = newDeck(f.rng, friends)
	for _, p := range published {
		f.period(p)
	}
	f.uncounted()
	return newSet(data.Fictional, f.projects, 22000001)
}

// period makes the counted projects of a published period.
func (f *fiction) period(p period) {
	f.mean = p.mean
	for i, count := range f.spread(p.weights, p.count) {
		m := data.Month(p.year*100 + p.first + i)
		for range count {
			f.counted(m)
		}
	}
}

// spread divides count by the weights, each shaken by up to 5 %, so that the
// parts sum to count (largest remainders first).
func (f *fiction) spread(weights []float64, count int) []int {
	shaken, sum := make([]float64, len(weights)), 0.0
	for i, w := range weights {
		shaken[i] = w * (0.95 + 0.1*f.rng.Float64())
		sum += shaken[i]
	}
	out, rest := make([]int, len(weights)), count
	for i := range shaken {
		shaken[i] *= float64(count) / sum
		out[i] = int(shaken[i])
		rest -= out[i]
	}
	for ; rest > 0; rest-- {
		best := 0
		for i := range shaken {
			if shaken[i]-float64(out[i]) > shaken[best]-float64(out[best]) {
				best = i
			}
		}
		out[best]++
	}
	return out
}

// workday gives a time in office hours on a weekday of the month, not before
// the third so that a candidate notice fits before the first award of all.
func (f *fiction) workday(m data.Month) time.Time {
	last := int(m.Last()) % 100
	for {
		day := data.NewDay(m.Year(), int(m)%100, 3+f.rng.IntN(last-2))
		t := day.Time()
		if wd := t.Weekday(); wd != time.Saturday && wd != time.Sunday {
			return t.Add(9*time.Hour + time.Duration(f.rng.IntN(8*60))*time.Minute)
		}
	}
}

// shift moves t by so many days, kept within the set's time.
func shift(t time.Time, days int) time.Time {
	clock := t.Sub(data.DayOf(t).Time())
	d := min(max(data.DayOf(t).Add(days), firstDay), lastDay)
	return d.Time().Add(clock)
}

// weighted is a card and how often it is in the deck.
type weighted[T any] struct {
	card  T
	count int
}

// deck deals cards in the given shares over every stretch of some length, in
// an order drawn from the seed.
type deck[T any] struct {
	rng   *rand.Rand
	cards []T
	next  int
}

func newDeck[T any](rng *rand.Rand, cards []weighted[T]) *deck[T] {
	d := &deck[T]{rng: rng}
	for _, c := range cards {
		for range c.count {
			d.cards = append(d.cards, c.card)
		}
	}
	d.next = len(d.cards)
	return d
}

func (d *deck[T]) deal() T {
	if d.next >= len(d.cards) {
		d.rng.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
		d.next = 0
	}
	d.next++
	return d.cards[d.next-1]
}

// pick draws one of a list.
func pick[T any](f *fiction, from []T) T { return from[f.rng.IntN(len(from))] }
