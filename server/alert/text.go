package alert

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"zhongbiao/data"
	"zhongbiao/server"
)

// words are the texts of messages in Chinese and English.
var words = map[string][2]string{
	"award":      {"新中标", "New award"},
	"progress":   {"项目动态", "Project"},
	"correction": {"更正", "Correction"},
	"raised":     {"系统告警", "System alert"},
	"cleared":    {"系统告警解除", "System alert over"},
	"test":       {"测试消息", "Test message"},
	"published":  {"依据新的或修改后的公告", "by a new or changed notice"},
	"reading":    {"本站重新判读同一公告所致", "by our reading the same notices again"},
	"test.text":  {"这是一条测试消息：提醒已可送达此处。", "This is a test message: the alert reaches this place."},
	"subject":    {"[zhongbiao] %s：%d 条", "[zhongbiao] %s: %d"},
	"buyer":      {"采购人", "Buyer"},
	"supplier":   {"供应商", "Supplier"},
	"amount":     {"金额", "Amount"},
	"none":       {"未披露", "not disclosed"},
	"industry":   {"行业", "Industry"},
	"day":        {"发布日", "Published"},
	"stage":      {"阶段", "Stage"},
	"was":        {"（此前：%s）", " (told before: %s)"},
	"page":       {"详情", "Award"},
	"source":     {"原公告", "Notice"},
	"sample":     {"[示例数据] ", "[Sample data] "},
	"more":       {"等 %d 家", "and %d more"},
	"colon":      {"：", ": "},
	"comma":      {"、", ", "},
	"foot.ops":   {"由运维提醒“%s”发出。", "Sent by the operator's alert \"%s\"."},
	"foot":       {"由保存的检索“%s”发出。", "Sent by the saved search \"%s\"."},
}

// writer writes events in the language of an alert.
type writer struct {
	lang server.Lang
	base string
}

func (m message) writer() writer { return writer{m.alert.Lang, strings.TrimSuffix(m.base, "/")} }

func (w writer) T(key string, args ...any) string {
	t := words[key][0]
	if w.lang == server.EN {
		t = words[key][1]
	}
	if len(args) == 0 {
		return t
	}
	return fmt.Sprintf(t, args...)
}

// subject is the one line over a message.
func (m message) subject() string {
	w := m.writer()
	if len(m.events) == 1 {
		return "[zhongbiao] " + m.alert.Name + w.T("colon") + w.title(m.events[0])
	}
	return w.T("subject", m.alert.Name, len(m.events))
}

// text is a whole message.
func (m message) text() string {
	w := m.writer()
	parts := make([]string, 0, len(m.events)+1)
	for _, e := range m.events {
		parts = append(parts, w.event(e))
	}
	foot := "foot"
	if m.alert.Operator {
		foot = "foot.ops"
	}
	return strings.Join(append(parts, w.T(foot, m.alert.Name)), "\n\n")
}

// within tells how many events of a message make a text of at most max bytes;
// one at least, since one is cut to fit (see clip).
func (m message) within(max int) int {
	n := 1
	for n < len(m.events) && len(message{m.alert, m.events[:n+1], m.base, m.now}.text()) <= max {
		n++
	}
	return n
}

// title is the one line that says what an event tells.
func (w writer) title(e Event) string {
	switch {
	case e.Award != nil:
		kind := w.T(string(e.Kind))
		if e.Kind == KindProgress {
			kind = w.lang.Label("stage", string(e.Award.Stage))
		}
		title := clip(oneLine(e.Award.Title), 300)
		if e.Award.Sample != data.NotSample {
			title = w.T("sample") + title
		}
		return kind + w.T("colon") + title
	case e.Condition != nil:
		text := e.Condition.ZH
		if w.lang == server.EN {
			text = e.Condition.EN
		}
		return w.T(string(e.Kind)) + w.T("colon") + clip(oneLine(text), 600)
	}
	return w.T(string(e.Kind))
}

func (w writer) event(e Event) string {
	lines := []string{w.title(e)}
	add := func(key, v string) {
		if v != "" {
			lines = append(lines, w.T(key)+w.T("colon")+v)
		}
	}
	if e.Kind == KindTest {
		lines = append(lines, w.T("test.text"))
	}
	if a := e.Award; a != nil {
		was := e.Was
		if was == nil {
			was = a
		}
		add("buyer", clip(oneLine(a.Buyer), 150))
		add("supplier", w.changed(w.suppliers(a), w.suppliers(was)))
		add("amount", w.changed(w.amount(a), w.amount(was)))
		add("stage", w.changed(w.lang.Label("stage", string(a.Stage)), w.lang.Label("stage", string(was.Stage))))
		add("industry", w.lang.Label("industry", a.Industry))
		add("day", w.lang.Day(a.Day))
		if e.Cause != "" {
			lines = append(lines, w.T(e.Cause))
		}
		add("page", w.link(e.Project))
		if len(a.Source) <= 300 {
			add("source", a.Source)
		}
	}
	return strings.Join(lines, "\n")
}

// changed is a fact, with what was told before when that was another.
func (w writer) changed(now, was string) string {
	if now == was {
		return now
	}
	return now + w.T("was", was)
}

func (w writer) amount(a *Award) string {
	if !a.Disclosed {
		return w.T("none")
	}
	return w.lang.Money(a.Fen)
}

// namesShown bounds the suppliers of one event.
const namesShown = 3

func (w writer) suppliers(a *Award) string {
	var names []string
	for _, s := range a.Suppliers[:min(len(a.Suppliers), namesShown)] {
		names = append(names, clip(oneLine(s), 120))
	}
	s := strings.Join(names, w.T("comma"))
	if more := len(a.Suppliers); more > namesShown {
		s += " " + w.T("more", map[bool]int{true: more - namesShown, false: more}[w.lang == server.EN])
	}
	return cmp.Or(s, w.T("none"))
}

func (w writer) link(p data.ProjectID) string {
	if w.base == "" || p == 0 {
		return ""
	}
	return w.base + "/awards/" + p.String()
}

// oneLine makes hostile text a line: no breaks, no control characters.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f || r == ' ' || r == 0x2028 || r == 0x2029 }), " ")
}

// clip cuts a text to at most max bytes, at the end of a character.
func clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	cut := max - len("…")
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
