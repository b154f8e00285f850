package sample_test

import (
	"net/http"
	"testing"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// trouble is every bad side that a portal can have in the middle of a crawl.
func trouble() []sample.Bad {
	return []sample.Bad{
		sample.Status(500, ""), sample.Status(502, ""), sample.RetryIn(503, 0), sample.Status(404, ""), sample.HangUp, sample.Truncate(0.3), sample.Truncate(0.95),
		sample.CutSilently(0.5), sample.CutSilently(0.98), sample.EmptyBody, sample.Mojibake, sample.Changed, sample.WrongType, sample.GzipBomb, sample.Endless,
		sample.Redirect("http://169.254.169.254/latest/meta-data/"), sample.Redirect("http://10.0.0.1/"), sample.Redirect("https://example.invalid/"), sample.Redirect("file:///etc/passwd"),
		sample.RedirectLoop, sample.HeaderFlood(2000), sample.InvalidText, sample.Deep(50_000), sample.LongLine(50 << 20),
		sample.WrongHeader("gbk"), sample.WrongHeader("iso-8859-1"), sample.Late(15 * time.Millisecond),
	}
}

// refusals are the bad sides that open a circuit breaker.
func refusals() []sample.Bad {
	return []sample.Bad{sample.Throttle, sample.Challenge, sample.Captcha, sample.RetryIn(429, 0), sample.RetryAt(503, time.Second)}
}

// A third of all answers is bad, in every way but refusals. The run ends with
// every notice, or says of each one that is missing why it is: nothing in
// between.
func TestChaosEndsWithNoticeOrOutcome(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds; skipped with -short")
	}
	for _, c := range []struct {
		name string
		set  data.Sample
		bad  []sample.Bad
	}{{"broken", data.Fictional, trouble()}, {"refusing", data.Facts, append(refusals(), trouble()[:6]...)}} {
		t.Run(c.name, func(t *testing.T) {
			g := serve(t, c.set)
			g.Break(&sample.Fault{Match: cggg, Share: 1.0 / 3, Bad: sample.AnyOf(c.bad...)})
			st := opened(t, t.TempDir())
			sum := g.crawl(t, st, func(o *crawler.Options) {
				o.Timeout, o.RetryBase, o.Patience = 2*time.Second, time.Millisecond, 5*time.Second
			})
			missing := g.accounted(t, st)
			if missing > 0 && !sum.Incomplete() {
				t.Errorf("%d notices are missing and the run calls itself complete: %+v", missing, sum)
			}
			t.Logf("%d of %d missing after %d requests; %+v", missing, len(g.listed()), len(g.Requests()), sum.Portals)
			g.mended(t, st)
		})
	}
}

// cggg leaves robots.txt alone: when it fails, all must stop (another test).
func cggg(r *http.Request) bool { return sample.Details(r) || sample.Lists(r) }

