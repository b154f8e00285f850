package saved

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"zhongbiao/data"
)

// reDay matches a day at the start of a cell: with separators, or as eight
// digits. A time may follow.
var reDay = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:$|[^\d])|^(\d{4})(\d{2})(\d{2})$`)

// day reads a cell of the date column; 0 when it is none.
func (t *table) day(s string) data.Day {
	s = norm.NFKC.String(s)
	if m := reDay.FindStringSubmatch(s); m != nil {
		y, mo, d := m[1]+m[4], m[2]+m[5], m[3]+m[6]
		return data.NewDay(atoi(y), atoi(mo), atoi(d))
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && t.serial && f > 20_000 && f < 80_000 {
		at, err := excelize.ExcelDateToTime(f, t.since)
		if err == nil {
			return data.NewDay(at.Year(), int(at.Month()), at.Day())
		}
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return data.DayOf(at)
	}
	return 0
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// reNumber matches a number as workbooks store it: 1280000, 1.28E6.
var reNumber = regexp.MustCompile(`^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$`)

// readAmount gives an amount as a page would print it. A number of a workbook
// (1.28E6) is written out; a cell with words (128万元, 费率85%, 详见公告) stays
// as it is, for package extract knows them. A cell without any figure or
// word for one is empty.
func readAmount(s string) (string, error) {
	s = norm.NFKC.String(s)
	switch strings.ToLower(s) {
	case "", "-", "--", "/", "\\", "无", "n/a", "na", "null", "none":
		return "", nil
	}
	plain := strings.NewReplacer(",", "", " ", "", "¥", "", "￥", "").Replace(s)
	if !reNumber.MatchString(plain) {
		return s, nil
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil || f < 0 || f > 1e14 {
		return "", fmt.Errorf("the amount %q is out of range", clip(s))
	}
	if strings.ContainsAny(plain, "eE") {
		return strconv.FormatFloat(f, 'f', -1, 64), nil
	}
	return strings.TrimPrefix(plain, "+"), nil
}

// clip shortens what a message quotes.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
