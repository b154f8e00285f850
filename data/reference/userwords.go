package reference

import (
	"bytes"
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed userwords.yaml
var userWordsYAML []byte

// UserWord is a word of the field that jieba's dictionary does not know.
// Freq 0 leaves its weight to jieba (the median of its dictionary).
type UserWord struct {
	Word  string
	Freq  int
	Class string // vendor, model, buyer, term: the table's sections
}

type userWordTable struct {
	version string
	words   []UserWord
}

var userWords = sync.OnceValue(func() userWordTable {
	var raw struct {
		Version string              `yaml:"version"`
		Words   map[string][]string `yaml:"words"`
		Freq    map[string]int      `yaml:"freq"`
	}
	must(yaml.Unmarshal(userWordsYAML, &raw), "userwords.yaml")
	t := userWordTable{version: raw.Version}
	seen := map[string]bool{}
	for class, list := range raw.Words {
		for _, w := range list {
			// Texts are cut in lower case, so words are kept in it.
			if w = strings.ToLower(w); !seen[w] {
				seen[w] = true
				t.words = append(t.words, UserWord{w, raw.Freq[w], class})
			}
		}
	}
	sort.Slice(t.words, func(i, j int) bool { return t.words[i].Word < t.words[j].Word })
	return t
})

// UserWordList lists the words of the field, sorted.
func UserWordList() []UserWord { return append([]UserWord(nil), userWords().words...) }

// UserWordsVersion is the version of the table.
func UserWordsVersion() string { return userWords().version }

// UserWords gives the words of the field as a jieba user dictionary.
func UserWords() []byte {
	var b bytes.Buffer
	for _, w := range userWords().words {
		if w.Freq > 0 {
			fmt.Fprintf(&b, "%s %d nz\n", w.Word, w.Freq)
		} else {
			fmt.Fprintf(&b, "%s nz\n", w.Word)
		}
	}
	return b.Bytes()
}
