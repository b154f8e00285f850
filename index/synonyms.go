package index

import (
	"strings"
	"sync"

	"github.com/longbridgeapp/opencc"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhongbiao/data/reference"
)

// toSimplified is loaded when a query first holds Traditional characters.
var toSimplified = sync.OnceValues(func() (*opencc.OpenCC, error) { return opencc.New("t2s") })

// simplified gives text in simplified characters, "" when it is already. Only
// text with a character that is Traditional for sure is converted: 乾县 and
// 著作权 are simplified text, although 乾 and 著 are Traditional elsewhere.
// GB 2312 holds simplified characters only, so it tells them apart.
func simplified(text string) string {
	traditional := false
	for _, r := range text {
		if r >= 0x4E00 && r <= 0x9FFF && !inGB2312(r) {
			traditional = true
			break
		}
	}
	if !traditional {
		return ""
	}
	cc, err := toSimplified()
	if err != nil {
		return "" // unreachable: the tables are embedded
	}
	out, err := cc.Convert(text)
	if err != nil || out == text {
		return ""
	}
	return out
}

func inGB2312(r rune) bool {
	_, err := simplifiedchinese.HZGB2312.NewEncoder().String(string(r))
	return err == nil
}

// synonymsOf lists the other names of what text names, "" for none.
func synonymsOf(text string) []string {
	return reference.Synonyms(strings.TrimSpace(text))
}
