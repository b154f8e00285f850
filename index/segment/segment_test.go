package segment

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data/reference"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "zhongbiao-words-")
	if err != nil {
		panic(err)
	}
	if err := Load(dir); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func texts(tokens []Token) []string {
	out := []string{}
	for _, t := range tokens {
		out = append(out, t.Text)
	}
	return out
}

func cut(t *testing.T, text string) string {
	t.Helper()
	tokens, err := Cut(text)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(texts(tokens), "/")
}

// J8: every word of the field stays whole when it stands alone.
func TestUserWordsAreWhole(t *testing.T) {
	for _, w := range reference.UserWordList() {
		if got := cut(t, w.Word); got != w.Word {
			t.Errorf("%s (%s) is cut as %s", w.Word, w.Class, got)
		}
	}
	for text, want := range map[string]string{
		"科大讯飞大模型平台":      "科大讯飞/大模型/平台",
		"采购智能体开发服务":      "采购/智能体/开发/服务",
		"基于文心一言的知识库":     "基于/文心一言/的/知识库",
		"国网山东省电力公司":      "国网/山东省/电力公司",
		"DeepSeek大模型一体机": "deepseek/大模型/一体机",
	} {
		if got := cut(t, text); got != want {
			t.Errorf("%s is cut as %s, want %s", text, got, want)
		}
	}
}

// J10: no word of the field tears its neighbours apart.
func TestUserWordsTearNothing(t *testing.T) {
	for text, want := range map[string]string{
		"扩大模型规模": "扩大/模型/规模", "放大模型比例": "放大/模型/比例", "最大模型尺寸": "最大/模型/尺寸", "重大模型试验": "重大/模型试验",
		"较大模型": "较大/模型", "庞大模型": "庞大/模型", "增大模型": "增大/模型", "强大模型": "强大/模型", "巨大模型": "巨大/模型", "加大模型": "加大/模型",
		"智能体育公园": "智能/体育/公园", "智能体检一体机": "智能/体检/一体机", "智能体温检测": "智能/体温/检测", "智能体验馆": "智能/体验/馆", "智能体重秤": "智能/体重/秤", "智能体操房": "智能/体操房", "大数据集成": "大数据/集成", "数据集中": "数据/集中",
	} {
		got := cut(t, text)
		if got != want {
			t.Errorf("%s is cut as %s, want %s", text, got, want)
		}
	}
}

// J9: parts of a word are only those that make it up.
func TestPartsAreReal(t *testing.T) {
	for _, c := range []struct{ text, has, hasNot string }{
		{"中国电信", "中国 电信", "国电"},
		{"国家电网", "国家 电网", "家电"},
		{"生成式人工智能", "人工智能 人工 智能 生成式", "成式"},
		{"中华人民共和国", "中华 人民 共和国", "华人 民共"},
		{"清华大学", "清华 大学", "华大"},
		{"有限责任公司", "有限 责任 公司", ""},
	} {
		tokens, err := CutSearch(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := texts(tokens)
		for _, w := range strings.Fields(c.has) {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %v lacks %s", c.text, got, w)
			}
		}
		for _, w := range strings.Fields(c.hasNot) {
			if slices.Contains(got, w) {
				t.Errorf("%s: %v has %s, which it is not made of", c.text, got, w)
			}
		}
	}
}

// J3, J4: invalid and control bytes neither hide a text nor cut it short.
func TestHostileBytes(t *testing.T) {
	for _, text := range []string{"大模型\xff平台", "大模型\x00平台", "\xef\xbb\xbf大模型平台", "大\u200b模型平台", "大模型\xe5\xa4平台"} {
		got := strings.ReplaceAll(cut(t, text), "大模型平台", "大模型/平台")
		if got != "大模型/平台" {
			t.Errorf("%q is cut as %s", text, got)
		}
	}
	if tokens, err := Cut("，。 ！"); err != nil || len(tokens) != 0 {
		t.Errorf("signs give %v, %v; want nothing", tokens, err)
	}
}

func TestNoWordsIsAnError(t *testing.T) {
	if !hasWords("𠀀") || hasWords("——") {
		t.Error("hasWords confuses letters and signs")
	}
	if _, err := CutNormal("\xffa", false); !errors.Is(err, ErrNoWords) { // not in normal form: jieba finds nothing
		t.Errorf("no words and no error: %v", err)
	}
}

