package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"zhongbiao/crawler"
	"zhongbiao/data/store"
)

// metrics gives what an operator watches, in Prometheus's text format: what
// the store holds, how far the index is, and what crawls came to.
type metrics struct {
	s        *stack
	registry *prometheus.Registry
	outcomes *prometheus.CounterVec
	pages    *prometheus.CounterVec
	last     *prometheus.GaugeVec
	holes    *prometheus.GaugeVec
	breaker  *prometheus.GaugeVec
	told     *prometheus.CounterVec
}

func newMetrics(s *stack) *metrics {
	m := &metrics{s: s, registry: prometheus.NewRegistry(),
		outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "zhongbiao_fetches_total", Help: "Answers of portals by outcome, since the start."}, []string{"portal", "outcome"}),
		pages:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "zhongbiao_pages_total", Help: "Pages kept that were new or changed, since the start."}, []string{"portal"}),
		last:     prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "zhongbiao_crawl_timestamp_seconds", Help: "End of the newest crawl; complete tells whether nothing was missing."}, []string{"portal", "complete"}),
		holes:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "zhongbiao_coverage_holes", Help: "Days of lists known not to be complete after the newest crawl."}, []string{"portal"}),
		breaker:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "zhongbiao_breaker_until_timestamp_seconds", Help: "Until when a portal is left alone that said no; 0 when it is not."}, []string{"portal"}),
		told:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "zhongbiao_alert_events_total", Help: "Events that alerts tried to send, by result, since the start; one that failed is tried again."}, []string{"result"}),
	}
	m.registry.MustRegister(m, m.outcomes, m.pages, m.last, m.holes, m.breaker, m.told, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// event counts an answer while a crawl goes on: a backfill may take days.
func (m *metrics) event(e crawler.Event) {
	if e.Outcome != "" {
		m.outcomes.WithLabelValues(e.Portal, string(e.Outcome)).Inc()
	}
	if e.Kept {
		m.pages.WithLabelValues(e.Portal).Inc()
	}
}

// crawled takes the summary of a crawl.
func (m *metrics) crawled(sum *crawler.Summary) {
	for _, p := range sum.Portals {
		m.holes.WithLabelValues(p.ID).Set(float64(p.Holes))
		until := 0.0
		if !p.Breaker.Until.IsZero() {
			until = float64(p.Breaker.Until.Unix())
		}
		m.breaker.WithLabelValues(p.ID).Set(until)
		complete := "yes"
		if p.Incomplete() {
			complete = "no"
		}
		m.last.WithLabelValues(p.ID, complete).Set(float64(sum.Ended.Unix()))
	}
}

// alertSent counts what alerts sent or failed to send.
func (m *metrics) alertSent(result string, events int) {
	m.told.WithLabelValues(result).Add(float64(events))
}

var (
	thingsDesc = prometheus.NewDesc("zhongbiao_things", "What the store holds.", []string{"kind"}, nil)
	tasksDesc  = prometheus.NewDesc("zhongbiao_tasks", "Tasks of the frontier by state.", []string{"state"}, nil)
	bytesDesc  = prometheus.NewDesc("zhongbiao_bytes", "Size on disk.", []string{"of"}, nil)
	behindDesc = prometheus.NewDesc("zhongbiao_index_behind", "How many steps of the store the index is behind.", nil, nil)
	alertsDesc = prometheus.NewDesc("zhongbiao_alerts", "Alerts by state: ok, waiting for their hour or their turn, failing.", []string{"state"}, nil)
	queueDesc  = prometheus.NewDesc("zhongbiao_alert_events_waiting", "Events that alerts have yet to send.", nil, nil)
)

// Describe implements prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{thingsDesc, tasksDesc, bytesDesc, behindDesc, alertsDesc, queueDesc} {
		ch <- d
	}
}

// Collect reads the counts, which the store keeps at hand.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	c, err := m.s.store.Counts()
	if err != nil {
		ch <- prometheus.NewInvalidMetric(thingsDesc, err)
		return
	}
	for kind, n := range map[string]int{"pages": c.Pages, "page_versions": c.Versions, "notices": c.Notices, "projects": c.Projects, "listed_unread": c.Listed, "journal": c.Journal} {
		gauge(thingsDesc, float64(n), kind)
	}
	for _, st := range store.TaskStates {
		gauge(tasksDesc, float64(c.Tasks[st]), string(st))
	}
	if unread, err := m.s.unreadable(nil); err != nil {
		ch <- prometheus.NewInvalidMetric(thingsDesc, err)
	} else {
		gauge(thingsDesc, float64(len(unread)), "unreadable")
	}
	ix := m.s.index.Stats()
	gauge(bytesDesc, float64(c.Bytes), "store")
	gauge(bytesDesc, float64(ix.Bytes), "index")
	gauge(behindDesc, float64(ix.Behind))
	m.collectAlerts(ch, gauge)
}

// collectAlerts names no alert: whoever may read pages may read metrics.
func (m *metrics) collectAlerts(ch chan<- prometheus.Metric, gauge func(*prometheus.Desc, float64, ...string)) {
	all, err := m.s.alerts.Statuses()
	if err != nil {
		ch <- prometheus.NewInvalidMetric(alertsDesc, err)
		return
	}
	states, waiting := map[string]int{"ok": 0, "waiting": 0, "failing": 0}, 0
	for _, s := range all {
		states[s.State]++
		waiting += s.Waiting
	}
	for state, n := range states {
		gauge(alertsDesc, float64(n), state)
	}
	gauge(queueDesc, float64(waiting))
}

// handler adds /metrics to the server's own addresses.
func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	if m.s.public == m.s.server { // behind read tokens the figures stay on the socket
		mux.Handle("GET /metrics", m.exposition())
	}
	mux.Handle("/", m.s.public)
	return mux
}

func (m *metrics) exposition() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
