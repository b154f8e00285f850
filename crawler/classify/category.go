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
	for _, w := range trainWords {
		if strings.HasPrefix(rest, "模型"+w) && !strings.Contains(rest, "网关") {
			return data.CategoryModel
		}
	}
	if before := []rune(text[:at]); hasWord(string(before[max(0, len(before)-sceneReach):]), sceneWords) {
		return data.CategoryApp
	}
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

// sceneReach is how far before 模型 a word that says what it is used for stands.
const sceneReach = 10

func hasWord(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

var (
	// trainWords behind a model make or sell the model, whatever it is for;
	// sceneWords before one say that it is sold as an application: 客服大模型.
	trainWords = []string{"训练", "预训练", "微调", "精调", "api", "调用", "token", "接口"}
	sceneWords = []string{"客服", "员工", "助手", "数字人", "知识库", "问答", "导诊", "问诊", "写作", "问数", "教学", "热线", "病历", "审判", "辅助", "生成", "稽核", "创作", "执法"}
	modelWords = []string{"建设", "研发", "研究", "训练", "微调", "精调", "开发", "采购", "部署", "底座", "基础", "平台", "服务能力", "及应用研发", "基座", "定制", "预训练", "服务供应商", "购置"}
	appWords   = []string{"智能体", "应用", "系统", "助手", "问答", "软件", "网关", "知识库", "管理", "检测", "分析", "支撑", "运维", "服务", "方案", "模块", "场景", "辅助", "赋能", "实验", "驱动", "教学", "实训", "课程", "培训", "图谱"}
)
