package extract

import (
	"strings"
	"testing"

	"zhongbiao/data"
)

func TestLotNames(t *testing.T) {
	for s, want := range map[string]string{"01": "1", "1": "1", "三": "3", "十二": "12", "二十": "20", "a": "A", "A1": "A1", " 2 ": "2", "０３": "3", "第一": "1", "/": "", "名称": "", "": ""} {
		if got := lotName(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// Lots in the words of all templates, and what only looks like one.
func TestLotTokens(t *testing.T) {
	for s, want := range map[string]string{
		"第1包": "1", "01包：": "1", "包1": "1", "标包: 2": "2", "包号：1": "1", "合同包1(名称):": "1", "采购包3": "3", "标项一": "1", "1分标": "1", "二标段": "2",
		"标段（三）": "3", "A包": "A", "包组A": "A", "第2标段": "2", "标段(包)[001]": "1", "包1、包2": "1 2", "标项1：不足三家；标项2：计划有变": "1 2", "第 3 包": "3",
		"示例项目（一标段）": "1", "G348工程一标段（K446+914）": "1",
		"工程总承包": "", "3包装": "", "承包1000元": "", "面包2个": "", "包含3项": "", "分包2024年": "", "2025年老旧小区": "", "EPC总承包中标": "", "外包10人": "", "钱包1": "",
	} {
		var got []string
		for _, x := range lotTokens(s) {
			got = append(got, x.lot)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %q", s, got, want)
		}
	}
}

func TestLotHeadings(t *testing.T) {
	for s, want := range map[string][3]string{
		"第1包 ：":                 {"1", "", ""},
		"合同包1(医疗设备采购):":         {"1", "医疗设备采购", ""},
		"包号：2 本供应商为小型企业":        {"2", "", "本供应商为小型企业"},
		"包1：中标供应商：甲公司":          {"1", "", "中标供应商：甲公司"},
		"标项1:水文测验":              {"1", "水文测验", "水文测验"},
		"示例采购项目（二标段）":           {"2", "", ""},
		"标包1的中选人：甲公司":           {"1", "", "中选人：甲公司"},
		"采购包2 推理算力":             {"2", "推理算力", "推理算力"},
		"标段（包）[001]大模型巡检系统一标段：": {"1", "大模型巡检系统一标段", "大模型巡检系统一标段："},
	} {
		lot, name, rest, ok := lotHeading(s)
		if !ok || [3]string{lot, name, rest} != want {
			t.Errorf("%q: %v %q, want %q", s, ok, [3]string{lot, name, rest}, want)
		}
	}
	for _, s := range []string{"包括以下内容", "第1包装箱", "代理费第1包30125元，第2包32270元。", "标段划分：本项目共3个标段", "项目名称：示例（一标段）"} {
		if lot, _, _, ok := lotHeading(s); ok {
			t.Errorf("%q opens lot %q", s, lot)
		}
	}
}

func TestSuppliers(t *testing.T) {
	for s, want := range map[string]string{
		"示例科技有限公司":                             "supplier 示例科技有限公司",
		"1、示例科技有限公司（得分：92.5）":                  "supplier 示例科技有限公司",
		"示例（北京）科技有限公司":                         "supplier 示例（北京）科技有限公司",
		"示例科技有限公司，地址：某路1号":                     "supplier 示例科技有限公司",
		"示例科技有限公司 统一社会信用代码：91420100MA00000000": "supplier 示例科技有限公司",
		"示例一院、示例设计有限公司联合体":                     "lead 示例一院 member 示例设计有限公司",
		"示例甲有限公司（牵头人）、示例乙有限公司（成员）":             "lead 示例甲有限公司 member 示例乙有限公司",
		"示例乙有限公司（联合体成员）、示例甲有限公司（联合体牵头人）":       "lead 示例甲有限公司 member 示例乙有限公司",
		"示例甲有限公司与示例乙有限公司联合体":                   "lead 示例甲有限公司 member 示例乙有限公司",
		"牵头人：示例甲有限公司；成员：示例乙有限公司、示例丙有限公司":       "lead 示例甲有限公司 member 示例乙有限公司 member 示例丙有限公司",
		"示例甲有限公司;示例乙有限公司":                      "supplier 示例甲有限公司 supplier 示例乙有限公司",
		"1.示例甲有限公司 2.示例乙有限公司":                  "supplier 示例甲有限公司 supplier 示例乙有限公司",
		"示例肿瘤医院(示例研究所、示例中心）":                   "supplier 示例肿瘤医院(示例研究所、示例中心）",
		"示例大学":                          "supplier 示例大学",
		"示例省河海测绘院/浙江":                   "supplier 示例省河海测绘院",
		"Example Instruments Co., Ltd.": "supplier Example Instruments Co., Ltd.",
		"示例会计师事务所（特殊普通合伙）":              "supplier 示例会计师事务所（特殊普通合伙）",
		"珞璜开发建设有限 公司":                   "supplier 珞璜开发建设有限公司",
		"/":                             "",
		"详见附件":                          "",
		"废标":                            "",
		"第二名":                           "",
		"98.76":                         "",
		"":                              "",
	} {
		var got []string
		for _, x := range readSuppliers(s) {
			got = append(got, string(x.Role)+" "+x.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", s, strings.Join(got, " "), want)
		}
	}
}

func TestPairs(t *testing.T) {
	for s, want := range map[string]string{
		"项目号：A1 采购方式：公开招标":               "项目号=A1|采购方式=公开招标",
		"供应商名称：甲公司 供应商地址：某路 中标（成交）金额：1元": "供应商名称=甲公司|供应商地址=某路|中标（成交）金额=1元",
		"中标（成交）金额：总价：233600（元）":          "中标（成交）金额=总价：233600（元）",
		"项目编号：A-1（招标文件编号：A-2）":           "项目编号=A-1|招标文件编号=A-2）",
		"采购项目编号：JC57信息来源：某网":             "采购项目编号=JC57|信息来源=某网",
		"时间：2024-01-01 09:30:00":         "时间=2024-01-01 09:30:00",
		"地址：https://example.com/a":       "地址=https://example.com/a",
		"招标（采购）公告发布日期： 2016年10月28日":      "招标（采购）公告发布日期=2016年10月28日",
		"没有标签的一句话":                       "=没有标签的一句话",
	} {
		var got []string
		for _, p := range splitPairs(s) {
			got = append(got, p.name+"="+p.value)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", s, strings.Join(got, "|"), want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for s, want := range map[string]string{
		"0701-264106070107（招标文件编号：0701-264106070107）": "0701-264106070107",
		"[231025]FAGC[GK]20260002":                    "[231025]FAGC[GK]20260002",
		"YNDH-ZB-(2016)1018号":                         "YNDH-ZB-(2016)1018号",
		"XSA070002-202402-01(2)":                      "XSA070002-202402-01(2)",
		"HZZFCG2016货字406号":                            "HZZFCG2016货字406号",
		"XCSD-2026-A-535)中标公告":                        "XCSD-2026-A-535",
		"DYZCZ2016-269#":                              "DYZCZ2016-269#",
		"无":                                           "",
		"/":                                           "",
	} {
		if got := cleanNumber(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestAttempts(t *testing.T) {
	for s, want := range map[string]int{"示例项目（二次）": 2, "示例(第2次招标)": 2, "示例项目第三次公告": 3, "2024年第二次服务采购": 0, "二次供水改造项目": 0, "示例项目": 0} {
		if got := attempt(s); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}

// The page's summary and its body disagree by exactly 10,000: a unit typed
// wrong. The body stays, the reader is told.
func TestUnitTypo(t *testing.T) {
	f := folder{lots: []data.Lot{{Status: data.LotAwarded, Amount: &data.Money{Kind: data.Total, Fen: 49_800_000}}}}
	f.spreadTotal([]price{{Money: data.Money{Kind: data.Total, Fen: 4980}}})
	if len(f.warnings) != 1 || f.warnings[0].Code != "unit_mismatch" || f.lots[0].Amount.Fen != 49_800_000 {
		t.Errorf("warnings %v, amount %v", f.warnings, f.lots[0].Amount)
	}
}
