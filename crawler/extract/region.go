package extract

import (
	"strings"

	"zhongbiao/data/reference"
)

// provinces are the first two digits of GB/T 2260 with the names that pages
// print, short form first.
var provinces = []struct{ code, short, long string }{
	{"110000", "北京", "北京市"}, {"120000", "天津", "天津市"}, {"130000", "河北", "河北省"}, {"140000", "山西", "山西省"},
	{"150000", "内蒙古", "内蒙古自治区"}, {"210000", "辽宁", "辽宁省"}, {"220000", "吉林", "吉林省"}, {"230000", "黑龙江", "黑龙江省"},
	{"310000", "上海", "上海市"}, {"320000", "江苏", "江苏省"}, {"330000", "浙江", "浙江省"}, {"340000", "安徽", "安徽省"},
	{"350000", "福建", "福建省"}, {"360000", "江西", "江西省"}, {"370000", "山东", "山东省"}, {"410000", "河南", "河南省"},
	{"420000", "湖北", "湖北省"}, {"430000", "湖南", "湖南省"}, {"440000", "广东", "广东省"}, {"450000", "广西", "广西壮族自治区"},
	{"460000", "海南", "海南省"}, {"500000", "重庆", "重庆市"}, {"510000", "四川", "四川省"}, {"520000", "贵州", "贵州省"},
	{"530000", "云南", "云南省"}, {"540000", "西藏", "西藏自治区"}, {"610000", "陕西", "陕西省"}, {"620000", "甘肃", "甘肃省"},
	{"630000", "青海", "青海省"}, {"640000", "宁夏", "宁夏回族自治区"}, {"650000", "新疆", "新疆维吾尔自治区"}, {"660000", "兵团", "新疆生产建设兵团"},
	{"710000", "台湾", "台湾省"}, {"810000", "香港", "香港特别行政区"}, {"820000", "澳门", "澳门特别行政区"},
}

// provinceCode gives the code of the province that s begins with or is.
func provinceCode(s string) string {
	s = tight(s)
	if strings.Contains(s, "生产建设兵团") {
		return "660000"
	}
	for _, p := range provinces {
		if strings.HasPrefix(s, p.short) {
			return p.code
		}
	}
	return ""
}

// regionCode reads a code of six digits; pseudo-codes of the portals
// (339900 省本级, 001111) are brought back to their province.
func regionCode(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 6 {
		return ""
	}
	s = s[:6]
	for _, c := range s {
		if c < '0' || c > '9' {
			return ""
		}
	}
	for _, p := range provinces {
		if p.code[:2] == s[:2] {
			switch {
			case s[2:4] == "99":
				return p.code
			case s[4:] == "99":
				return s[:4] + "00" // a city's own level
			}
			return s
		}
	}
	return ""
}

// regionNamed resolves a printed region: a code, or names of any level.
func regionNamed(s string) string {
	if c := regionCode(s); c != "" {
		return c
	}
	if tight(s) == "" {
		return ""
	}
	return firstNonEmpty(reference.RegionCode(clip(tight(s), 60)), provinceCode(s))
}

// regionWithin resolves a county's name that several provinces share with the
// help of the buyer's name: 龙华区 and 深圳市….
func regionWithin(printed, buyer string) string {
	if tight(printed) == "" || buyer == "" {
		return ""
	}
	outer := reference.RegionCode(clip(buyer, 60))
	if outer == "" {
		return ""
	}
	if c := reference.RegionCode(reference.RegionName(outer, "zh") + clip(tight(printed), 30)); c != "" && c[:2] == outer[:2] {
		return c
	}
	return outer
}
