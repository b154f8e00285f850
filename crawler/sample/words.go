package sample

import "zhongbiao/data"

// unknown stands for what a report does not say.
const unknown = "未公开"

// towns are invented; a test checks that no real division is called so.
var towns = []string{"青禾", "云岫", "临澜", "海晴", "川泽", "北岚", "南屿", "东穹", "西陌", "望舒", "明湾", "长汐", "安澜", "和煦", "锦渡", "星渚"}

// trade is an industry's share of the fictional set, its buyers and what they
// buy. Buyers get a town's name in place of the tilde.
type trade struct {
	industry data.Industry
	share    int
	buyers   []string
	wants    []want
}

// want is something to buy.
type want struct {
	name     string
	category data.Category
}

const (
	app, model, compute, corpus = data.CategoryApp, data.CategoryModel, data.CategoryCompute, data.CategoryData
)

var trades = []trade{
	{data.Energy, 22, []string{"示例~电力有限公司", "示例~供电公司", "示例~燃气集团有限公司", "示例~新能源发电有限公司", "示例~核电有限公司", "示例~油田公司"},
		[]want{{"电网调度大模型应用开发", app}, {"设备运维知识库大语言模型应用", app}, {"电力行业大模型研发", model}, {"人工智能大模型训练算力服务器采购", compute},
			{"大模型巡检智能体建设", app}, {"大模型训练语料加工与数据标注服务", corpus}, {"基于大语言模型的安全规程问答系统", app}}},
	{data.Government, 19, []string{"示例~市大数据发展管理局", "示例~市政务服务管理局", "示例~市人民政府办公室", "示例~市公安局", "示例~市市场监督管理局", "示例~市人力资源和社会保障局", "示例~市财政局"},
		[]want{{"政务大模型服务平台", app}, {"基于大语言模型的12345热线智能问答系统", app}, {"公文写作大模型应用", app}, {"政务大模型一体机采购", compute},
			{"城市治理大模型智能体开发", app}, {"政务领域大模型训练与部署", model}, {"政务大模型高质量语料库建设", corpus}}},
	{data.Telecom, 15, []string{"示例移动通信集团~有限公司", "示例电信有限公司~分公司", "示例联合网络通信有限公司~分公司", "示例通信服务有限公司~分公司"},
		[]want{{"大模型智能客服系统", app}, {"行业大模型能力引入", model}, {"大模型推理算力扩容", compute}, {"网络运维大模型智能体开发", app},
			{"大模型对话语料标注服务", corpus}, {"生成式人工智能营销助手", app}}},
	{data.Education, 10, []string{"示例~大学", "示例~职业技术学院", "示例~第一中学", "示例~市教育局"},
		[]want{{"教学大模型应用平台", app}, {"AI大模型教学智能体平台", app}, {"大模型训练服务器采购", compute}, {"教育大模型微调与部署服务", model}}},
	{data.Finance, 9, []string{"示例~银行股份有限公司", "示例~农村商业银行股份有限公司", "示例~证券股份有限公司", "示例~财产保险股份有限公司"},
		[]want{{"大模型知识库问答平台", app}, {"智能投研大语言模型应用", app}, {"金融大模型基础平台", model}, {"大模型一体机采购", compute}}},
	{data.Health, 7, []string{"示例~市人民医院", "示例~市中医医院", "示例~市疾病预防控制中心", "示例~市卫生健康委员会"},
		[]want{{"医疗大模型病历质控系统", app}, {"医学大语言模型辅助问诊系统", app}, {"医疗大模型推理服务器采购", compute}, {"医学大模型语料标注服务", corpus}}},
	{data.Research, 6, []string{"示例~科学研究院", "示例~信息技术研究所", "示例~人工智能实验室"},
		[]want{{"科研大模型训练平台", model}, {"多模态大模型研发", model}, {"大模型训练算力租赁服务", compute}, {"科技文献大语言模型应用", app}}},
	{data.Transport, 4, []string{"示例~地铁集团有限公司", "示例~机场集团有限公司", "示例~港务集团有限公司", "示例~高速公路有限公司"},
		[]want{{"交通大模型应用平台", app}, {"客服大模型智能体建设", app}, {"交通行业大模型研发", model}}},
	{data.Manufacturing, 3, []string{"示例~汽车集团有限公司", "示例~钢铁集团有限公司", "示例~重工机械有限公司"},
		[]want{{"工业大模型应用开发", app}, {"研发设计大语言模型助手", app}, {"工业大模型训练服务器采购", compute}}},
	{data.Media, 2, []string{"示例~广播电视台", "示例~日报社", "示例~市图书馆"}, []want{{"融媒体大模型内容生产应用", app}, {"AIGC内容创作平台", app}}},
	{data.Construction, 1, []string{"示例~建工集团有限公司", "示例~城市建设投资集团有限公司"}, []want{{"工程建设大模型知识问答系统", app}}},
	{data.Agriculture, 1, []string{"示例~市农业农村局", "示例~农垦集团有限公司"}, []want{{"农业大模型应用服务", app}}},
	{data.Legal, 1, []string{"示例~仲裁委员会", "示例~律师事务所"}, []want{{"法律大语言模型辅助系统", app}}},
}

