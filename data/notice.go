package data

import "encoding/json"

// NoticeID identifies a notice: its page's id, with "-2", "-3" … for further
// notices on the same page.
type NoticeID string

// Label is one classification result with its reason: which rule spoke, on
// which quoted words.
type Label struct {
	ID       string `json:"id"`
	Rule     string `json:"rule"`
	Evidence string `json:"evidence"`
}

// RelevanceLabel is a relevance with its reason.
type RelevanceLabel struct {
	Label    Relevance `json:"label"`
	Rule     string    `json:"rule"`
	Evidence string    `json:"evidence"`
}

// Evidence is the reason for one field: the rule that read it and the words
// it stands on, quoted from the page.
type Evidence struct {
	Rule  string `json:"rule"`
	Quote string `json:"quote"`
}

// Warning says that a fact needs a second look. Code is stable and
// machine-readable ("amount_mismatch"), Message is for people.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Supplier is a winner (or candidate of rank 1) of a lot. Name is as printed,
// cleaned of scores and numbering; Canonical is the name that rankings use.
type Supplier struct {
	Name      string       `json:"name"`
	Role      SupplierRole `json:"role"`
	Canonical string       `json:"canonical,omitempty"`
	Group     string       `json:"group,omitempty"` // id of the parent group, if any
}

// Lot is one 包/标段 of a notice and its outcome. Lot is the bare number or
// letter without leading zeros, empty when the page has no lots.
type Lot struct {
	Lot       string         `json:"lot"`
	Name      string         `json:"name"`
	Status    LotStatus      `json:"status"`
	Relevance RelevanceLabel `json:"relevance"`
	Suppliers []Supplier     `json:"suppliers"`
	Amount    *Money         `json:"amount"` // nil on failed lots
	Share     string         `json:"share,omitempty"`
	Items     []string       `json:"items,omitempty"` // what is bought in it, as 主要标的信息 prints it
	Evidence  string         `json:"evidence"`
}

// Notice is what one published page says (an OCDS release). Empty strings
// and 0 mean that the page does not say it. It never holds personal data.
type Notice struct {
	ID      NoticeID `json:"id"`
	Page    PageID   `json:"page"`
	Version int      `json:"version"` // the page version that was read
	Portal  string   `json:"portal"`
	URL     string   `json:"url"`
	Sample  Sample   `json:"sample,omitempty"`

	Kind          Kind     `json:"kind"`
	Corrects      Corrects `json:"corrects,omitempty"`
	Revokes       bool     `json:"revokes,omitempty"` // 取消中标资格: takes an award back
	Direct        bool     `json:"direct,omitempty"`  // 直接采购公示: a series of its own
	Title         string   `json:"title"`
	ProjectNumber string   `json:"project_number"`
	ProjectName   string   `json:"project_name"`
	Attempt       int      `json:"attempt,omitempty"` // 2 for 二次/第2次招标; 0 or 1 for the first
	Buyer         string   `json:"buyer"`
	BuyerName     string   `json:"buyer_canonical,omitempty"`
	BuyerGroup    string   `json:"buyer_group,omitempty"`
	Agency        string   `json:"agency"`
	Region        string   `json:"region"` // GB/T 2260 code, six digits
	Published     Day      `json:"published"`
	Method        string   `json:"method"` // as printed: 公开招标, 竞争性磋商 …
	Lots          []Lot    `json:"lots"`
	TotalFen      int64    `json:"total_fen"` // sum of the known totals, 0 if none

	Category   Category            `json:"category,omitempty"`
	Relevance  RelevanceLabel      `json:"relevance"`
	Industry   Label               `json:"industry"`
	Scene      Label               `json:"scene"`
	SOE        bool                `json:"soe"`
	IntraGroup bool                `json:"intra_group,omitempty"`
	Warnings   []Warning           `json:"warnings"`
	Evidence   map[string]Evidence `json:"evidence,omitempty"` // field name → reason
	Links      []string            `json:"links,omitempty"`    // addresses of other notices of the project
	Source     string              `json:"source,omitempty"`   // the report a sample fact comes from
	ListOnly   bool                `json:"list_only,omitempty"`
	Rules      string              `json:"rules,omitempty"` // versions of the rules and tables that read it

	// Text is the notice's readable text without personal data, for search.
	// The store keeps it apart from the facts.
	Text string `json:"-"`
	// Subject holds the words that say what is bought: project name, lot and
	// item names, scope. Never addresses, people, qualifications or bidders.
	Subject []string `json:"subject,omitempty"`
}

