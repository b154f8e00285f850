package bench

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// report writes the table of latencies.
func (r *run) report() error {
	names := []string{"zhongbiao"}
	for _, p := range r.o.Peers {
		if _, ok := r.f.Latencies[p.Name()]; ok {
			names = append(names, p.Name())
		}
	}
	t := tabwriter.NewWriter(r.w, 2, 0, 2, ' ', 0)
	fmt.Fprintf(t, "search\tnotices\t%s\n", strings.Join(names, " p50 / p99\t")+" p50 / p99")
	for _, c := range r.cases() {
		fmt.Fprintf(t, "%s\t%d", c.Name, r.f.Latencies["zhongbiao"][c.Name].Hits)
		for _, n := range names {
			l := r.f.Latencies[n][c.Name]
			switch {
			case l.Err != "":
				fmt.Fprintf(t, "\t%s", l.Err)
			case n != "zhongbiao" && l.Hits != r.f.Latencies["zhongbiao"][c.Name].Hits:
				fmt.Fprintf(t, "\t%s / %s (%d found)", short(l.P50), short(l.P99), l.Hits)
			default:
				fmt.Fprintf(t, "\t%s / %s", short(l.P50), short(l.P99))
			}
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

func short(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func mb(n int64) float64 { return float64(n) / 1e6 }

// rssAnon reads how much memory of its own the process has, 0 where the
// system does not tell.
func rssAnon() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			var kb int64
			fmt.Sscanf(strings.TrimSpace(rest), "%d", &kb)
			return kb * 1024
		}
	}
	return 0
}
