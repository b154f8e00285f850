package classify

import (
	"strings"

	"zhongbiao/data"
)

// category tells a model from an application (DOMAIN's four types): a
// purchase whose words go on to a system, an assistant or an agent behind the
// model is an application; one that stops at the model, its training, base or
// platform is the model.
func (r *termRules) category(l data.RelevanceLabel, f folded) data.Category {
	switch l.Label {
	case data.Compute:
		return data.CategoryCompute
	case data.DataClass:
		return data.CategoryData
	case data.Core:
	default:
		return ""
	}
	text := string(f.runes)
	at := strings.LastIndex(text, "模型")
	if at < 0 {
		return data.CategoryApp
	}
	rest := text[at:]
	for _, w := range modelWords {
		if strings.HasPrefix(rest, "模型"+w) {
			return data.CategoryModel
		}
	}
	for _, w := range appWords {
		if strings.Contains(rest, w) || strings.Contains(text[:at], "基于") {
			return data.CategoryApp
		}
	}
	return data.CategoryModel
}

var (
	modelWords = []string{"建设", "研发", "研究", "训练", "微调", "精调", "开发", "采购", "部署", "底座", "基础", "平台", "服务能力", "及应用研发", "基座", "定制", "预训练", "服务供应商", "购置"}
	appWords   = []string{"智能体", "应用", "系统", "助手", "问答", "软件", "网关", "知识库", "管理", "检测", "分析", "支撑", "运维", "服务", "方案", "模块", "场景", "辅助", "赋能", "实验", "驱动"}
)
