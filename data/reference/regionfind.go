package reference

import "strings"

// maxPlaceText bounds what is read as a region or a name, in runes.
const maxPlaceText = 200

// RegionCode reads the division that a printed region or an organisation's
// name speaks of: "浙江省-杭州市" → 330100, "海淀区" → 110108,
// "中国电信股份有限公司佛山分公司" → 440600. The empty string means that
// nothing is said, or only a county name that several provinces share.
func RegionCode(text string) string {
	f := regionFinder{runes: []rune(text), table: regions()}
	f.runes = f.runes[:min(len(f.runes), maxPlaceText)]
	for f.at < len(f.runes) {
		f.step()
	}
	return f.code
}

type regionFinder struct {
	runes []rune
	at    int
	table *regionTable
	code  string
	end   int // where the name that gave the code ends
}

// step looks for the longest name that begins at the current position.
func (f *regionFinder) step() {
	for n := min(f.table.longer, len(f.runes)-f.at); n >= 2; n-- {
		name := string(f.runes[f.at : f.at+n])
		found := f.table.byName[name]
		if len(found) == 0 {
			continue
		}
		if r, ok := f.pick(name, found, f.behind(f.at+n)); ok {
			f.code, f.end = r.Code, f.at+n
		}
		f.at += n // 龙江 in 黑龙江 is no place of its own
		return
	}
	f.at++
}

// behind gives the few runes behind a name, which tell a street or a branch.
func (f *regionFinder) behind(at int) string {
	return string(f.runes[at:min(len(f.runes), at+8)])
}

// pick chooses the division that a name means here: one inside what was read
// before, else the only one of its name, else the highest. A region that
// names a branch (深圳分行), is written out (宿迁市) or follows a school's name
// (北京大学深圳医院) wins over what stood before it.
func (f *regionFinder) pick(name string, found []Region, rest string) (Region, bool) {
	if len(found) == 0 || notAPlace(rest) || name == "中山" && strings.HasPrefix(rest, "大学") {
		return Region{}, false
	}
	if f.code != "" {
		for _, r := range found {
			if r.Under(f.code) && r.Code != f.code && (r.Zh == name || f.adjacent()) {
				return r, true
			}
		}
		if !isBranch(rest) && !f.behindSchool() && !isFull(name, found) {
			return Region{}, false
		}
	}
	best, same := Region{}, 0
	for _, r := range found {
		switch short := r.Zh != name; {
		case short && r.Level() == 3: // 东方, 和平 … are words before they are counties
		case best.Code == "" || r.Level() < best.Level():
			best, same = r, 1
		case r.Level() == best.Level():
			same++
		}
	}
	return best, same == 1
}

// adjacent tells whether only a rank or a dash lies between the last name and
// here: 杭州市-萧山 and 宜昌夷陵, but not 新疆华电天山.
func (f *regionFinder) adjacent() bool {
	return strings.Trim(string(f.runes[f.end:f.at]), "省市-—·> ") == ""
}

// behindSchool tells whether a university was named before the current position.
func (f *regionFinder) behindSchool() bool {
	return strings.Contains(string(f.runes[:f.at]), "大学") || strings.Contains(string(f.runes[:f.at]), "科学院")
}

// isFull tells whether the name is a prefecture's written out.
func isFull(name string, found []Region) bool {
	for _, r := range found {
		if r.Zh == name && r.Level() <= 2 && r.Level() > 1 {
			return true
		}
	}
	return false
}

// notAPlace tells that the name before rest is part of a street's name.
func notAPlace(rest string) bool {
	for _, p := range []string{"路", "街", "大道", "大街", "东路", "西路", "南路", "北路", "中路"} {
		if strings.HasPrefix(rest, p) && !strings.HasPrefix(rest, "街道") && !strings.HasPrefix(rest, "路桥") {
			return true
		}
	}
	return false
}

func isBranch(rest string) bool {
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "省"), "市")
	for _, p := range []string{"分公司", "分行", "支行", "分局", "分部", "分校", "供电", "中心支公司", "分院"} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}

// PlacePrefix counts the runes at the start of an organisation's name that
// name places or the country: 5 for 安徽省宿州市某某公司, 2 for 中国某某.
func PlacePrefix(name string) int {
	runes := []rune(name)
	t, at := regions(), 0
	if strings.HasPrefix(name, "中国") {
		at = 2
	}
	for {
		n := min(t.longer, len(runes)-at)
		for ; n >= 2; n-- {
			if len(t.byName[string(runes[at:at+n])]) > 0 {
				break
			}
		}
		if n < 2 {
			return at
		}
		at += n
		if at < len(runes) && (runes[at] == '省' || runes[at] == '市') {
			at++
		}
	}
}
