package classify

import (
	"testing"

	"zhongbiao/data"
)

func TestIndustryOfNames(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct {
		name     string
		industry data.Industry
		soe      bool
	}{
		// the kind of unit beats every other word
		{"某油田总医院", data.Health, false},
		{"华北某大学附属第三医院", data.Health, false},
		{"某市卫生职业技术学院", data.Education, false},
		{"中国石油大学（华东）", data.Education, false},
		{"某省电力高等专科学校", data.Education, false},
		{"中国科学院某某研究所", data.Research, false},
		{"中国科学院大学", data.Education, false},
		{"某某大学城医院", data.Health, false},
		// the group beats the suffix
		{"国网某省电力有限公司电力科学研究院", data.Energy, true},
		{"中国移动通信集团设计院有限公司", data.Telecom, true},
		{"南方电网数字平台科技（广东）有限公司", data.Energy, true},
		{"中国能源建设集团某省电力设计院有限公司", data.Construction, true},
		{"中国核工业第二二建设有限公司", data.Construction, true},
		{"国家电投集团某某新能源有限公司", data.Energy, true},
		{"国投证券股份有限公司", data.Finance, true},
		{"一汽财务有限公司", data.Finance, true},
		{"大唐电信科技股份有限公司", data.Manufacturing, true},
		{"中航油京津冀物流有限公司", data.Energy, true},
		{"京东方科技集团股份有限公司", data.Manufacturing, true},
		{"京东科技信息技术有限公司", data.Finance, false},
		// bureaus
		{"某县公安局", data.Government, false},
		{"某市政务服务和数字化建设管理局", data.Government, false},
		{"某市人民政府某某街道办事处", data.Government, false},
		{"国家税务总局某省税务局", data.Government, false},
		{"某市中级人民法院", data.Government, false},
		{"某市医疗保障局", data.Health, false},
		{"某市教育考试院", data.Education, false},
		{"某市大数据发展管理局", data.Government, false},
		{"某县农业农村局", data.Agriculture, false},
		// local state companies
		{"某市城市建设投资集团有限公司", data.Construction, true},
		{"浦江县交通投资集团有限公司", data.Transport, true},
		{"宜昌市水务集团有限公司", data.OtherIndustry, true},
		{"某市农村商业银行股份有限公司", data.Finance, true},
		{"深圳市某某科技有限公司", data.IT, false},
		{"北京某某律师事务所", data.Legal, false},
		{"上海信产管理咨询有限公司", data.OtherIndustry, false}, // not 海信
		{"某某日报社", data.Media, false},
		{"国营某某机器厂", data.Manufacturing, true},
		{"福建省南平某某有限公司", data.OtherIndustry, true},
		{"福建省南平市某某机械有限公司", data.Manufacturing, false}, // a city's name written out speaks only with more
		{"福建集团有限公司", data.OtherIndustry, false},
		{"某建集团有限公司", data.Construction, false},
		{"中国光大集团股份公司", data.Finance, true},
		{"", data.OtherIndustry, false},
	} {
		got := c.Classify(Input{Buyer: x.name})
		if got.Industry.ID != string(x.industry) || got.SOE != x.soe {
			t.Errorf("%s: got %s soe %v (%s: %s), want %s soe %v", x.name, got.Industry.ID, got.SOE,
				got.Industry.Rule, got.Industry.Evidence, x.industry, x.soe)
		}
		if got.Industry.Rule == "" {
			t.Errorf("%s: industry without a rule", x.name)
		}
	}
}

func TestCanonical(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct{ name, canonical, group string }{
		{"讯飞", "科大讯飞股份有限公司", "iflytek"},
		{"讯飞智元信息科技有限公司", "讯飞智元信息科技有限公司", "iflytek"},
		{"安徽讯飞医疗股份有限公司", "安徽讯飞医疗股份有限公司", "iflytek"},
		{"中国移动通信集团山西有限公司太原分公司", "中国移动通信集团山西有限公司", "china-mobile"},
		{"中国移动通信集团山西有限公司", "中国移动通信集团山西有限公司", "china-mobile"},
		{"中移(苏州)软件技术有限公司", "中移（苏州）软件技术有限公司", "china-mobile"},
		{"中国电信股份有限公司马鞍山分公司", "中国电信股份有限公司", "china-telecom"},
		{"招商银行股份有限公司无锡分行", "招商银行股份有限公司", "cmb"},
		{"国网湖北省电力有限公司宜昌供电公司", "国网湖北省电力有限公司", "state-grid"},
		{"DeepSeek", "杭州深度求索人工智能基础技术研究有限公司", "deepseek"},
		{"比亚迪股份有限公司", "比亚迪股份有限公司", ""}, // in a loose collection only
		{"某某市示例信息有限公司", "某某市示例信息有限公司", ""},
		{"分公司", "分公司", ""},
		{"", "", ""},
	} {
		if got := c.names.canonical(x.name); got != x.canonical {
			t.Errorf("canonical %q: got %q, want %q", x.name, got, x.canonical)
		}
		if got := groupID(c.names.read(x.name)); got != x.group {
			t.Errorf("group of %q: got %q, want %q", x.name, got, x.group)
		}
	}
}
