package charset

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const sentence = "示例市大数据管理局政务大模型服务平台采购项目中标公告，中标金额：182.5万元"

func gbk(s string) []byte {
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return b
}

func mustBytes(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	big5 := mustBytes(traditionalchinese.Big5.NewEncoder().Bytes([]byte("採購公告結果名單總計")))
	utf16 := mustBytes(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(sentence)))
	tests := []struct {
		name, contentType, label string
		body                     []byte
		want                     string
	}{
		{"plain ASCII", "", "utf-8", []byte("hello"), "hello"},
		{"empty", "text/html", "utf-8", nil, ""},
		{"UTF-8 without a word", "text/html", "utf-8", []byte(sentence), sentence},
		{"UTF-8 with BOM under a GBK header", "text/html; charset=gbk", "utf-8", []byte("\uFEFF" + sentence), sentence},
		{"UTF-16 with BOM", "text/html", "utf-16le", utf16, sentence},
		{"GBK by header", "text/html; charset=GB2312", "gbk", gbk(sentence), sentence},
		{"GBK by broken header", "text/html; charset=gbk;;", "gbk", gbk(sentence), sentence},
		{"GBK by meta only", "text/html", "gbk", gbk(`<head><meta charset="gb2312">` + sentence), `<head><meta charset="gb2312">` + sentence},
		{"GBK by http-equiv", "text/html", "gbk", gbk(`<meta http-equiv=Content-Type content="text/html; charset=gbk">` + sentence),
			`<meta http-equiv=Content-Type content="text/html; charset=gbk">` + sentence},
		{"GB18030 without a word", "text/html", "gb18030", gbk(sentence), sentence},
		{"four-byte GB18030", "", "gb18030", gbk(sentence + "𠮷"), sentence + "𠮷"},
		{"UTF-8 declared, GBK sent", "text/html; charset=utf-8", "gb18030", gbk(sentence), sentence},
		{"GBK declared, UTF-8 sent", "text/html; charset=gbk", "utf-8", []byte(sentence), sentence},
		{"meta in a comment", "", "gb18030", gbk(`<!-- <meta charset="big5"> -->` + sentence), `<!-- <meta charset="big5"> -->` + sentence},
		{"unknown label", "text/html; charset=klingon", "gb18030", gbk(sentence), sentence},
		{"colly's label", "text/html; charset=GB-18030", "gb18030", gbk(sentence), sentence},
		{"Big5 by header", "text/html; charset=big5", "big5", big5, "採購公告結果名單總計"},
		{"GBK that is valid UTF-8 by chance", "text/html; charset=gbk", "gbk", gbk("联通"), "联通"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, label, err := Decode(tt.body, tt.contentType)
			if err != nil {
				t.Fatal(err)
			}
			if text != tt.want || label != tt.label {
				t.Errorf("got %q as %s, want %q as %s", text, label, tt.want, tt.label)
			}
		})
	}
}

func TestDecodeRefusesMojibake(t *testing.T) {
	latin := mustBytes(charmap.ISO8859_1.NewDecoder().Bytes([]byte(sentence)))
	asGBK := mustBytes(simplifiedchinese.GBK.NewDecoder().Bytes([]byte(strings.Repeat("某某省公共资源交易中心采购结果公示", 3))))
	for name, body := range map[string][]byte{
		"UTF-8 read as Latin-1":     latin,
		"UTF-8 read as GBK":         asGBK,
		"replacement characters":    []byte(strings.Repeat("采购\uFFFD\uFFFD结果", 9)),
		"question marks":            []byte("<title>" + strings.Repeat("????", 9) + "</title>"),
		"锟斤拷":                       []byte(strings.Repeat("锟斤拷", 20)),
		"neither UTF-8 nor GB18030": []byte(strings.Repeat("\xff\xff\x80", 40)),
	} {
		t.Run(name, func(t *testing.T) {
			text, label, err := Decode(body, "text/html; charset=utf-8")
			if !errors.Is(err, ErrMojibake) {
				t.Errorf("got %.40q as %s, %v; want ErrMojibake", text, label, err)
			}
		})
	}
}

func TestReadableTextIsNotMojibake(t *testing.T) {
	for _, s := range []string{
		sentence,
		"Café à la crème: déjà vu, naïve façade, ÆØÅ, voilà, garçon, Ångström",
		"第一包：？？？（详见附件）" + strings.Repeat("采购", 30) + "???",
		"cut at the end: 采购结果公告\uFFFD",
		"﹙特殊符号﹚①②③㎡℃㈱々〇" + strings.Repeat("龘靐齉", 10),
	} {
		if why := Mojibake(s); why != "" {
			t.Errorf("%q: %s", s, why)
		}
	}
}

// countSlowly says in one look at each character what count finds faster.
func countSlowly(text string) counts {
	c := counts{copy: strings.Count(text, "锟斤拷")}
	var prev rune
	row := 0
	for _, r := range text + " " {
		if r == '?' {
			row++
		} else {
			if row >= 3 {
				c.questions += row
			}
			row = 0
		}
		if r >= utf8.RuneSelf {
			c.foreign++
		}
		switch {
		case r == utf8.RuneError:
			c.replaced++
		case ideograph(r):
			c.ideographs++
		case r >= utf8.RuneSelf && latinPair(prev, r):
			c.latin++
		}
		prev = r
	}
	return c
}

func TestCount(t *testing.T) {
	for _, s := range []string{
		"", "?", "??", "???", "a???b", "???????", "??" + sentence + "????<b>??</b>???", strings.Repeat("a", 7) + "é", strings.Repeat("a", 8) + "中",
		strings.Repeat("<td class=x>", 20) + "锟斤拷锟斤锟斤拷" + strings.Repeat("b", 15) + "\uFFFD", "æ±\u0080è¯\u0095", "ä?¸", "\xff\xfe中",
	} {
		if got, want := count(s), countSlowly(s); got != want {
			t.Errorf("%q counts %+v, want %+v", s, got, want)
		}
	}
}

// The real pages of the cases folder: one is destroyed, all others are not.
func TestDecodeRealPages(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/cases/*/*.html")
	if len(files) == 0 {
		t.Skip("../shared/cases is not here")
	}
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, label, err := Decode(body, "text/html")
		want := filepath.Base(f) == "mojibake_page.html"
		if got := errors.Is(err, ErrMojibake); got != want {
			t.Errorf("%s as %s: mojibake %v, want %v (%v)", f, label, got, want, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(sentence), "text/html")
	f.Add(gbk(sentence), "text/html; charset=gbk")
	f.Add([]byte("\xff\xfea"), "")
	f.Add([]byte("<meta charset=utf-16>\x81\x30\x81"), "text/html; charset=x-user-defined")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		if got, want := count(string(body)), countSlowly(string(body)); got != want {
			t.Errorf("%q counts %+v, want %+v", body, got, want)
		}
		text, label, err := Decode(body, contentType)
		if !utf8.ValidString(text) {
			t.Errorf("%q as %s is not valid UTF-8", text, label)
		}
		if label == "" {
			t.Errorf("no label for %q (%v)", body, err)
		}
		if err == nil && utf8.Valid(body) && len(body) > 0 && text == "" && label == UTF8 && string(body) != "\uFEFF" {
			t.Errorf("%q became nothing", body)
		}
	})
}
