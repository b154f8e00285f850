package classify

import (
	"testing"

	"zhongbiao/data"
)

// TestFriendsAndFoes sets every false friend of the field beside a title that
// looks like it and is meant: a rule that only rejects would pass half of it.
func TestFriendsAndFoes(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct {
		title string
		want  data.Relevance
	}{
		// clay, wood and water
		{"新款轿车1:1油泥模型制作及风洞试验服务采购", data.Reject},
		{"全尺寸油泥大模型加工采购项目", data.Reject},
		{"展馆1:1大模型陈列制作项目", data.Reject},
		{"城市规划馆沙盘大模型制作采购", data.Reject},
		{"建筑大模型采购项目", data.Reject},
		{"建筑行业AI大模型应用平台采购项目", data.Core},
		{"建筑大模型研发与应用平台建设项目", data.Core},
		{"港池整体物理模型试验大模型加工项目", data.Reject},
		{"岩土大模型试验箱采购", data.Reject},
		{"人体解剖大模型教具采购", data.Reject},
		{"护理实训模型及心肺复苏模拟人采购", data.Reject},
		{"水文预报数值模型软件采购", data.Reject},
		{"气象大模型研发服务采购项目", data.Core},
		{"水利大模型及知识平台建设项目", data.Core},
		{"实景三维模型与CIM平台建设", data.Reject},
		// a word before the model says which model; the same word behind it is what is bought
		{"国家图书馆大模型服务采购成交公告", data.Core},
		{"大模型图书采购项目", data.Adjacent},
		{"某省人民代表大会常务委员会大模型采购项目", data.Core},
		{"教材大模型采购项目", data.Core},
		{"大模型教材编写服务", data.Adjacent},
		{"工程造价大模型采购项目中标公告", data.Core},
		{"大模型平台工程造价咨询服务", data.Adjacent},
		{"政务培训大模型项目", data.Core},
		{"展馆讲解大模型采购", data.Core},
		{"环评大模型采购公告", data.Core},
		{"机房装修（大模型展示）项目", data.Adjacent},
		{"变压器故障诊断大模型采购", data.Core},
		{"城市大模型项目中标公告", data.Core},
		{"城市大模型展示模型采购", data.Reject},
		{"法学院LLM国际硕士项目招生宣传服务", data.Reject},
		{"数字人民币AI服务平台采购", data.Reject},
		{"数字人导览AI服务采购", data.Adjacent},
		{"AI芯片厂施工图设计文件审查服务", data.Reject},
		{"AI标书文件审查系统采购", data.Core},
		{"AI服务器产业园110kV双回路工程", data.Reject},
		{"AI数字光影秀设备采购及培训服务", data.Reject},
		{"示例科技AI知识库运营生产项目", data.Adjacent},
		{"某公司AI+辅助办公服务项目", data.Core},
		{"Kimi智能助手企业版采购", data.Core},
		{"Kimi企业版订阅服务采购", data.Core},
		{"数字孪生流域模型平台建设", data.Reject},
		{"政务大模型项目第三方测评服务", data.Adjacent},
		{"大模型测评平台采购", data.Core},
		{"产业园算力中心机房空调维保服务", data.Reject},
		{"Deep Seek知识库建设", data.Core},
		// 大模型 across words
		{"扩大模型库覆盖范围的测绘服务", data.Reject},
		{"放大模型显示装置采购", data.Reject},
		{"较大模型尺寸的三维打印机采购", data.Reject},
		{"庞大模型数据轻量化软件", data.Reject},
		{"增大模型比例的水槽改造", data.Reject},
		{"重大模型装备检修", data.Reject},
		{"最大模型尺寸500mm快速成型机", data.Reject},
		{"知识增强大模型服务采购", data.Core},
		{"门户增加大模型问答功能开发项目", data.Core},
		{"大模具加工中心采购", data.Reject},
		{"大模型腔注塑机采购", data.Reject},
		{"计算机组成原理大模型机实验箱采购", data.Reject},
		{"大模型机器人交互系统采购", data.Core},
		// acronyms
		{"谷丙转氨酶GPT检测试剂盒采购", data.Reject},
		{"GPT分区表工具软件采购", data.Reject},
		{"基于GPT-4的智能写作服务采购", data.Core},
		{"法学硕士LLM项目招生宣传册印制", data.Reject},
		{"LLM推理服务采购项目", data.Core},
		{"LLMC-200型号传感器采购", data.Reject},
		// names
		{"食堂豆包馒头等面点采购", data.Reject},
		{"豆包大模型API调用服务采购", data.Core},
		{"通义街道环境整治工程", data.Reject},
		{"通义千问企业版服务采购", data.Core},
		{"盘古镇卫生院改造工程", data.Reject},
		{"基于盘古大模型的矿山应用开发", data.Core},
		{"星辰花园小区电梯维保", data.Reject},
		{"光明区雨水管网修复工程", data.Reject},
		{"昆仑路道路照明工程", data.Reject},
		{"山海关区教育局课桌采购", data.Reject},
		// 智能体 across words
		{"智能体育公园设备采购", data.Reject},
		{"智能体检一体机采购项目", data.Reject},
		{"人工智能体温检测设备采购", data.Reject},
		{"智能体测仪器采购", data.Reject},
		{"智能体重秤采购", data.Reject},
		{"智能体验馆布展项目", data.Reject},
		{"智能体质监测系统采购", data.Reject},
		{"智能体态评估设备采购", data.Reject},
		{"智能体适能训练器材采购", data.Reject},
		{"智能体感互动设备采购", data.Reject},
		{"人工智能体系建设规划", data.Reject},
		{"政务智能体系统建设项目", data.Core},
		{"客服智能体能力开放平台采购", data.Core},
		{"智能体检索增强服务采购", data.Core},
		{"公文写作智能体采购项目", data.Core},
		{"外语模型教室桌椅采购", data.Reject},
		// about it, not of it
		{"大模型应用能力培训班服务采购", data.Adjacent},
		{"人工智能大模型研讨会会务服务", data.Adjacent},
		{"大模型技术图书采购", data.Adjacent},
		{"大模型成果展厅搭建项目", data.Adjacent},
		{"政务大模型平台建设项目监理服务", data.Adjacent},
		{"大模型平台等保测评服务采购", data.Adjacent},
		{"大模型项目机房空调改造工程", data.Adjacent},
		{"大模型培训平台采购项目", data.Core},
		// compute and data
		{"大模型训推一体机采购", data.Compute},
		{"大模型推理服务器采购项目", data.Compute},
		{"DeepSeek一体机采购", data.Compute},
		{"高校智能算力租赁服务", data.Compute},
		{"智算中心EPC总承包", data.Adjacent},
		{"智算中心消防设施维保", data.Reject},
		{"年产5万套AI服务器电源生产线项目", data.Reject},
		{"大模型平台开发及服务器采购", data.Core},
		{"行业大模型语料标注服务采购", data.DataClass},
		{"人工智能训练数据集采购", data.DataClass},
		{"林地遥感普查数据集标注", data.Reject},
	} {
		got := c.Classify(Input{Title: x.title}).Relevance
		if got.Label != x.want {
			t.Errorf("%s: got %s (%s: %s), want %s", x.title, got.Label, got.Rule, got.Evidence, x.want)
		}
		if got.Rule == "" || got.Label != data.Reject && got.Evidence == "" {
			t.Errorf("%s: no reason given: %+v", x.title, got)
		}
	}
}

