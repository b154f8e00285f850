package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhongbiao/index"
	"zhongbiao/index/query"
)

// Hostile are queries that bring other engines to their knees: each must be
// answered, or refused with a *query.Error, in less than 100 ms.
var Hostile = map[string]string{
	"3000 words":     strings.Repeat("平台 ", 3000),
	"32 words":       strings.Repeat("平台 ", 32),
	"32 phrases":     strings.Repeat(`"公告发" `, 32),
	"star":           "*",
	"regexp":         "/.*/",
	"wildcards":      "大* ?模",
	"quotes":         strings.Repeat(`"`, 200),
	"nested":         strings.Repeat("(", 100) + "a" + strings.Repeat(")", 100),
	"nots":           strings.Repeat("-", 100) + "a",
	"or of nots":     "-a OR -b OR -c OR -d",
	"controls":       "大\x00模\x01型\x1f\u202e",
	"invalid":        "\xff\xfe大模型\xc3",
	"only signs":     "，。；！",
	"long run":       strings.Repeat("大", 256),
	"long latin":     strings.Repeat("a", 256),
	"one character":  "1",
	"one sign":       `"，"`,
	"blank phrase":   `" "`,
	"field of field": "buyer:supplier:amount:",
	"huge number":    "amount:>=99999999999999999999999",
	"bad range":      "date:9999-99-99..0000-00-00",
	"combining":      strings.Repeat("e\u0301", 100),
	"emoji":          "👨‍👩‍👧‍👦🇨🇳",
	"gap":            "\"a\x01b\"",
}

// hostileRounds is how often each is asked: enough for a median, while most of
// them are slow for the first time only.
const hostileRounds = 5

// hostile asks each a few times and reports the slowest.
func (r *run) hostile() error {
	type asked struct {
		name         string
		first, usual time.Duration
	}
	var all []asked
	for name, q := range Hostile {
		var took []time.Duration
		for range hostileRounds {
			begin := time.Now()
			_, _ = r.ix.Search(r.ctx, query.Filter{Q: q, Scope: query.ScopeAll}, index.Request{Limit: 10, Facets: []string{"industry"}, Highlight: true})
			took = append(took, time.Since(begin))
		}
		first := took[0]
		slices.Sort(took)
		all = append(all, asked{name, first, took[len(took)/2]})
	}
	slices.SortFunc(all, func(a, b asked) int { return int(b.first - a.first) })
	var worst []string
	for _, a := range all[:5] {
		worst = append(worst, fmt.Sprintf("%s %s, then %s", a.name, short(a.first), short(a.usual)))
	}
	r.say("hostile queries, the slowest of %d: %s", len(all), strings.Join(worst, "; "))
	return r.ctx.Err()
}
