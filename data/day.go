package data

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Shanghai is the zone of every day and month: a fixed +08:00, so that a
// binary needs no zone database (China has had no summer time since 1991).
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is a calendar day in Asia/Shanghai as the number yyyymmdd, for example
// 20240430. 0 means unknown. Days sort and compare as integers.
type Day int32

// Month is a calendar month in Asia/Shanghai as the number yyyymm, for
// example 202404. 0 means unknown.
type Month int32

// DayOf gives the day in Asia/Shanghai on which t falls; 0 for the zero time.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return 0
	}
	y, m, d := t.In(Shanghai).Date()
	return Day(y*10000 + int(m)*100 + d)
}

// NewDay gives the day y-m-d, or 0 when no such day exists (2023-02-30).
func NewDay(y, m, d int) Day {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if yy, mm, dd := t.Date(); yy != y || int(mm) != m || dd != d || y < 1 || y > 9999 {
		return 0
	}
	return Day(y*10000 + m*100 + d)
}

// ParseDay reads YYYY-MM-DD; the empty string is the unknown day 0.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("day %q is not YYYY-MM-DD", s)
	}
	return DayOf(t.Add(-8 * time.Hour)), nil
}

// ParseMonth reads YYYY-MM; the empty string is the unknown month 0.
func ParseMonth(s string) (Month, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, fmt.Errorf("month %q is not YYYY-MM", s)
	}
	return Month(t.Year()*100 + int(t.Month())), nil
}

// Time is the first instant of the day in Asia/Shanghai; zero for day 0.
func (d Day) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Date(int(d)/10000, time.Month(int(d)/100%100), int(d)%100, 0, 0, 0, 0, Shanghai)
}

// Add gives the day n days later (earlier when n is negative).
func (d Day) Add(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// Sub gives the number of days from e to d.
func (d Day) Sub(e Day) int { return int(d.Time().Sub(e.Time()) / (24 * time.Hour)) }

// Month is the month that the day lies in.
func (d Day) Month() Month { return Month(d / 100) }

// Year is the four-digit year, 0 when unknown.
func (d Day) Year() int { return int(d) / 10000 }

// String prints YYYY-MM-DD, the empty string for the unknown day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", int(d)/10000, int(d)/100%100, int(d)%100)
}

// Year is the four-digit year, 0 when unknown.
func (m Month) Year() int { return int(m) / 100 }

// First is the month's first day.
func (m Month) First() Day {
	if m == 0 {
		return 0
	}
	return Day(int32(m)*100 + 1)
}

// Last is the month's last day.
func (m Month) Last() Day {
	if m == 0 {
		return 0
	}
	return m.Next().First().Add(-1)
}

// Next is the month after m.
func (m Month) Next() Month {
	if m%100 == 12 {
		return (m/100+1)*100 + 1
	}
	return m + 1
}

// Prev is the month before m.
func (m Month) Prev() Month {
	if m%100 == 1 {
		return (m/100-1)*100 + 12
	}
	return m - 1
}

// String prints YYYY-MM, the empty string for the unknown month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", int(m)/100, int(m)%100)
}

// MarshalJSON writes "YYYY-MM-DD", or null for the unknown day.
func (d Day) MarshalJSON() ([]byte, error) { return marshalOrNull(d.String()) }

// MarshalJSON writes "YYYY-MM", or null for the unknown month.
func (m Month) MarshalJSON() ([]byte, error) { return marshalOrNull(m.String()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Day) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := ParseDay(s)
	*d = v
	return err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Month) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := ParseMonth(s)
	*m = v
	return err
}

func marshalOrNull(s string) ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return strconv.AppendQuote(make([]byte, 0, len(s)+2), s), nil // digits and hyphens: the same in JSON
}