// TestCompanyNamesSayNothing: a company called after AI buys ordinary things too.
func TestCompanyNamesSayNothing(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct {
		title, buyer string
		want         data.Relevance
	}{
		{"示例大模型科技有限公司2025年办公区保洁服务采购公告", "示例大模型科技有限公司", data.Reject},
		{"示例大模型科技有限公司智能体开发平台采购公告", "示例大模型科技有限公司", data.Core},
		{"示例智算科技（北京）有限公司办公家具采购结果公告", "", data.Reject},
		{"关于示例人工智能科技有限公司某市分公司物业服务的中标公告", "", data.Reject},
		{"政务大模型服务 示例科技有限公司 中标公告", "", data.Core},
		{"政务大模型服务平台示例科技有限公司中标公告", "", data.Core},
		{"示例招标代理有限公司关于某大学大模型平台采购的中标公告", "某大学", data.Core},
	} {
		if got := c.Classify(Input{Title: x.title, Buyer: x.buyer}).Relevance; got.Label != x.want {
			t.Errorf("%s: got %s (%s: %s), want %s", x.title, got.Label, got.Rule, got.Evidence, x.want)
		}
	}
}

// TestBodyMentions: where a word in running text counts, and where not.
func TestBodyMentions(t *testing.T) {
	c := newTest(t)
	const title = "某单位信息化平台建设项目中标公告"
	for _, x := range []struct {
		title, text string
		want        data.Relevance
	}{
		{title, "采购内容：搭建大模型能力平台，支撑业务系统", data.Core},
		{title, "代理机构地址：某市新区大模型产业园3号楼801室", data.Reject},
		{title, "联系：某市新区大模型产业园B座", data.Reject},
		{title, "项目内容：基于大语言模型实现病历自动生成", data.Core},
		{title, "相关公告：某市政务大模型平台采购中标公告", data.Reject},
		{title, "采购指令数据10万条，用于大模型微调", data.DataClass},
		{"宣传物料制作采购结果公示", "为大模型产品发布会制作展板", data.Adjacent},
		{title, "主要标的：部署大模型底座，建设问答智能体", data.Core}, // 底座 is no seat in a building
		{title, "本期新增大模型智能问数模块", data.Core},        // 新增大模型, not 增大模型
		{title, "根据《关于推进“智慧招标”大模型应用的通知》开展远程评标", data.Reject},
		{title, "供应商须具有大模型相关项目业绩", data.Reject},
		{title, "本项目采用大模型辅助评标，投标文件应当加密", data.Reject},
		{title, "第二包：大模型应用，流标", data.Reject},
		{title, "服务内容：开展大模型专题培训和授课", data.Adjacent},
		{title, "采购需求：大模型推理服务器2台", data.Compute},
		{"会议室音箱采购公告", "产品参数：支持蓝牙，搭载AI大模型", data.Reject},
		{"教室触控大屏采购公告", "整机内置AI智能体，可建设个性化课堂", data.Reject},
		{"智慧黑板采购公告", "触摸框响应时间不超过8ms，支持AI智能体功能", data.Reject},
		{"智慧教学平台采购公告", "平台支持大模型应用接入", data.Core},
		{"小学体育器材采购公告", "数字运动一体机 智能体感运动镜 建设", data.Reject},
		{"打印机采购公告", "无线打印，无AI大模型，采购数量2", data.Reject},
		{"超级个体的时代来了", "建设大模型平台的创业者越来越多", data.Reject},
	} {
		if got := c.Classify(Input{Title: x.title, Text: x.text}).Relevance; got.Label != x.want {
			t.Errorf("%s | %s: got %s (%s: %s), want %s", x.title, x.text, got.Label, got.Rule, got.Evidence, x.want)
		}
	}
}

