package data

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDayIsShanghais(t *testing.T) {
	// 17:00 UTC is already the next day in Shanghai, and the next month.
	got := DayOf(time.Date(2024, 4, 30, 17, 0, 0, 0, time.UTC))
	if got != 20240501 || got.Month() != 202405 {
		t.Errorf("DayOf = %v (month %v), want 2024-05-01", got, got.Month())
	}
	if DayOf(time.Time{}) != 0 {
		t.Error("the zero time has a day")
	}
}

func TestNewDayRefusesWhatIsNoDay(t *testing.T) {
	for _, c := range [][3]int{{2023, 2, 29}, {2024, 13, 1}, {2024, 0, 1}, {2024, 4, 31}, {0, 1, 1}} {
		if d := NewDay(c[0], c[1], c[2]); d != 0 {
			t.Errorf("NewDay(%v) = %v, want unknown", c, d)
		}
	}
	if NewDay(2024, 2, 29) != 20240229 {
		t.Error("the leap day is refused")
	}
}

func TestDayArithmetic(t *testing.T) {
	d := Day(20240228)
	if got := d.Add(2); got != 20240301 {
		t.Errorf("2024-02-28 + 2 = %v", got)
	}
	if got := Day(20240301).Sub(d); got != 2 {
		t.Errorf("difference = %d, want 2", got)
	}
	if got := Month(202312).Next(); got != 202401 {
		t.Errorf("next = %v", got)
	}
	if got := Month(202401).Prev(); got != 202312 {
		t.Errorf("prev = %v", got)
	}
	if got := Month(202402).Last(); got != 20240229 {
		t.Errorf("last = %v", got)
	}
}

func TestDayJSON(t *testing.T) {
	type T struct {
		D Day
		M Month
	}
	for _, want := range []T{{20240430, 202404}, {}} {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got T
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Errorf("%s read back as %v (%v)", b, got, err)
		}
	}
	if b, _ := json.Marshal(T{}); string(b) != `{"D":null,"M":null}` {
		t.Errorf("unknown days print as %s", b)
	}
	var d Day
	if err := json.Unmarshal([]byte(`"2024-02-30"`), &d); err == nil {
		t.Error("2024-02-30 was read")
	}
}

func FuzzParseDay(f *testing.F) {
	f.Add("2024-04-30")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err == nil && d.String() != s {
			t.Errorf("%q reads as %v", s, d)
		}
	})
}
