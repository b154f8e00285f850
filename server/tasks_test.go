package server

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// officeNotices are awards of a world in which every task has one right
// answer, and awards beside it that a wrong way would find.
func officeNotices() []*data.Notice {
	var out []*data.Notice
	add := func(n int, day data.Day, ind data.Industry, buyer, supplier, subject string, yuan int64) {
		for range n {
			i := len(out)
			url := fmt.Sprintf("https://example.org/%d", i)
			rel := data.RelevanceLabel{Label: data.Core, Rule: "drawn", Evidence: subject}
			sup := data.Supplier{Name: supplier, Role: data.RoleSupplier, Canonical: supplier}
			name := fmt.Sprintf("%s建设项目%d期", subject, i)
			out = append(out, &data.Notice{ID: data.NoticeID(data.NewPageID("ccgp", url)), Page: data.NewPageID("ccgp", url), Portal: "ccgp", URL: url, Kind: data.KindAward,
				Title: name + "中标公告", ProjectName: name, ProjectNumber: fmt.Sprintf("SL-%04d", i), Published: day, Buyer: buyer, BuyerName: buyer, Region: "330000",
				Relevance: rel, Category: data.CategoryApp, Industry: data.Label{ID: string(ind)}, Scene: data.Label{ID: string(ind)}, Sample: data.Fictional, Text: name + buyer,
				TotalFen: yuan * data.Yuan, Lots: []data.Lot{{Lot: "1", Name: name, Status: data.LotAwarded, Relevance: rel, Suppliers: []data.Supplier{sup},
					Amount: &data.Money{Fen: yuan * data.Yuan, Kind: data.Total}}}})
		}
	}
	const mobile, grid, school = "中国移动通信集团示例有限公司", "示例电网公司", "示例大学"
	add(3, 20260812, data.Energy, grid, "示例甲公司", "大模型平台", 2_500_000)
	add(2, 20260815, data.Energy, grid, "示例甲公司", "大模型平台", 900_000)
	add(4, 20260715, data.Energy, grid, "示例甲公司", "大模型平台", 3_000_000)
	add(5, 20260820, data.Telecom, mobile, "示例乙公司", "大模型客服", 4_000_000)
	add(2, 20260825, data.Telecom, mobile, "示例丙公司", "大模型客服", 9_000_000)
	add(7, 20260826, data.Finance, "示例银行", "示例丁公司", "大模型风控", 1_200_000)
	add(3, 20260901, data.Education, school, "示例丙公司", "智能体教学", 700_000)
	add(2, 20260902, data.Education, school, "示例丙公司", "大模型教学", 700_000)
	add(2, 20260903, data.Government, "示例市数据局", "示例丁公司", "智能体政务", 700_000)
	return out
}

