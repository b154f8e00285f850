// Package classify says what a notice is about and who bought: relevance to
// large language models, industry of the buyer, scene of the subject, state
// ownership, canonical company names. It is a set of pure functions over the
// tables of data/reference, and every answer names its rule and quotes the
// words that it stands on.
package classify

import (
	"encoding/json"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// Input is the little that a list row or a saved line says about a purchase.
type Input struct {
	Title string `json:"title"`
	Buyer string `json:"buyer"`
	Text  string `json:"text"` // running text of the notice, may be empty
}

// Result is what Classify says; the labels are never empty.
type Result struct {
	Relevance data.RelevanceLabel `json:"relevance"`
	Category  data.Category       `json:"category,omitempty"`
	Industry  data.Label          `json:"industry"`
	Scene     data.Label          `json:"scene"`
	SOE       bool                `json:"soe"`
}

// MarshalJSON writes the contract of `zhongbiao classify`: a category that
// does not apply is null.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result // without this method
	out := struct {
		plain
		Category *data.Category `json:"category"`
	}{plain: plain(r)}
	if r.Category != "" {
		out.Category = &r.Category
	}
	return json.Marshal(out)
}

// Classifier holds the built tables. It never changes after New and may be
// used by several goroutines at once.
type Classifier struct {
	names  *namer
	terms  *termRules
	scenes cueSet
	rules  string // version of code and tables
}

// New builds the classifier from the embedded tables; an error names the
// table entry that is broken.
func New() (*Classifier, error) {
	c := &Classifier{rules: codeVersion + "/" + reference.ClassifyVersion()}
	var err error
	if c.names, err = newNamer(); err != nil {
		return nil, err
	}
	if c.terms, err = newTermRules(reference.Terms()); err != nil {
		return nil, err
	}
	if err = addRules(&c.scenes, reference.IndustryRules().Scene); err != nil {
		return nil, err
	}
	if err = c.scenes.add(hides, false, reference.IndustryRules().SceneHide...); err != nil {
		return nil, err
	}
	c.scenes.build()
	return c, nil
}

// codeVersion counts changes of the code that change results; the tables
// have versions and a content hash of their own.
const codeVersion = "classify-2"

// Version names code and tables: results of one version can be compared.
func (c *Classifier) Version() string { return c.rules }

// Classify judges one title with its buyer and text.
func (c *Classifier) Classify(in Input) Result {
	buyer := c.names.read(in.Buyer)
	title := c.subject(in.Title, in.Buyer)
	r := Result{Relevance: c.terms.title(title, in.Buyer), Industry: industryOf(buyer), SOE: buyer.soe}
	if undecided(r.Relevance) && in.Text != "" {
		if b := c.terms.body(title, fold(in.Text)); rank(b.Label) > rank(r.Relevance.Label) {
			r.Relevance = b
		}
	}
	r.Category = c.terms.category(r.Relevance, title)
	r.Scene = c.scene(r.Industry, title)
	return r
}

// undecided tells whether the text may still change the title's verdict: the
// title said nothing, or spoke of AI in general.
func undecided(l data.RelevanceLabel) bool {
	switch l.Rule {
	case ruleNothing, ruleOnlyAI, ruleSoftAI, ruleAIModel:
		return true
	}
	return false
}

func industryOf(o org) data.Label {
	if o.industry.ID == "" {
		return data.Label{ID: string(data.OtherIndustry), Rule: "no-buyer"}
	}
	return o.industry
}

// scene is the industry that the subject's words speak of. Where they speak
// of several, the buyer's own is taken if it is among them, else the first
// rule's; where they speak of none, the buyer's.
func (c *Classifier) scene(buyer data.Label, subjects ...folded) data.Label {
	rules := reference.IndustryRules().Scene
	for _, s := range subjects {
		first := -1
		var at found
		if len(s.runes) > maxTitleRunes {
			continue
		}
		for _, f := range c.scenes.find(orgName{folded: s}) {
			own := string(rules[f.owner].Industry) == buyer.ID
			if own || first < 0 || f.owner < first {
				first, at = f.owner, f
			}
			if own {
				break
			}
		}
		if first >= 0 {
			return data.Label{ID: string(rules[first].Industry), Rule: "subject:" + strings.TrimPrefix(rules[first].ID, "scene-"),
				Evidence: s.quote(at.hit.start, at.hit.end)}
		}
	}
	return data.Label{ID: buyer.ID, Rule: "buyer-industry", Evidence: buyer.Evidence}
}

// Wanted tells whether a list row may be about large language models, so that
// its page is worth opening: a strong or weak term in title, buyer or summary.
// It asks for less than Classify does, since a row says less than a page.
func (c *Classifier) Wanted(r data.Row) bool {
	return c.terms.wanted(r.Title) || c.terms.wanted(r.Buyer) || c.terms.wanted(r.Summary)
}
