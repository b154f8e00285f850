package reference

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed terms.yaml
var termsYAML []byte

// TermClass is a set of words that play one part in a relevance rule.
type TermClass struct {
	ID    string
	Words []string
	// Near names a class that must be found within Within runes, for words
	// that mean something else on their own (星火, 盘古).
	Near   []string
	Within int
	// Word asks that a Latin word stands alone (LLM, but not LLMC-200).
	Word bool
	End  bool // the word must stand at the end of the title, its tails taken off
}

// RelevanceRule gives a label to a text in which all classes of All, one of
// Any and none of None are found. After asks that the first class of All
// occurs behind the second.
type RelevanceRule struct {
	ID    string
	Label string
	All   []string
	Any   []string
	None  []string
	Last  []string // the last hit of an object class must be one of these
	Buyer []string // classes that the buyer's name must show one of
}

// TermTable is what terms.yaml holds: the words, the words that hide them
// (Friends: longer words in which a term is an accident, and Whole: still
// longer words in which it is none), and the rules.
type TermTable struct {
	Version string
	Friends []string
	Whole   []string
	Classes []TermClass
	Rules   []RelevanceRule
	Objects []string // classes that can be the thing bought, for Last
	// Modifiers are classes whose words only say which model is meant when they
	// stand before a word of the class llm (工程造价大模型, 培训大模型).
	Modifiers []string
	Body      map[string][]string // cues for mentions in running text
	Tails     []string            // words of a notice's type at a title's end
	Wanted    []string            // classes whose words make a list row worth opening
	Query     []string            // words to send to the portals' own search
}

var terms = sync.OnceValue(func() *TermTable {
	var t TermTable
	must(yaml.Unmarshal(termsYAML, &t), "terms.yaml")
	return &t
})

// Terms gives the relevance table; it must not be changed.
func Terms() *TermTable { return terms() }

// ClassifyVersion names the tables that classification reads, with a hash of
// their content: a changed word changes it, so stored results can be told apart.
func ClassifyVersion() string {
	h := sha256.New()
	for _, b := range [][]byte{termsYAML, industriesYAML, companiesYAML, []byte(regionsCSV)} {
		h.Write(b)
	}
	return terms().Version + "+" + hex.EncodeToString(h.Sum(nil))[:8]
}
