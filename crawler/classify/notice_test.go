package classify

import (
	"testing"

	"zhongbiao/data"
)

func award(title, project, buyer string, lots ...string) *data.Notice {
	n := &data.Notice{Title: title, ProjectName: project, Buyer: buyer}
	for _, l := range lots {
		n.Lots = append(n.Lots, data.Lot{Name: l, Status: data.LotAwarded})
	}
	return n
}

func TestLotRelevance(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct {
		n    *data.Notice
		want data.Relevance
		lots []data.Relevance
	}{
		{award("某市政务大模型平台项目中标公告", "某市政务大模型平台项目", "", ""), data.Core, []data.Relevance{data.Core}},
		{award("某市政务大模型平台项目中标公告", "某市政务大模型平台项目", "", "第一包", "包2"), data.Core,
			[]data.Relevance{data.Core, data.Core}},
		{award("某市政务大模型平台项目中标公告", "某市政务大模型平台项目", "", "某市政务大模型平台项目（包1）"), data.Core,
			[]data.Relevance{data.Core}},
		{award("某市政务大模型平台项目中标公告", "某市政务大模型平台项目", "", "平台开发", "服务器采购", "空调采购", "监理服务"), data.Core,
			[]data.Relevance{data.Core, data.Compute, data.Reject, data.Adjacent}},
		{award("某医院信息化项目结果公告", "某医院信息化项目", "", "大模型辅助病历系统", "护理排班系统"), data.Core,
			[]data.Relevance{data.Core, data.Reject}},
		{award("某医院信息化项目结果公告", "某医院信息化项目", "", "排班系统", "一卡通"), data.Reject,
			[]data.Relevance{data.Reject, data.Reject}},
		{award("结果公告", "智能体开发平台采购", "", ""), data.Core, []data.Relevance{data.Core}},
		{award("某大模型平台监理服务成交公告", "某大模型平台", "", ""), data.Adjacent, []data.Relevance{data.Adjacent}},
	} {
		c.Notice(x.n)
		if x.n.Relevance.Label != x.want {
			t.Errorf("%s: got %+v, want %s", x.n.Title, x.n.Relevance, x.want)
		}
		for i, want := range x.lots {
			if got := x.n.Lots[i].Relevance; got.Label != want {
				t.Errorf("%s, lot %q: got %+v, want %s", x.n.Title, x.n.Lots[i].Name, got, want)
			}
		}
	}
}

func TestSubjectAndText(t *testing.T) {
	c := newTest(t)
	n := award("中标结果公告", "信息化设备采购", "某大学", "")
	n.Subject = []string{"信息化设备采购", "桌面大模型一体机", "网络打印机"}
	c.Notice(n)
	if n.Relevance.Label != data.Compute || n.Lots[0].Relevance.Label != data.Compute {
		t.Errorf("item names: got %+v, lot %+v", n.Relevance, n.Lots[0].Relevance)
	}
	n = award("教学设备采购中标公告", "教学设备采购", "某小学", "")
	n.Subject = []string{"智慧黑板，整机内置AI智能体，支持个性化课堂创建"}
	c.Notice(n)
	if n.Relevance.Label != data.Reject {
		t.Errorf("a feature of goods: got %+v", n.Relevance)
	}
	n = award("校园平台建设项目中标公告", "校园平台建设项目", "某大学", "")
	n.Text = "采购内容：建设大模型服务平台一套。"
	c.Notice(n)
	if n.Relevance.Label != data.Core {
		t.Errorf("text: got %+v", n.Relevance)
	}
}

func TestNoticeFacts(t *testing.T) {
	c := newTest(t)
	n := award("中国移动某项目大模型平台中标公告", "大模型平台", "中国移动通信集团山西有限公司", "")
	n.Lots[0].Suppliers = []data.Supplier{{Name: "中移（杭州）信息技术有限公司"}, {Name: "讯飞智元信息科技有限公司"}}
	c.Notice(n)
	if !n.IntraGroup || n.BuyerGroup != "china-mobile" || n.Lots[0].Suppliers[1].Group != "iflytek" {
		t.Errorf("groups: %v %q %+v", n.IntraGroup, n.BuyerGroup, n.Lots[0].Suppliers)
	}
	if n.Region != "140000" || n.Industry.ID != string(data.Telecom) || !n.SOE {
		t.Errorf("region %s industry %+v soe %v", n.Region, n.Industry, n.SOE)
	}
	if n.Rules == "" || n.Category != data.CategoryModel {
		t.Errorf("rules %q category %q", n.Rules, n.Category)
	}
	n.Lots[0].Suppliers = n.Lots[0].Suppliers[1:]
	n.Region = "110000"
	c.Notice(n)
	if n.IntraGroup || n.Region != "110000" {
		t.Errorf("second reading keeps stale facts: %v %s", n.IntraGroup, n.Region)
	}
}

func TestScene(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct {
		title, buyer string
		want         data.Industry
	}{
		{"某市政务热线大模型项目", "中国电信股份有限公司某市分公司", data.Government},
		{"电力调度大模型研发", "某大学", data.Energy},
		{"教学大模型平台", "某大学", data.Education},
		{"大模型平台采购", "某银行股份有限公司", data.Finance},
		{"2025年某客户智能体开发", "中国联合网络通信有限公司某市分公司", data.OtherIndustry},
	} {
		if got := c.Classify(Input{Title: x.title, Buyer: x.buyer}).Scene; got.ID != string(x.want) || got.Rule == "" {
			t.Errorf("%s: scene %+v, want %s", x.title, got, x.want)
		}
	}
}
