package extract

import (
	"testing"

	"zhongbiao/data"
)

func TestTitleKinds(t *testing.T) {
	const award, candidate, correction, failure, contract = data.KindAward, data.KindCandidate, data.KindCorrection, data.KindFailure, data.KindContract
	const tender, intention, single, framework = data.KindTender, data.KindIntention, data.KindSingleSource, data.KindFramework
	for title, want := range map[string]data.Kind{
		"示例大学大模型平台中标公告":                   award,
		"示例项目中标（成交）结果公告（第二次）":             award,
		"示例医院设备采购项目（2）第3包中标公告":            award,
		"示例项目询比结果公示":                      award,
		"示例公司2024年服务项目_中选结果公示":            award,
		"示例项目采购结果公告":                      award,
		"关于示例项目的结果公示":                     award,
		"示例局单一来源采购成交公告":                   award,
		"示例支行综合楼装修改造项目中标结果公告":             award, // 修改造 is no 修改
		"示例变更登记系统建设项目中标公告":                award,
		"取消省界收费站工程中标结果公告":                 award,
		"关于取消示例医院智能体项目中标结果的公告":            failure,
		"暂停营业网点改造采购成交公告":                  award,
		"示例合同管理系统采购中标公告":                  award,
		"[中标结果公示]某公司AI算力产品采购":             award,
		"示例项目结果公告(采购包1、2)":                award,
		"示例候选企业数据库建设中标公告":                 award,
		"示例镇污水处理厂设备更新中标公告":                award, // equipment is renewed, not the notice
		"示例系统更新（二次）成交公告":                  award,
		"示例采购项目结果公布":                      award,
		"示例项目中标及流标公告":                     award,
		"示例项目中标（成交）结果公告（部分废标）":            award,
		"示例项目更新公告":                        correction,
		"示例项目流标暨第二次比价公告(第1、2包)":           failure,
		"关于终止示例大模型项目采购活动的公告":              failure,
		"示例箱变插箱-采购合同2026070280招标公告采购公告":   tender,
		"示例备件框架非招标方案可不招标信息公示":             single,
		"示例项目中标候选人公示":                     candidate,
		"示例项目_中选候选人公示":                    candidate,
		"示例项目推荐的成交候选供应商公示":                candidate,
		"示例项目评标结果公示":                      candidate,
		"示例项目预中标公示":                       candidate,
		"示例项目更正公告":                        correction,
		"示例项目结果更正公告":                      correction,
		"示例项目中标结果变更公告":                    correction,
		"示例项目答疑澄清公告2":                     correction,
		"示例采购更正公告(第一次)":                   correction,
		"示例大学招标延期公告":                      correction,
		"示例项目流标公告":                        failure,
		"示例项目废标公告":                        failure,
		"示例项目终止公告":                        failure,
		"示例项目采购失败公告":                      failure,
		"示例采购活动终止公告（二次）":                  failure,
		"关于取消示例项目中标资格的公告":                 failure,
		"示例系统合同公告":                        contract,
		"示例系统合同变更公告":                      contract,
		"示例系统政府采购合同":                      contract,
		"示例系统公开招标公告":                      tender,
		"示例系统资格预审结果公告":                    tender,
		"示例系统竞争性磋商公告":                     tender,
		"2025年示例直接采购商务支撑服务项目_询比公告":        tender,
		"示例投诉处理外包项目_询比公告":                 tender,
		"示例单位2025年3月政府采购意向":               intention,
		"关于征集示例公司采购项目技术规范及技术评分表相关文件意见的公告": intention,
		"示例需求公示":                          intention,
		"示例大模型单一来源公示":                     single,
		"示例项目_直接采购信息公告":                   single,
		"示例能力直接采购结果公示":                    single,
		"示例云服务框架协议采购入围结果公告":               framework,
		"示例资格库入围供应商公示":                    framework,
		"示例采购结果核查系统升级服务":                  "",
		"示例工程竣工环境保护验收报告公示":                data.KindOther,
		"": "",
	} {
		if got, _, _ := titleKind(title); got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}

func TestTitleCorrections(t *testing.T) {
	for title, want := range map[string]data.Corrects{
		"示例项目结果更正公告":      data.CorrectsResult,
		"示例项目中标候选人公示更正公告": data.CorrectsResult,
		"示例项目竞争性磋商更正公告":   data.CorrectsTender,
		"示例项目招标文件澄清公告":    data.CorrectsTender,
		"示例安保服务更正公告(四)":   data.CorrectsUnknown,
		"示例项目重新确定中标人公告":   data.CorrectsResult,
	} {
		if k, got, _ := titleKind(title); k != data.KindCorrection || got != want {
			t.Errorf("%s: %q %q, want %q", title, k, got, want)
		}
	}
	if _, _, revokes := titleKind("关于取消示例公司中标资格的公告"); !revokes {
		t.Error("取消中标资格 does not revoke")
	}
}