// accounted counts the notices that are not kept, and complains about each
// that nothing accounts for.
func (g *target) accounted(t *testing.T, st *store.Store) (missing int) {
	t.Helper()
	kept := g.kept(t, st)
	reason := map[string]store.Task{}
	if err := st.Tasks(func(k store.Task) error { reason[k.URL] = k; return nil }); err != nil {
		t.Fatal(err)
	}
	state := map[string]store.Coverage{}
	if err := st.Coverage(func(c store.Coverage) error { state[c.Channel+c.Day.String()] = c; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, pg := range g.listed() {
		if kept[pg.Path] != nil {
			continue
		}
		missing++
		c, known := state[g.channel(pg.Path)+pg.Want.Published.String()]
		task, asked := reason[g.URL+pg.Path]
		switch {
		case asked && task.Outcome == string(portal.Gone): // the portal said so itself
		case known && c.State == store.CoverageComplete:
			t.Errorf("%s is missing, and its day is called complete", pg.Path)
		case asked && task.State == store.TaskFailed && (task.Outcome == "" || task.Reason == ""):
			t.Errorf("%s failed without an outcome: %+v", pg.Path, task)
		case asked && task.State == store.TaskDone && task.Outcome == string(portal.OK):
			t.Errorf("%s is done and not kept: %+v", pg.Path, task)
		case !asked && known && c.Reason == "":
			t.Errorf("%s was never asked for, and its day says no reason: %+v", pg.Path, c)
		}
	}
	return missing
}

// mended crawls again after the trouble is over: now everything comes.
func (g *target) mended(t *testing.T, st *store.Store) {
	t.Helper()
	g.Mend()
	time.Sleep(100 * time.Millisecond) // the breaker's first pause
	sum := g.crawl(t, st, func(o *crawler.Options) { o.RetryFailed, o.Again = true, true })
	if sum.Incomplete() {
		t.Errorf("the mended portal is incomplete: %+v", sum)
	}
	gone := 0
	if err := st.Tasks(func(k store.Task) error {
		if k.Outcome == string(portal.Gone) {
			gone++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if missing := g.accounted(t, st); missing > gone {
		t.Errorf("%d notices are missing after the portal was mended, %d were said to be gone", missing, gone)
	}
}

// Hostile answers end in an outcome with a name, within the caps.
func TestHostileAnswersHaveNames(t *testing.T) {
	for name, c := range map[string]struct {
		bad  sample.Bad
		want []portal.Outcome
	}{
		"throttle":      {sample.Throttle, []portal.Outcome{portal.Blocked}},
		"challenge":     {sample.Challenge, []portal.Outcome{portal.Blocked}},
		"captcha":       {sample.Captcha, []portal.Outcome{portal.Blocked}},
		"429":           {sample.RetryIn(429, 1), []portal.Outcome{portal.Blocked}},
		"truncated":     {sample.Truncate(0.5), []portal.Outcome{portal.Truncated}},
		"cut silently":  {sample.CutSilently(0.5), []portal.Outcome{portal.Truncated}},
		"changed":       {sample.Changed, []portal.Outcome{portal.Changed}},
		"mojibake":      {sample.Mojibake, []portal.Outcome{portal.Mojibake}},
		"gone":          {sample.Status(404, ""), []portal.Outcome{portal.Gone}},
		"500":           {sample.Status(500, ""), []portal.Outcome{portal.Failed}},
		"hang up":       {sample.HangUp, []portal.Outcome{portal.Failed, portal.Truncated}},
		"bomb":          {sample.GzipBomb, []portal.Outcome{portal.Failed, portal.Truncated}},
		"endless":       {sample.Endless, []portal.Outcome{portal.Failed, portal.Truncated}},
		"long line":     {sample.LongLine(50 << 20), []portal.Outcome{portal.Failed, portal.Truncated}},
		"loop":          {sample.RedirectLoop, []portal.Outcome{portal.Failed}},
		"private":       {sample.Redirect("http://10.0.0.1/x"), []portal.Outcome{portal.Failed}},
		"link-local":    {sample.Redirect("http://169.254.169.254/"), []portal.Outcome{portal.Failed}},
		"other scheme":  {sample.Redirect("file:///etc/passwd"), []portal.Outcome{portal.Failed}},
		"other port":    {sample.Redirect("http://127.0.0.1:9/"), []portal.Outcome{portal.Failed}},
		"pdf":           {sample.WrongType, []portal.Outcome{portal.Changed, portal.Failed}},
		"drip":          {sample.Drip(1, 20*time.Millisecond), []portal.Outcome{portal.Failed, portal.Truncated}},
		"silence":       {sample.Silence(time.Minute), []portal.Outcome{portal.Failed}},
		"header flood":  {sample.HeaderFlood(20_000), []portal.Outcome{portal.Failed}},
		"empty body":    {sample.EmptyBody, []portal.Outcome{portal.Changed, portal.Truncated, portal.Failed}},
		"not announced": {sample.CutSilently(0.99), []portal.Outcome{portal.Truncated}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, data.Facts)
			path := g.listed()[0].Path
			g.Break(&sample.Fault{Match: sample.OnPath(path), Bad: c.bad})
			st := opened(t, t.TempDir())
			sum := g.crawl(t, st, func(o *crawler.Options) {
				o.Timeout, o.RetryBase, o.MaxTries, o.Patience, o.BreakerBase = 500*time.Millisecond, time.Millisecond, 2, 300*time.Millisecond, time.Hour
			})
			g.named(t, st, path, c.want)
			if !sum.Incomplete() && c.want[0] != portal.Gone {
				t.Errorf("the run calls itself complete: %+v", sum)
			}
			g.accounted(t, st)
		})
	}
}

// named checks the outcome of the task of a path.
func (g *target) named(t *testing.T, st *store.Store, path string, want []portal.Outcome) {
	t.Helper()
	found := false
	err := st.Tasks(func(k store.Task) error {
		if k.URL != g.URL+path {
			return nil
		}
		found = true
		for _, o := range want {
			if k.Outcome == string(o) {
				return nil
			}
		}
		t.Errorf("outcome %q (%s, %s), want one of %v", k.Outcome, k.Reason, k.State, want)
		return nil
	})
	if err != nil || !found {
		t.Errorf("%s: no task (%v)", path, err)
	}
}
