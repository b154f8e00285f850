package main

import (
	"context"
	"fmt"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/server"
	"zhongbiao/server/alert"
)

// health finds the troubles that operators' alerts tell of: a portal that says
// no or has changed, one that has not been read to the end for long, and a
// disk that is filling up.
func (s *stack) health(defs []*portal.Definition) func(context.Context) ([]alert.Condition, error) {
	return func(context.Context) ([]alert.Condition, error) {
		var out []alert.Condition
		now := time.Now()
		for _, d := range defs {
			if d.Default != "on" || d.Mode == portal.ImportOnly {
				continue
			}
			last, err := crawler.LastRunOf(s.store, d.ID)
			if err != nil {
				return nil, err
			}
			brk, err := crawler.BreakerOf(s.store, d.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, portalTroubles(d, last, brk, now)...)
		}
		free, all := diskSpace(s.store.Dir())
		return append(out, diskTroubles(free, all)...), nil
	}
}

// portalTroubles are those of one portal. A portal that was never crawled has
// none: nobody asked for it.
func portalTroubles(d *portal.Definition, last crawler.LastRun, brk crawler.BreakerState, now time.Time) (out []alert.Condition) {
	if last.Ended.IsZero() {
		return nil
	}
	add := func(what, zh, en string) {
		out = append(out, alert.Condition{ID: "portal/" + d.ID + "/" + what, ZH: fmt.Sprintf("来源网站 %s（%s）%s", d.Name, d.ID, zh), EN: fmt.Sprintf("portal %s (%s) %s", d.English, d.ID, en)})
	}
	if brk.Until.After(now) {
		add("blocked", "拒绝访问，暂停至 "+server.ZH.Time(brk.Until), "says no; it is left alone until "+server.EN.Time(brk.Until))
	}
	if n := last.Summary.Outcomes[portal.Changed]; n > 0 {
		add("changed", fmt.Sprintf("页面结构变了：最近一次抓取有 %d 页无法识别", n), fmt.Sprintf("has changed: %d pages of the newest crawl are not as its definition expects", n))
	}
	since := last.Success
	if since.IsZero() {
		since = last.Started // of the newest run, for want of a better one
	}
	if now.Sub(since) > max(48*time.Hour, 3*time.Duration(d.Every)) {
		add("behind", "覆盖滞后：自 "+server.ZH.Time(since)+" 起没有完整抓取", "is behind: no complete crawl since "+server.EN.Time(since))
	}
	return out
}

const gib = 1 << 30

// diskTroubles warns below a twentieth of the disk and below 10 GiB; below
// 1 GiB whatever its size. free and all are 0 where they can't be known.
func diskTroubles(free, all uint64) []alert.Condition {
	if all == 0 || free >= gib && (free >= 10*gib || free >= all/20) {
		return nil
	}
	mib := free >> 20
	return []alert.Condition{{ID: "disk", ZH: fmt.Sprintf("数据目录所在磁盘只剩 %d MiB", mib), EN: fmt.Sprintf("the disk of the data folder has %d MiB left", mib)}}
}
