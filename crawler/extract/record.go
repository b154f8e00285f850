package extract

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"sort"
	"strings"

	"zhongbiao/data"
)

// Keys under which the portals' JSON and saved records hold a notice's parts,
// folded to lower case without underscores. The first that is filled wins.
var (
	keysTitle   = []string{"title", "titlenew", "annoname", "doctitle", "noticetitle", "articletitle", "bulletinname", "name", "projectname"}
	keysBody    = []string{"html", "content", "infocontent", "noticecontent", "annotext", "contenttext", "bodycontent", "htmlcontent", "articlecontent", "body", "text", "detailcontent", "noticetext"}
	keysDay     = []string{"published", "publishedts", "publishtime", "publishdate", "infodate", "infodateformat", "pubtime", "noticetime", "releasetime", "createdate", "date", "publishat", "pubdate"}
	keysURL     = []string{"url", "detailurl", "linkurl", "pageurl", "htmlpath", "link", "href"}
	keysBuyer   = []string{"purchasername", "buyer", "purchaser", "tenderee", "buyername", "purchaseorgname"}
	keysIssuer  = []string{"issuer", "bidcompany", "orgname"} // mostly the buyer; the page's own word is better
	keysAgency  = []string{"agentname", "agency", "agencyname", "agent"}
	keysNumber  = []string{"projectcode", "projectno", "bidno", "opentendercode", "tenderprojectcode", "projectnumber"}
	keysProject = []string{"projectname", "projname"}
	keysRegion  = []string{"region", "districtcode", "regioncode", "province", "provincetext", "districtname", "provincename", "fieldvalue", "zhuanzai", "areacode", "xiaquname", "companytypename"}
	keysKind    = []string{"announcetype", "informationtypetext", "infotype", "publishonetypedicttext", "annotype", "pathname", "categoryname", "noticetype", "category", "type", "publishonetype", "doctypecode", "doctype"}
	keysMethod  = []string{"purchasetype", "procurementmethod", "purchasemanner", "procurementtype"}
)

// kindCodes are the portals' own codes for a kind (PORTALS §6, §7, 政采云).
var kindCodes = map[string]data.Kind{
	"SELECTION_RESULTS": data.KindAward, "CANDIDATE_PUBLICITY": data.KindCandidate, "ONE_SOURCE_PROCUREMENT": data.KindSingleSource,
	"PROCUREMENT": data.KindTender, "PURCHASE_OPINION": data.KindIntention, "ResultAnnounc": data.KindAward, "TerminationAnnounc": data.KindFailure,
	"TenderAnnouncement": data.KindTender, "CompareSelect": data.KindTender, "NegotiationSelect": data.KindTender, "PurchaseAnnounceBasic": data.KindTender,
	"0202": data.KindAward, "0104": data.KindAward, "0203": data.KindContract, "0204": data.KindCorrection, "9002": data.KindAward,
	"doci-win": data.KindAward, "doci-bid": data.KindTender, "doci-change": data.KindCorrection,
}

// readJSON reads the notices of a JSON document: one record, an array of
// them, JSON lines, or a portal's answer with a record inside.
func readJSON(in Input, text string) ([]data.Notice, error) {
	dec := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	dec.UseNumber()
	c := &collector{in: in}
	for {
		var v any
		err := dec.Decode(&v)
		if err == io.EOF {
			break
		}
		if err != nil {
			if len(c.out) > 0 {
				break
			}
			return nil, &Error{"unreadable", "the JSON is broken: " + err.Error()}
		}
		c.value(v, 0)
	}
	if len(c.out) == 0 {
		if c.last != nil {
			return nil, c.last
		}
		return nil, &Error{"no_notice", "no notice in this JSON document; a list answer holds rows only"}
	}
	return c.out, nil
}

type collector struct {
	in   Input
	out  []data.Notice
	last error
}

// maxRecords bounds the notices read from one document.
const maxRecords = 20_000

func (c *collector) value(v any, depth int) {
	if depth > 12 || len(c.out) >= maxRecords {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			c.value(e, depth+1)
		}
	case map[string]any:
		c.object(x, depth)
	case string:
		if t := strings.TrimSpace(x); strings.HasPrefix(t, "{") || strings.HasPrefix(t, "[{") {
			var inner any // some APIs put JSON into a string
			if json.Unmarshal([]byte(t), &inner) == nil {
				c.value(inner, depth+1)
			}
		}
	}
}