func TestWanted(t *testing.T) {
	c := newTest(t)
	for _, x := range []struct {
		row  data.Row
		want bool
	}{
		{data.Row{Title: "某县DeepSeek应用采购"}, true},
		{data.Row{Title: "结果公告", Summary: "建设智能体平台"}, true},
		{data.Row{Title: "AI客服系统采购"}, true},
		{data.Row{Title: "算力服务采购"}, true},
		{data.Row{Title: "道路照明工程", Buyer: "某市政公司"}, false},
		{data.Row{Title: "智能体育器材采购"}, false},
		{data.Row{}, false},
	} {
		if got := c.Wanted(x.row); got != x.want {
			t.Errorf("wanted %+v: got %v", x.row, got)
		}
	}
}

func TestCategory(t *testing.T) {
	c := newTest(t)
	for title, want := range map[string]data.Category{
		"行业大模型研发采购项目":  data.CategoryModel,
		"大模型微调服务采购":    data.CategoryModel,
		"某客服大模型微调服务采购": data.CategoryModel,
		"大模型API调用服务采购": data.CategoryModel,
		"某银行数字员工大模型项目": data.CategoryApp,
		"智能客服大模型升级项目":  data.CategoryApp,
		"公安大模型教学实训平台":  data.CategoryApp,
		"基于大模型的审计系统建设": data.CategoryApp,
		"政务智能体采购":      data.CategoryApp,
		"大模型算力服务器采购":   data.CategoryCompute,
		"大模型语料采购":      data.CategoryData,
		"大模型培训班":       "",
		"办公家具采购":       "",
	} {
		if got := c.Classify(Input{Title: title}); got.Category != want {
			t.Errorf("%s: category %q (%s), want %q", title, got.Category, got.Relevance.Label, want)
		}
	}
}