// office is a site over that world on 10 October 2026: August is complete, of
// September one list lacks some days.
func office(t *testing.T) *httptest.Server {
	t.Helper()
	r := newReal(t, officeNotices())
	for d := data.Day(20260701); d <= 20261009; d = d.Add(1) {
		state := store.CoverageComplete
		if d >= 20260920 && d <= 20260925 {
			state = store.CoverageBlocked
		}
		if err := r.store.PutCoverage(store.Coverage{Portal: "ccgp", Channel: "zbgg", Day: d, State: state}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := New(Options{Store: r.store, Index: r.index, Now: func() time.Time { return data.Day(20261010).Time().Add(9 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return web
}

// words are what an analyst looks for on a page of each language.
var taskWords = map[string]map[string]string{
	"zh": {"awards": "中标项目", "buyers": "采购人", "coverage": "覆盖", "energy": "能源", "education": "教育", "august": "2026年8月", "september": "2026年9月", "min": "100万", "winners": "中标最多", "filters": "筛选"},
	"en": {"awards": "Awards", "buyers": "Buyers", "coverage": "Coverage", "energy": "Energy", "education": "Education", "august": "Aug 2026", "september": "Sep 2026", "min": "1m", "winners": "Biggest winners", "filters": "Filters"},
}

// click clicks on the visible element whose words begin so.
func (b *tab) click(selector, words string) {
	b.t.Helper()
	script := fmt.Sprintf(`(() => { const e = [...document.querySelectorAll(%q)].find(e => e.checkVisibility() && e.textContent.trim().startsWith(%q)); if (!e) return false; e.click(); return true; })()`, selector, words)
	if !eval[bool](b, script) {
		b.t.Fatalf("nothing visible in %s begins with %q on %s", selector, words, eval[string](b, "location.href"))
	}
}

// follow clicks on a link and waits for the page that it leads to.
func (b *tab) follow(selector, words, path string) {
	b.t.Helper()
	b.click(selector, words)
	b.until("the page "+path, fmt.Sprintf(`document.readyState === "complete" && decodeURIComponent(location.pathname + location.search).includes(%q)`, path))
}

// search types into the search box and sends the form.
func (b *tab) search(words string) {
	b.t.Helper()
	b.do(chromedp.SendKeys("#q", words+"\r"))
	b.until("results", fmt.Sprintf(`document.readyState === "complete" && new URLSearchParams(location.search).get("q") === %q`, words))
}

// unfold opens the filters where the screen is too narrow for them.
func (b *tab) unfold(words string) {
	b.t.Helper()
	b.until("the script folds", `document.querySelector("details.fold").open === !matchMedia("(max-width: 62rem)").matches`)
	if !eval[bool](b, `document.querySelector("details.fold").open`) {
		b.click(".fold > summary", words)
	}
}

// download gives what stands behind a link.
func (b *tab) download(link string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`fetch([...document.querySelectorAll(".formats a")].find(a => a.checkVisibility() && a.textContent === %q).href).then(r => r.text())`, link), chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

// TestBrowserTasks are things that an analyst wants within ten seconds, done
// from the first page on by what is visible, in both languages, on a phone and
// on a desk.
func TestBrowserTasks(t *testing.T) {
	b := newTab(t)
	web := office(t)
	for _, width := range []int{360, 1440} {
		for _, lang := range []string{"zh", "en"} {
			w := taskWords[lang]
			b.screen(width, "light")
			start := func() { b.t.Helper(); b.do(chromedp.Navigate(web.URL + "/?lang=" + lang)) }
			name := fmt.Sprintf("%s %d", lang, width)

			start() // awards in energy in August 2026 over 1 million yuan, as CSV
			b.follow(".top nav a", w["awards"], "/awards")
			b.unfold(w["filters"])
			b.follow(".facet a", w["energy"], "industry=energy")
			b.unfold(w["filters"])
			b.follow(".facet a", w["august"], "from=2026-08")
			b.unfold(w["filters"])
			b.do(chromedp.SendKeys("input[name=min]", w["min"]+"\r"))
			b.until("over a million", `document.readyState === "complete" && location.search.includes("min=")`)
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.download("CSV"), "\ufeff"))).ReadAll()
			if err != nil || len(rows) != 1+3 || !slices.ContainsFunc(rows[1:], func(r []string) bool { return strings.Contains(strings.Join(r, " "), "示例电网公司") }) {
				t.Errorf("%s: the CSV has %d lines, want a head and 3: %v %v", name, len(rows), rows, err)
			}
			if total := eval[string](b, `document.querySelector(".total").textContent`); !strings.HasPrefix(total, "3 ") {
				t.Errorf("%s: the page says %q before the download", name, total)
			}

			start() // who won most from 中国移动
			b.follow(".top nav a", w["buyers"], "/buyers")
			b.follow("main a", "中国移动", "/buyers/中国移动")
			if got := eval[string](b, fmt.Sprintf(`[...document.querySelectorAll(".card")].find(c => c.querySelector("h2").textContent === %q).querySelector("li").textContent.trim()`, w["winners"])); !strings.HasPrefix(got, "示例乙公司 5") {
				t.Errorf("%s: %q won most", name, got)
			}

			start() // is September complete?
			b.follow(".top nav a", w["coverage"], "/coverage")
			answer := eval[string](b, `document.querySelector(".answer").textContent`)
			if strings.Contains(answer, w["september"]) || !strings.HasSuffix(strings.TrimRight(answer, "。."), "– "+w["august"]) {
				t.Errorf("%s: the answer is %q", name, answer)
			}
			if got := eval[string](b, `(e => e.textContent + " " + e.title)(document.querySelectorAll("tr.all td.cell")[8])`); !strings.HasPrefix(got, "80") || !strings.Contains(got, w["september"]) {
				t.Errorf("%s: September says %q", name, got)
			}

			start() // follow 智能体 in education
			b.follow(".top nav a", w["awards"], "/awards")
			b.search("智能体")
			b.unfold(w["filters"])
			b.follow(".facet a", w["education"], "industry=education")
			var feed struct {
				Items []struct {
					Title string `xml:"title"`
				} `xml:"channel>item"`
			}
			if err := xml.Unmarshal([]byte(b.download("RSS")), &feed); err != nil || len(feed.Items) != 3 {
				t.Errorf("%s: the feed has %d entries, want 3: %v", name, len(feed.Items), err)
			}
			b.quiet(name)
		}
	}
}

// TestBrowserKeys: the search box, the results and the bars of the chart can be
// reached without a mouse.
func TestBrowserKeys(t *testing.T) {
	b := newTab(t)
	web := office(t)
	b.screen(1440, "light")
	b.do(chromedp.Navigate(web.URL + "/awards?lang=en"))
	b.do(chromedp.KeyEvent("/"))
	if got := eval[string](b, `document.activeElement.id`); got != "q" {
		t.Errorf("the key / leads to %q", got)
	}
	eval[chromedp.Void](b, `document.activeElement.blur()`)
	b.do(chromedp.KeyEvent("jj"))
	if got := eval[bool](b, `document.activeElement === document.querySelectorAll(".hit h3 a")[1]`); !got {
		t.Error("j j does not lead to the second award")
	}
	b.do(chromedp.Navigate(web.URL + "/?lang=en"))
	b.until("chart", `!!(window.Chart && Chart.getChart("trend-chart"))`)
	b.do(chromedp.Focus("#trend-chart"), chromedp.KeyEvent(kb.ArrowLeft))
	b.until("a bar is told", `document.getElementById("chart-says").textContent.includes("2026-")`)
	eval[chromedp.Void](b, `["ArrowLeft", "ArrowLeft", "ArrowUp", "Enter"].forEach(k => document.getElementById("trend-chart").dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true })))`)
	b.until("Enter opens the bar's awards", `location.pathname === "/awards" && location.search.includes("from=2026-") && location.search.includes("industry=")`)
	b.quiet("keys")
}

// TestBrowserCompletion: names and words are offered while one types.
func TestBrowserCompletion(t *testing.T) {
	b := newTab(t)
	web := httptest.NewServer(newTest(t, newFake(6, "示例大模型")))
	defer web.Close()
	b.do(chromedp.Navigate(web.URL + "/awards?lang=en"))
	eval[chromedp.Void](b, `(() => { const q = document.getElementById("q"); q.value = "中国"; q.dispatchEvent(new Event("input")); })()`)
	b.until("completion", `document.querySelectorAll("#suggestions option").length === 2`)
	b.quiet("completion")
}

// TestBrowserWithoutScript: the chart gives way to the table, and links and
// forms do everything else.
func TestBrowserWithoutScript(t *testing.T) {
	b := newTab(t)
	web := office(t)
	b.screen(1440, "light")
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(web.URL + "/?lang=en"))
	if eval[bool](b, `document.getElementById("trend-chart").checkVisibility()`) {
		t.Error("an empty chart is shown")
	}
	if !eval[bool](b, `document.querySelector("figcaption a[href='#trend-table']").checkVisibility()`) {
		t.Error("nothing leads from the missing chart to the table")
	}
	b.follow("#trend-table a", "Aug 2026", "/awards?from=2026-08")
	b.follow(".facet a", "Energy", "industry=energy")
	b.do(chromedp.SendKeys("input[name=min]", "1m\r"))
	b.until("over a million", `document.readyState === "complete" && location.search.includes("min=1m")`)
	if total := eval[string](b, `document.querySelector(".total").textContent`); !strings.HasPrefix(total, "3 ") {
		t.Errorf("the page says %q", total)
	}
}