// J11: full-width digits stay together, order and positions are right.
func TestSearchTokens(t *testing.T) {
	text := "大模型 电力，１００万元Ａ１"
	tokens, err := CutSearch(text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, tok := range tokens {
		if !tok.Sub {
			got = append(got, tok.Text+"="+text[tok.Start:tok.End])
		}
		if i > 0 && tok.Position < tokens[i-1].Position {
			t.Errorf("%v comes after %v", tok, tokens[i-1])
		}
		if tok.Text == " " || tok.Text == "," {
			t.Errorf("a sign came out as a word: %v", tok)
		}
	}
	want := []string{"大模型=大模型", "电力=电力", "100=１００", "万元=万元", "a1=Ａ１"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Highlights are cut out of the original by these offsets, whatever the
// normal form did to it.
func TestOriginalOffsets(t *testing.T) {
	text := "  ①２０２４年　　ＧＰＴ－４，Ⅷ號 ﬁne é e\u0301 大\u200b模型㎡，ｶﾞ中标"
	n := Normalize(text)
	for _, c := range []struct{ find, want string }{
		{"2024", "２０２４"}, {"gpt-4", "ＧＰＴ－４"}, {"viii", "Ⅷ"}, {"fine", "ﬁne"}, {"中标", "中标"}, {"模型", "模型"},
		{"é é", "é e\u0301"}, {"m2", "㎡"}, {"ガ", "ｶﾞ"}, {"大模", "大\u200b模"}, {"1", "①"}, {"年 g", "年　　Ｇ"},
	} {
		i := strings.Index(n.Text, c.find)
		if i < 0 {
			t.Errorf("%q is not in %q", c.find, n.Text)
			continue
		}
		from, to := n.Original(i, i+len(c.find))
		if got := text[from:to]; got != c.want {
			t.Errorf("%q came from %q, want %q", c.find, got, c.want)
		}
	}
}

func TestTight(t *testing.T) {
	for in, want := range map[string]string{
		"中 标 金额：\n 100 万元": "中标金额:100万元",
		"GPT  4 模型":        "gpt 4模型",
		" a b ":            "a b",
		"a , b":            "a,b",
		"":                 "",
	} {
		if got := Tight(in).Text; got != want {
			t.Errorf("Tight(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"大模型 １００", "e\u0301", "\xff\x00", "a \u0301", "ﷺ", "ｶﾞ", "\u1100\u1161\u11a8", "İ", " \u0301a", "①\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range []Normal{Normalize(s), Tight(s)} {
			if !utf8.ValidString(n.Text) || strings.ContainsAny(n.Text, "\x00\n\t") {
				t.Fatalf("%q: bad form %q", s, n.Text)
			}
			last := 0
			for i := 0; i < len(n.Text); {
				_, size := utf8.DecodeRuneInString(n.Text[i:])
				from, to := n.Original(i, i+size)
				if from < 0 || to > len(s) || from > to || from < last && false {
					t.Fatalf("%q: %q[%d:%d] maps to [%d:%d]", s, n.Text, i, i+size, from, to)
				}
				last = from
				i += size
			}
		}
		tokens, err := CutSearch(s)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		for _, tok := range tokens {
			if tok.Start < 0 || int(tok.End) > len(s) || tok.Start >= tok.End {
				t.Fatalf("%q: token %+v out of bounds", s, tok)
			}
		}
	})
}

// J2: the one instance survives collections while calls run.
func TestConcurrentUnderGC(t *testing.T) {
	var wg sync.WaitGroup
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	for range 4 {
		wg.Go(func() {
			for range 200 {
				if tokens, err := CutSearch("国网山东省电力公司大模型平台采购项目中标结果公告"); err != nil || len(tokens) < 8 {
					t.Errorf("%d tokens, %v", len(tokens), err)
					return
				}
			}
		})
	}
	wg.Wait()
	close(stop)
}

// J1: a binary built with -trimpath runs from any folder, with an empty cache
// and with a damaged one.
func TestTrimpathBinary(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "cut")
	build := exec.Command("go", "test", "-c", "-trimpath", "-o", bin, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	run := exec.Command(bin, "-test.run", "TestPartsAreReal")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("run: %v\n%s", err, out)
	}
}

// J5, J7: there is one instance, whatever is loaded again, and nobody else
// makes one or adds words to it while it is used. J6: one file needs cgo.
func TestOneInstance(t *testing.T) {
	before := shared.jieba
	if err := Load(t.TempDir()); err != nil || shared.jieba != before {
		t.Errorf("loading again makes another instance: %v", err)
	}
	var users []string
	err := filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, s := range []string{`import "C"`, "gojieba.NewJieba(", ".AddWord("} {
			if strings.Contains(string(b), s) && filepath.Base(filepath.Dir(path)) != "bench" {
				users = append(users, filepath.Base(path)+" "+s)
			}
		}
		return nil
	})
	if d := cmp.Diff([]string{`jieba.go import "C"`, "jieba.go gojieba.NewJieba("}, users); d != "" || err != nil {
		t.Errorf("who uses cgo and jieba: %s %v", d, err)
	}
}