// Relevant tells whether the notice's relevance is one that counts.
func (n *Notice) Relevant() bool { return n.Relevance.Label.Counts() }

// Warn adds a warning once.
func (n *Notice) Warn(code, message string) {
	for _, w := range n.Warnings {
		if w.Code == code && w.Message == message {
			return
		}
	}
	n.Warnings = append(n.Warnings, Warning{code, message})
}

// Inspection is the contract of `zhongbiao inspect` (DESIGN, Contracts): the
// same facts as Notice with null for what the page lacks.
type Inspection struct {
	File          string          `json:"file"`
	Portal        *string         `json:"portal"`
	URL           *string         `json:"url"`
	Kind          Kind            `json:"kind"`
	Corrects      *Corrects       `json:"corrects"`
	Title         *string         `json:"title"`
	ProjectNumber *string         `json:"project_number"`
	ProjectName   *string         `json:"project_name"`
	Buyer         *string         `json:"buyer"`
	Agency        *string         `json:"agency"`
	Region        *string         `json:"region"`
	Published     Day             `json:"published"`
	Method        *string         `json:"method"`
	Lots          []InspectionLot `json:"lots"`
	TotalFen      *int64          `json:"total_fen"`
	Category      *Category       `json:"category"`
	Relevance     RelevanceLabel  `json:"relevance"`
	Industry      Label           `json:"industry"`
	Scene         Label           `json:"scene"`
	SOE           bool            `json:"soe"`
	Warnings      []Warning       `json:"warnings"`
}

// InspectionLot is a lot in the contract's form.
type InspectionLot struct {
	Lot       *string              `json:"lot"`
	Name      *string              `json:"name"`
	Status    LotStatus            `json:"status"`
	Relevance Relevance            `json:"relevance"`
	Suppliers []InspectionSupplier `json:"suppliers"`
	Amount    *Money               `json:"amount"`
	Evidence  string               `json:"evidence"`
}

// InspectionSupplier is a supplier in the contract's form.
type InspectionSupplier struct {
	Name string       `json:"name"`
	Role SupplierRole `json:"role"`
}

// Inspect gives the contract's view of n, read from file.
func (n *Notice) Inspect(file string) Inspection {
	v := Inspection{
		File: file, Portal: orNull(n.Portal), URL: orNull(n.URL), Kind: n.Kind, Corrects: orNull(n.Corrects),
		Title: orNull(n.Title), ProjectNumber: orNull(n.ProjectNumber), ProjectName: orNull(n.ProjectName),
		Buyer: orNull(n.Buyer), Agency: orNull(n.Agency), Region: orNull(n.Region), Published: n.Published,
		Method: orNull(n.Method), TotalFen: orNull(n.TotalFen), Category: orNull(n.Category),
		Relevance: n.Relevance, Industry: n.Industry, Scene: n.Scene, SOE: n.SOE,
		Lots: []InspectionLot{}, Warnings: append([]Warning{}, n.Warnings...),
	}
	for _, l := range n.Lots {
		il := InspectionLot{Lot: orNull(l.Lot), Name: orNull(l.Name), Status: l.Status, Relevance: l.Relevance.Label,
			Suppliers: []InspectionSupplier{}, Amount: l.Amount, Evidence: l.Evidence}
		for _, s := range l.Suppliers {
			il.Suppliers = append(il.Suppliers, InspectionSupplier{s.Name, s.Role})
		}
		v.Lots = append(v.Lots, il)
	}
	return v
}

func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

var _ json.Marshaler = Money{}
