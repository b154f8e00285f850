package sample

import (
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// factSet shows the publishable rows of the register, each as the kind of
// notice that its stage says. Nothing is added to what the report says.
func factSet() *set {
	var projects []*project
	for _, r := range reference.Register() {
		if r.Publishable() {
			projects = append(projects, factProject(r))
		}
	}
	return newSet(data.Facts, projects, 90000001)
}

func factProject(r reference.RegisterRow) *project {
	n := &notice{level: "dfgg", channel: factChannel(r), at: r.Day.Time().In(data.Shanghai), body: factBody, source: r.Source, summary: -1,
		lots: []lot{factLot(r)}}
	relevance := relevanceOf(r.Category)
	n.want = data.Notice{Kind: factKind(r.Stage), Direct: r.Stage == reference.ReportedDirect, Title: r.NoticeTitle, ProjectName: projectName(r), Buyer: r.Buyer,
		Relevance: data.RelevanceLabel{Label: relevance}, Category: r.Category,
		Industry: data.Label{ID: string(r.BuyerIndustry)}, Scene: data.Label{ID: string(r.SceneIndustry)}}
	p := &project{notices: []*notice{n}, award: Award{Key: r.ID, Name: projectName(r), Buyer: r.Buyer, Stage: factStage(r.Stage), Relevance: relevance,
		Category: r.Category, Industry: r.BuyerIndustry, Scene: r.SceneIndustry, Variant: "fact-" + string(r.Stage)}}
	if r.Supplier != "" {
		p.award.Suppliers = []string{r.Supplier}
	}
	if r.Stage == reference.ReportedAward {
		p.award.Counted, p.award.Fen, p.award.Disclosed = true, r.Fen, r.Fen > 0
	}
	return p
}

func projectName(r reference.RegisterRow) string {
	if r.ProjectTitle != "" {
		return r.ProjectTitle
	}
	return r.NoticeTitle
}

// factLot prints the reported amount, which is rounded, as plain yuan.
func factLot(r reference.RegisterRow) lot {
	l := lot{item: projectName(r), status: data.LotAwarded, price: price{form: formUnknown}, relevance: relevanceOf(r.Category)}
	if r.Fen > 0 {
		l.price = price{fen: r.Fen, form: formYuan}
	}
	if r.Supplier != "" {
		l.suppliers = []data.Supplier{{Name: r.Supplier, Role: data.RoleSupplier}}
	}
	if r.Stage != reference.ReportedAward && r.Stage != reference.ReportedContract {
		l.status = data.LotCandidate
	}
	return l
}

func factKind(s reference.RegisterStage) data.Kind {
	switch s {
	case reference.ReportedCandidate:
		return data.KindCandidate
	case reference.ReportedContract:
		return data.KindContract
	case reference.ReportedDirect:
		return data.KindSingleSource
	}
	return data.KindAward
}

func factStage(s reference.RegisterStage) data.Stage {
	switch s {
	case reference.ReportedCandidate:
		return data.StageCandidate
	case reference.ReportedContract:
		return data.StageContract
	case reference.ReportedDirect:
		return data.StageDirect
	}
	return data.StageAwarded
}

func factChannel(r reference.RegisterRow) string {
	switch {
	case r.Stage != reference.ReportedAward:
		return "qtgg"
	case strings.Contains(r.NoticeTitle, "成交"):
		return "cjgg"
	}
	return "zbgg"
}

// relevanceOf is the label that counts a category.
func relevanceOf(c data.Category) data.Relevance {
	switch c {
	case data.CategoryCompute:
		return data.Compute
	case data.CategoryData:
		return data.DataClass
	}
	return data.Core
}
