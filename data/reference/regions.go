package reference

import (
	_ "embed"
	"sort"
	"strings"
	"sync"
)

//go:embed regions.csv
var regionsCSV string

// Region is one administrative division of GB/T 2260: a province, a
// prefecture or a county. Code has six digits; the table also holds 660000,
// which the portals use for 新疆生产建设兵团.
type Region struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"` // empty for counties
}

// Level is 1 for a province, 2 for a prefecture, 3 for a county.
func (r Region) Level() int {
	switch {
	case strings.HasSuffix(r.Code, "0000"):
		return 1
	case strings.HasSuffix(r.Code, "00"):
		return 2
	}
	return 3
}

// Under tells whether r lies inside the division with the given code (or is it).
func (r Region) Under(code string) bool {
	return strings.HasPrefix(r.Code, strings.TrimSuffix(strings.TrimSuffix(code, "00"), "00"))
}

type regionTable struct {
	list   []Region
	byCode map[string]Region
	byName map[string][]Region // full and short names
	longer int                 // runes of the longest name
}

var regions = sync.OnceValue(func() *regionTable {
	t := &regionTable{byCode: map[string]Region{}, byName: map[string][]Region{}}
	for line := range strings.Lines(regionsCSV) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if strings.HasPrefix(line, "#") || len(f) != 3 {
			continue
		}
		r := Region{f[0], f[1], f[2]}
		t.list = append(t.list, r)
		t.byCode[r.Code] = r
		t.name(r.Zh, r)
		if s := ShortRegion(r.Zh); s != r.Zh {
			t.name(s, r)
			if strings.HasSuffix(r.Zh, "自治州") {
				t.name(s+"州", r) // 海南州 is not 海南
			}
		}
	}
	sort.SliceStable(t.list, func(i, j int) bool { return t.list[i].Code < t.list[j].Code })
	return t
})

func (t *regionTable) name(n string, r Region) {
	t.byName[n] = append(t.byName[n], r)
	t.longer = max(t.longer, len([]rune(n)))
}

// Regions lists provinces, prefectures and counties by code.
func Regions() []Region { return append([]Region(nil), regions().list...) }

// FindRegion gives the division with the code.
func FindRegion(code string) (Region, bool) {
	r, ok := regions().byCode[code]
	return r, ok
}

// RegionName is the name of a code in "zh" or "en": short for provinces and
// prefectures (浙江, 杭州), full for counties. An unknown code gives the code.
func RegionName(code, lang string) string {
	r, ok := FindRegion(code)
	switch {
	case !ok:
		return code
	case lang == "en" && r.En != "":
		return r.En
	case r.Level() == 3:
		return r.Zh
	}
	return ShortRegion(r.Zh)
}

// ProvinceCode is the code of the province that a code lies in, "" for none.
func ProvinceCode(code string) string {
	if len(code) != 6 {
		return ""
	}
	if _, ok := regions().byCode[code[:2]+"0000"]; !ok {
		return ""
	}
	return code[:2] + "0000"
}

// peoples are the words that long names of autonomous divisions carry
// between the place and its rank: 恩施土家族苗族自治州 is 恩施 for short.
var peoples = []string{"蒙古族", "柯尔克孜族", "哈萨克族", "维吾尔族", "土家族", "布依族", "朝鲜族", "哈尼族", "傈僳族",
	"景颇族", "东乡族", "保安族", "撒拉族", "仫佬族", "毛南族", "达斡尔族", "鄂温克族", "鄂伦春族", "纳西族", "独龙族", "拉祜族",
	"布朗族", "仡佬族", "裕固族", "塔吉克族", "锡伯族", "普米族", "阿昌族", "高山族", "各族", "藏族", "回族", "苗族", "彝族", "壮族", "满族",
	"侗族", "瑶族", "白族", "傣族", "黎族", "佤族", "畲族", "羌族", "怒族", "土族", "水族", "蒙古", "哈萨克", "柯尔克孜", "维吾尔"}

// ShortRegion drops the rank (and the peoples of an autonomous division) from
// a division's name: 浙江省 → 浙江, 恩施土家族苗族自治州 → 恩施. What would
// leave a single rune (沙县) is kept whole.
func ShortRegion(name string) string {
	if strings.HasPrefix(name, "内蒙古") && strings.HasSuffix(name, "自治区") {
		return "内蒙古"
	}
	if name == "新疆生产建设兵团" {
		return "兵团"
	}
	for _, rank := range []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "矿区", "新区", "省", "市", "盟", "县", "区", "旗"} {
		short, ok := strings.CutSuffix(name, rank)
		if !ok {
			continue
		}
		if strings.HasPrefix(rank, "自治") {
			short = dropPeoples(short)
		}
		if len([]rune(short)) < 2 {
			return name
		}
		return short
	}
	return name
}

func dropPeoples(name string) string {
	for again := true; again; {
		again = false
		for _, p := range peoples {
			if s, ok := strings.CutSuffix(name, p); ok && len([]rune(s)) >= 2 {
				name, again = s, true
			}
		}
	}
	return name
}
