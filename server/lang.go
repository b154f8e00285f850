package server

import (
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/language"
)

// Lang is the language of a page.
type Lang string

// The two languages of the pages.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Tag is the BCP 47 tag of the language, for html lang and feeds.
func (l Lang) Tag() string {
	if l == EN {
		return "en"
	}
	return "zh-CN"
}

// Other is the language that the switch in the header leads to.
func (l Lang) Other() Lang {
	if l == EN {
		return ZH
	}
	return EN
}

var langMatcher = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// langOf decides a request's language: ?lang= first, then Accept-Language,
// else Chinese, the language of the field. Explicit tells whether the address
// said it, in which case every link on the page keeps it; no cookie is set.
func langOf(r *http.Request) (l Lang, explicit bool) {
	if l, ok := langNamed(r.URL.Query().Get("lang")); ok {
		return l, true
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return ZH, false
	}
	if _, i, confidence := langMatcher.Match(tags...); i == 1 && confidence >= language.High {
		return EN, false
	}
	return ZH, false
}

// langNamed is the language of an address.
func langNamed(s string) (Lang, bool) {
	switch strings.ToLower(s) {
	case "zh", "zh-cn":
		return ZH, true
	case "en":
		return EN, true
	}
	return "", false
}

// text is one message in both languages.
type text struct{ zh, en string }

func (t text) in(l Lang) string {
	if l == EN {
		return t.en
	}
	return t.zh
}

// T gives the message in the language, with fmt verbs filled from args. An
// unknown key comes out as itself in double brackets; a test looks for those.
func (l Lang) T(key string, args ...any) string {
	m, ok := messages[key]
	if !ok {
		return "[[" + key + "]]"
	}
	if len(args) == 0 {
		return m.in(l)
	}
	return fmt.Sprintf(m.in(l), args...)
}