// object reads a record, or looks for one inside an answer's wrapping.
func (c *collector) object(m map[string]any, depth int) {
	r := newRecord(m)
	if e := r.refused(); e != nil {
		c.last = e
		return
	}
	if r.notice() {
		ns, err := r.read(c.in)
		if err != nil {
			c.last = err
			return
		}
		c.out = append(c.out, ns)
		return
	}
	for _, k := range sortedKeys(m) {
		switch v := m[k].(type) {
		case map[string]any:
			c.value(v, depth+1)
		case []any:
			if r.answer() && !holdsBodies(v) {
				continue // rows of a portal's list
			}
			c.value(v, depth+1)
		case string:
			c.value(v, depth+1)
		}
	}
}

func sortedKeys(m map[string]any) []string {
	ks := make([]string, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	return ks
}

// holdsBodies tells whether rows carry the notices' bodies and not only an
// excerpt of them.
func holdsBodies(rows []any) bool {
	for _, v := range rows {
		if m, ok := v.(map[string]any); ok {
			if b := newRecord(m).str(keysBody); runeCount(b) > 600 || runeCount(b) > 150 && strings.Count(b, "</") > 5 {
				return true
			}
		}
	}
	return false
}

// record is one JSON object with its keys folded.
type record struct {
	fields map[string]any
	labels []pair // keys that are labels themselves: 招标人, 中标价(元)
}

func newRecord(m map[string]any) *record {
	r := &record{fields: make(map[string]any, len(m))}
	for _, k := range sortedKeys(m) {
		v := m[k]
		if l := readLabel(k); l.field != fNone {
			if s := scalar(v); s != "" {
				r.labels = append(r.labels, pair{label: l, name: k, value: s})
			}
		}
		r.fields[strings.ToLower(strings.ReplaceAll(k, "_", ""))] = v
	}
	if sub, ok := r.fields["structuredfields"].(map[string]any); ok {
		r.labels = append(r.labels, newRecord(sub).labels...)
	}
	return r
}

func scalar(v any) string {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x)
	case json.Number:
		return x.String()
	}
	return ""
}

// str gives the first filled text among the keys.
func (r *record) str(keys []string) string {
	for _, k := range keys {
		if s := scalar(r.fields[k]); s != "" && s != "null" {
			return s
		}
	}
	return ""
}

// notice tells whether the object is a notice or a list's row of one: it has
// a title and one of body, day, address, kind, or labels of its own.
func (r *record) notice() bool {
	title := r.str(keysTitle)
	if runeCount(title) < 5 {
		return false
	}
	if r.str(keysBody) != "" || len(r.labels) >= 3 {
		return true
	}
	return r.str(keysDay) != "" && (r.str(keysURL) != "" || r.str(keysKind) != "" || r.fields["uuid"] != nil)
}

// answer tells whether the object is the frame of a portal's list answer.
func (r *record) answer() bool {
	for _, k := range []string{"total", "totalcount", "pages", "totalpages", "totalelements", "pagenum", "hasnextpage", "count"} {
		if _, ok := r.fields[k]; ok {
			return true
		}
	}
	return false
}

// refused recognises an API's refusal: 829 captcha and 800 too frequent on
// ggzy.gov.cn, and words to that effect elsewhere.
func (r *record) refused() error {
	code, msg := r.str([]string{"code", "status", "errcode"}), r.str([]string{"message", "msg", "errmsg"})
	if code == "829" || code == "800" || code == "429" || hasAny(msg, "频繁", "验证码", "非法请求", "访问受限") {
		return &Error{"blocked", "the site refused the request: " + clip(code+" "+msg, 80)}
	}
	return nil
}

// read reads the record as a notice: its own fields, and its body.
func (r *record) read(in Input) (data.Notice, error) {
	if u := r.str(keysURL); u != "" && (in.URL == "" || len(r.fields) > 0) {
		in.URL = firstNonEmpty(joinURL(in.URL, u), in.URL)
	}
	m := meta{titles: []string{squeeze(r.str(keysTitle))}, published: readDay(r.str(keysDay)), kind: r.str(keysKind)}
	if k, ok := kindCodes[m.kind]; ok {
		in.Row.KindHint = k
	}
	in.Row.Region = firstNonEmpty(r.region(), in.Row.Region)
	m.facts = r.facts()
	m.total = r.total()
	in.Row.Links = append(in.Row.Links, r.links(in.URL)...)
	body := r.str(keysBody)
	blocks, err := bodyBlocks(in, body)
	if err != nil {
		return data.Notice{}, err
	}
	in.Row.ListOnly = in.Row.ListOnly || len(blocks) == 0 && len(r.labels) < 3
	n, err := build(in, m, append(r.labelBlocks(), blocks...))
	if err == nil && in.Row.ListOnly {
		n.ListOnly = true
		n.Warn("list_only", "only the list's row was read, not the notice itself")
	}
	return n, err
}

