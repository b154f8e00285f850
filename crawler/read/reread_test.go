package read

import (
	"context"
	"fmt"
	"testing"

	"zhongbiao/data"
)

// doubled is another version of the rules: it reads every amount twice as
// high, and finds that notice 0003 is no award.
func doubled(p *data.Page) ([]data.Notice, error) {
	ns, err := plain(p)
	for i := range ns {
		for j := range ns[i].Lots {
			ns[i].Lots[j].Amount.Fen *= 2
		}
		if ns[i].Title == "0003" {
			ns[i].Kind = data.KindTender
		}
	}
	return ns, err
}

func TestRereadShowsWhatWouldChangeBeforeItDoes(t *testing.T) {
	st := openStore(t)
	for i := range 5 {
		put(t, st, fmt.Sprint(i), jsonOf(t, awardOf(fmt.Sprintf("%04d", i), 20240401, 100)))
	}
	mustRun(t, reader(st, plain))
	before := fmt.Sprint(trend(t, st))
	var shown Restatement
	r := reader(st, doubled)
	refuse := func(rs Restatement) (bool, error) { shown = rs; return false, nil }
	rs, err := r.Reread(context.Background(), RereadOptions{Confirm: refuse})
	if err != nil || rs.Committed {
		t.Fatalf("refused reread: %+v, %v", rs, err)
	}
	if len(shown.Months) != 1 || shown.Months[0].Count != -1 || shown.Months[0].Fen != 4*20_000-5*10_000 || shown.Months[0].Cause != "rule" {
		t.Errorf("preview %+v", shown.Months)
	}
	if after := fmt.Sprint(trend(t, st)); after != before {
		t.Errorf("a refused reread changed the trend: %s, was %s", after, before)
	}
	accept := func(Restatement) (bool, error) { return true, nil }
	rs, err = r.Reread(context.Background(), RereadOptions{Confirm: accept})
	if err != nil || !rs.Committed || fmt.Sprint(rs.Months[0].Count, rs.Months[0].Fen) != fmt.Sprint(shown.Months[0].Count, shown.Months[0].Fen) {
		t.Errorf("what was done differs from what was shown: %+v, %v", rs, err)
	}
	if ps := trend(t, st); ps[0].Count != 4 || ps[0].Fen != 80_000 {
		t.Errorf("trend %+v", ps)
	}
	if rs, err = r.Reread(context.Background(), RereadOptions{}); err != nil || len(rs.Entries) != 0 || rs.Report.Pages != 5 {
		t.Errorf("a second reread restates %+v, %v", rs.Entries, err)
	}
}

func TestRereadOfOnePortalLeavesTheOthers(t *testing.T) {
	st := openStore(t)
	put(t, st, "a", jsonOf(t, awardOf("0001", 20240401, 100)))
	mustRun(t, reader(st, plain))
	rs, err := reader(st, doubled).Reread(context.Background(), RereadOptions{Portal: "another"})
	if err != nil || rs.Report.Pages != 0 {
		t.Errorf("%+v, %v", rs, err)
	}
	if ps := trend(t, st); ps[0].Fen != 10_000 {
		t.Errorf("trend %+v", ps)
	}
}

func TestRereadReadsWhatWasNeverRead(t *testing.T) {
	st := openStore(t)
	put(t, st, "a", jsonOf(t, awardOf("0001", 20240401, 100)))
	if _, err := reader(st, plain).Reread(context.Background(), RereadOptions{}); err != nil {
		t.Fatal(err)
	}
	if rep := mustRun(t, reader(st, plain)); rep.Pages != 0 {
		t.Errorf("pages were read again after a reread: %+v", rep)
	}
}

func TestRereadKeepsWhatAFailingPageSaid(t *testing.T) {
	st := openStore(t)
	put(t, st, "a", jsonOf(t, awardOf("0001", 20240401, 100)))
	mustRun(t, reader(st, plain))
	broken := func(*data.Page) ([]data.Notice, error) { panic("new bug") }
	rs, err := reader(st, broken).Reread(context.Background(), RereadOptions{})
	if err != nil || len(rs.Report.Failed) != 1 {
		t.Errorf("%+v, %v", rs, err)
	}
	if ps := trend(t, st); len(ps) != 1 || ps[0].Count != 1 {
		t.Errorf("a bug in the reader took an award out: %+v", ps)
	}
}
