package data

// Kind is what a notice is, read from its title first and its headings
// second. It is OCDS's releaseTag in our words.
type Kind string

// The kinds of a notice.
const (
	KindAward        Kind = "award"         // 中标/成交/中选结果
	KindCandidate    Kind = "candidate"     // 候选人公示
	KindCorrection   Kind = "correction"    // 更正, see Corrects
	KindFailure      Kind = "failure"       // 废标, 流标, 终止; or an award revoked
	KindContract     Kind = "contract"      // 合同公告
	KindTender       Kind = "tender"        // 招标, 采购公告 and all before it
	KindIntention    Kind = "intention"     // 采购意向
	KindSingleSource Kind = "single_source" // 单一来源公示, 直接采购公示: not an award
	KindFramework    Kind = "framework"     // 入围: admission to a panel
	KindOther        Kind = "other"
)

// Kinds lists every kind in the order in which pages show them.
var Kinds = []Kind{KindAward, KindCandidate, KindCorrection, KindFailure, KindContract,
	KindFramework, KindSingleSource, KindTender, KindIntention, KindOther}

// Corrects says what a correction corrects; empty on other kinds.
type Corrects string

// What a correction may correct.
const (
	CorrectsResult  Corrects = "result"
	CorrectsTender  Corrects = "tender"
	CorrectsUnknown Corrects = "unknown"
)

// LotStatus is the outcome of one lot.
type LotStatus string

// The outcomes of a lot.
const (
	LotAwarded   LotStatus = "awarded"
	LotFailed    LotStatus = "failed"
	LotCandidate LotStatus = "candidate"
)

// SupplierRole is a supplier's part in a bid: alone, or in a consortium.
type SupplierRole string

// The roles.
const (
	RoleSupplier SupplierRole = "supplier"
	RoleLead     SupplierRole = "lead"
	RoleMember   SupplierRole = "member"
)

// Relevance says how a notice or lot bears on large language models.
type Relevance string

// The relevance labels; Core, Compute and Data count, the others never do.
const (
	Core      Relevance = "core"     // the model or an application of it
	Compute   Relevance = "compute"  // computing power for it
	DataClass Relevance = "data"     // corpora and labelling for it
	Adjacent  Relevance = "adjacent" // training, meetings, books, consulting about it
	Reject    Relevance = "reject"   // not about it
)

// Relevances lists every label, most relevant first.
var Relevances = []Relevance{Core, Compute, DataClass, Adjacent, Reject}

// Counts tells whether the label is one of those that are counted.
func (r Relevance) Counts() bool { return r == Core || r == Compute || r == DataClass }

// Category is one of the trackers' four types (大模型, 应用, 算力, 数据).
type Category string

// The categories; a notice that is not relevant has none.
const (
	CategoryModel   Category = "model"
	CategoryApp     Category = "app"
	CategoryCompute Category = "compute"
	CategoryData    Category = "data"
)

// Categories lists every category.
var Categories = []Category{CategoryModel, CategoryApp, CategoryCompute, CategoryData}

// Industry is one of the field's industries (DOMAIN §3.1).
type Industry string

// The industries, by buyer or (as a scene) by subject.
const (
	Energy        Industry = "energy"
	Government    Industry = "government"
	Telecom       Industry = "telecom"
	Finance       Industry = "finance"
	Education     Industry = "education"
	Research      Industry = "research"
	Health        Industry = "health"
	Transport     Industry = "transport"
	Manufacturing Industry = "manufacturing"
	Media         Industry = "media"
	Legal         Industry = "legal"
	Construction  Industry = "construction"
	Agriculture   Industry = "agriculture"
	IT            Industry = "it"
	OtherIndustry Industry = "other"
)

// Industries lists every industry in the order in which pages show them.
var Industries = []Industry{Energy, Government, Telecom, Finance, Education, Research, Health,
	Transport, Manufacturing, Media, Legal, Construction, Agriculture, IT, OtherIndustry}

// Sample marks what came from the sample portal, never from a real one.
type Sample string

// The two sets of the sample portal, and the empty value for real pages.
const (
	NotSample Sample = ""
	Facts     Sample = "facts"     // reported awards from the register, with their source
	Fictional Sample = "fictional" // invented, every title and buyer begins with 示例
)