var supplierFirst = []string{"云图", "智言", "灵境", "数行", "言泉", "星桥", "知微", "澄思", "启明图", "聆语", "方舟数", "极目", "瀚文", "问渠", "远识", "磐序"}
var supplierLast = []string{"智能科技有限公司", "信息技术有限公司", "人工智能股份有限公司", "数据技术有限公司", "软件股份有限公司", "系统集成有限公司"}

var agencies = []string{"示例正衡招标代理有限公司", "示例公允工程咨询有限公司", "示例明达项目管理有限公司", "示例公共资源交易中心"}

// other is what is bought beside an LLM lot, or instead of it.
type other struct {
	name      string
	relevance data.Relevance
}

// falseFriends look like awards of the field and are none (DOMAIN §3.3).
var falseFriends = []other{
	{"智能体育公园设备采购", data.Reject}, {"智能体检一体机采购", data.Reject}, {"智能体温检测系统采购", data.Reject}, {"智能体测设备采购", data.Reject},
	{"智能体验中心装修工程", data.Reject}, {"1:1油泥大模型制作服务", data.Reject}, {"城市规划沙盘大模型制作", data.Reject}, {"规划展示馆建筑大模型更新", data.Reject},
	{"扩大模型实验室面积改造工程", data.Reject}, {"放大模型教具采购", data.Reject}, {"重大模型装备维修服务", data.Reject}, {"水工物理模型试验服务", data.Reject},
	{"实景三维模型建设", data.Reject}, {"BIM模型深化设计服务", data.Reject}, {"解剖教学模型采购", data.Reject}, {"护理实训模型采购", data.Reject},
	{"洪水预报数值模型维护服务", data.Reject}, {"GPT谷丙转氨酶检测试剂采购", data.Reject}, {"法学硕士（LLM）招生宣传服务", data.Reject}, {"大模具加工采购", data.Reject},
	{"计算机组成原理大模型机采购", data.Reject}, {"豆包馒头等面点食材配送服务", data.Reject}, {"星火小学校舍修缮工程", data.Reject}, {"办公家具采购", data.Reject},
	{"物业管理服务", data.Reject}, {"医用耗材采购", data.Reject}, {"道路绿化养护服务", data.Reject}, {"数字孪生水利模型建设", data.Reject},
}

// adjacents are about the field and are not counted.
var adjacents = []other{
	{"大模型应用培训班服务", data.Adjacent}, {"人工智能大模型研讨会会务服务", data.Adjacent}, {"大模型专题图书采购", data.Adjacent}, {"生成式人工智能教师培训服务", data.Adjacent},
}

// places are the regions of the templates: as printed, and the code.
var places = map[string][]place{
	"text":      {{"北京市", "110000"}, {"上海市", "310000"}, {"江苏省", "320000"}, {"四川省", "510000"}},
	"table":     {{"河北省", "130000"}, {"山西省", "140000"}, {"辽宁省", "210000"}},
	"package":   {{"黑龙江省", "230000"}, {"内蒙古自治区", "150000"}, {"陕西省", "610000"}, {"广东省", "440000"}},
	"zcy":       {{"浙江省", "330000"}, {"广西壮族自治区", "450000"}, {"贵州省", "520000"}},
	"tianjin":   {{"天津市", "120000"}},
	"chongqing": {{"重庆市", "500000"}},
	"shenzhen":  {{"深圳市", "440300"}},
	"hubei":     {{"湖北省", "420000"}, {"武汉市", "420100"}},
	"shandong":  {{"山东省", "370000"}, {"青岛市", "370200"}},
}
