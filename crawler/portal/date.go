package portal

import (
	"regexp"
	"strconv"
	"time"

	"zhongbiao/data"
)

var (
	dayNumbers = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d)\s*[-/.:年]\s*(\d{1,2})\s*[-/.:月]\s*(\d{1,2})`)
	dayPacked  = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:\d{6})?(?:[^\d]|$)`)
	dayEpoch   = regexp.MustCompile(`^\d{10}(\d{3})?$`)
	dayZoned   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`)
)

// ParseDay reads a date in any of the forms that portals print: 2024-04-30,
// 2024.04.30 23:46:51, 2024/4/30, 2024年4月30日, 20240430, seconds or
// milliseconds since 1970, RFC 3339. It gives 0 when there is none.
func ParseDay(s string) data.Day {
	if dayZoned.MatchString(s) {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700"} {
			if t, err := time.Parse(layout, s); err == nil {
				return data.DayOf(t)
			}
		}
	}
	if dayEpoch.MatchString(s) {
		n, _ := strconv.ParseInt(s, 10, 64)
		if len(s) == 10 {
			n *= 1000
		}
		return data.DayOf(time.UnixMilli(n))
	}
	for _, re := range []*regexp.Regexp{dayNumbers, dayPacked} {
		if m := re.FindStringSubmatch(s); m != nil {
			y, _ := strconv.Atoi(m[1])
			mo, _ := strconv.Atoi(m[2])
			d, _ := strconv.Atoi(m[3])
			return data.NewDay(y, mo, d)
		}
	}
	return 0
}