func (r *record) region() string {
	for _, k := range keysRegion {
		s := scalar(r.fields[k])
		if s != "" && (regionCode(s) != "" || regionNamed(strings.ReplaceAll(s, ">>", "")) != "") {
			return strings.ReplaceAll(s, ">>", "")
		}
	}
	return ""
}

// recordFact is a fact that a record states under a key of its own.
type recordFact struct {
	field field
	value string
	rank  int
}

func (r *record) facts() []recordFact {
	var out []recordFact
	for _, f := range []struct {
		field field
		keys  []string
		rank  int
	}{{fBuyer, keysBuyer, 1}, {fBuyer, keysIssuer, 4}, {fAgency, keysAgency, 1}, {fNumber, keysNumber, 3}, {fProject, keysProject, 3}, {fMethod, keysMethod, 3}} {
		if v := r.str(f.keys); v != "" && runeCount(v) < 200 && strings.IndexFunc(v, isHan) >= 0 || v != "" && f.field == fNumber {
			out = append(out, recordFact{f.field, v, f.rank})
		}
	}
	return out
}

// total reads a total that a saved record carries apart from its body:
// {"money_amount":64000.0,"money_unit":"元"}.
func (r *record) total() *price {
	m, ok := r.fields["totalwinningmoney"].(map[string]any)
	if !ok {
		return nil
	}
	sub := newRecord(m)
	p := readPrice(scalar(sub.fields["moneyamount"])+scalar(sub.fields["moneyunit"]), label{})
	if p.Kind != data.Total {
		return nil
	}
	return &p
}

// links gives the addresses of the project's other notices (政采云).
func (r *record) links(self string) []string {
	list, ok := r.fields["announcementlinkdtolist"].([]any)
	i := strings.Index(self, "articleId=")
	if !ok || i < 0 {
		return nil
	}
	var out []string
	for _, v := range list {
		m, _ := v.(map[string]any)
		if id := scalar(m["articleId"]); id != "" && len(out) < 50 {
			out = append(out, self[:i]+"articleId="+url.QueryEscape(id))
		}
	}
	return out
}

// labelBlocks turns keys that are labels into lines.
func (r *record) labelBlocks() []block {
	var out []block
	if len(r.labels) < 3 && r.str(keysBody) != "" && r.fields["structuredfields"] == nil {
		return nil
	}
	for _, p := range r.labels {
		out = append(out, block{text: squeeze(p.name + "：" + p.value)})
	}
	return out
}

// bodyBlocks flattens a record's body: HTML, a PDF in base64, or text.
func bodyBlocks(in Input, body string) ([]block, error) {
	switch {
	case strings.HasPrefix(body, "JVBERi"):
		bs, err := pdfBlocks(body)
		if err != nil {
			return nil, &Error{"unreadable", fmt.Sprintf("the PDF inside the record can't be read: %v", err)}
		}
		return bs, nil
	case markup(body):
		root := parseHTML(body)
		return flatten(bodyOf(root, in.Hints), hiddenClasses(root), dropped(root, in.Hints.Drop)), nil
	}
	return textBlocks(body), nil
}

// joinURL makes a record's own address absolute.
func joinURL(base, u string) string {
	if strings.HasPrefix(u, "http") || base == "" {
		return u
	}
	if i := strings.Index(base, "://"); i > 0 && strings.HasPrefix(u, "/") {
		if j := strings.IndexByte(base[i+3:], '/'); j >= 0 {
			return base[:i+3+j] + u
		}
		return base + u
	}
	return u
}

// markup tells HTML from text that holds a stray tag.
func markup(s string) bool {
	s = s[:min(len(s), 100_000)]
	return reAnyTag.MatchString(s) && 4*strings.Count(s, "<") >= strings.Count(s, "\n")
}
