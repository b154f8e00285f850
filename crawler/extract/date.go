package extract

import (
	"strconv"

	"zhongbiao/data"
)

// readDay finds the first real day in s, in any of the forms that portals
// print: 2024-04-30, 2024/4/30, 2024.04.30, 2024:04:30, 2024年4月30日,
// 二〇二四年四月三十日, 20240430, and Unix time in seconds or milliseconds.
// Placeholders (1900-01-01) and impossible days give 0.
func readDay(s string) data.Day {
	d, _ := findDay(s)
	return d
}

// findDay is readDay with the byte position behind the day.
func findDay(s string) (data.Day, int) {
	rs, at := dateRunes(s)
	for i := 0; i < len(rs); i++ {
		if i > 0 && digitRune(rs[i-1]) {
			continue
		}
		if d, n := dayAt(rs[i:]); d != 0 {
			return d, at[i+n]
		}
	}
	return 0, 0
}

// dateRunes folds s and leaves out blanks between the parts of a day
// ("2016年 11月 14日"); at gives each rune's byte position in s.
func dateRunes(s string) ([]rune, []int) {
	rs := make([]rune, 0, len(s)/2)
	at := make([]int, 0, len(s)/2+1)
	for i, r := range s {
		r = fold(r)
		if n := len(rs); isSpace(r) && n > 0 && !digitRune(rs[n-1]) {
			continue
		} else if n > 0 && (r == '年' || r == '月' || r == '日') && rs[n-1] == ' ' {
			rs, at = rs[:n-1], at[:n-1]
		}
		rs, at = append(rs, r), append(at, i)
	}
	return rs, append(at, len(s))
}

func digitRune(r rune) bool { return r >= '0' && r <= '9' || r == '〇' || r == '○' }

func dayAt(rs []rune) (data.Day, int) {
	if d, n := numericDay(rs); d != 0 {
		return d, n
	}
	return wordyDay(rs)
}

func numericDay(rs []rune) (data.Day, int) {
	y, n := digits(rs, 13)
	switch {
	case n == 8:
		return checkDay(y/10000, y/100%100, y%100), 8
	case n == 10 || n == 13:
		return epochDay(y, n), n
	case n != 4 || len(rs) < 8:
		return 0, 0
	}
	sep := rs[4]
	if sep != '-' && sep != '/' && sep != '.' && sep != ':' && sep != '年' {
		return 0, 0
	}
	m, k := digits(rs[5:], 2)
	p := 5 + k
	if k == 0 || p >= len(rs) || rs[p] != sep && !(sep == '年' && rs[p] == '月') {
		return 0, 0
	}
	d, j := digits(rs[p+1:], 2)
	if j == 0 {
		return 0, 0
	}
	return checkDay(y, m, d), p + 1 + j
}

func digits(rs []rune, limit int) (v, n int) {
	for n < len(rs) && n <= limit && rs[n] >= '0' && rs[n] <= '9' {
		v = v*10 + int(rs[n]-'0')
		n++
	}
	return v, n
}

func epochDay(v, n int) data.Day {
	if n == 13 {
		v /= 1000
	}
	return unixDay(int64(v))
}

// wordyDay reads 二〇二四年四月三十日.
func wordyDay(rs []rune) (data.Day, int) {
	y := 0
	for i := 0; i < 4; i++ {
		if i >= len(rs) {
			return 0, 0
		}
		d := chineseDigit(rs[i])
		switch {
		case rs[i] == '〇' || rs[i] == '○' || rs[i] == '零' || rs[i] == 'O' || rs[i] == '0':
			d = 0
		case d == 0 || d == 10:
			return 0, 0
		}
		y = y*10 + d
	}
	if len(rs) < 9 || rs[4] != '年' {
		return 0, 0
	}
	m, p := numeralUntil(rs, 5, '月')
	d, q := numeralUntil(rs, p, '日')
	if m == 0 || d == 0 {
		return 0, 0
	}
	return checkDay(y, m, d), q
}

func numeralUntil(rs []rune, from int, end rune) (int, int) {
	for i := from; i < len(rs) && i-from <= 3; i++ {
		if rs[i] == end {
			return smallNumeral(rs[from:i]), i + 1
		}
	}
	return 0, from
}

// checkDay refuses placeholders and days outside the field's time: public
// notices on the web begin around 2000.
func checkDay(y, m, d int) data.Day {
	if y < 1995 || y > 2100 {
		return 0
	}
	return data.NewDay(y, m, d)
}

// unixDay is the Shanghai day of a Unix time in seconds.
func unixDay(sec int64) data.Day {
	if sec < 788_918_400 || sec > 4_102_444_800 {
		return 0
	}
	days := (sec + 8*3600) / 86400
	return data.Day(19700101).Add(int(days))
}

// urlDay reads the day that many portals put into an address:
// …/202604/t20260430_123.htm or …/20250612/….
func urlDay(u string) data.Day {
	for i := 0; i+8 <= len(u); i++ {
		if u[i] < '0' || u[i] > '9' || i > 0 && u[i-1] >= '0' && u[i-1] <= '9' {
			continue
		}
		j := i
		for j < len(u) && u[j] >= '0' && u[j] <= '9' {
			j++
		}
		if j-i == 8 {
			v, _ := strconv.Atoi(u[i:j])
			if d := checkDay(v/10000, v/100%100, v%100); d != 0 {
				return d
			}
		}
		i = j
	}
	return 0
}
