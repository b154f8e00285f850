package export

import "encoding/json"

type ocdsRelease struct {
	OCID       string       `json:"ocid"`
	ID         string       `json:"id"`
	Date       string       `json:"date"`
	Tag        []string     `json:"tag"`
	Initiation string       `json:"initiationType"`
	Language   string       `json:"language"`
	Parties    []ocdsParty  `json:"parties,omitempty"`
	Buyer      *ocdsRef     `json:"buyer,omitempty"`
	Tender     *ocdsTender  `json:"tender,omitempty"`
	Awards     []ocdsAward  `json:"awards,omitempty"`
	Contracts  []ocdsSigned `json:"contracts,omitempty"`
}

type ocdsParty struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"`
}

type ocdsRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type ocdsTender struct {
	ID         string         `json:"id"`
	Title      string         `json:"title,omitempty"`
	Status     string         `json:"status,omitempty"`
	Entity     *ocdsRef       `json:"procuringEntity,omitempty"`
	Method     string         `json:"procurementMethodDetails,omitempty"`
	Lots       []ocdsLot      `json:"lots,omitempty"`
	Documents  []ocdsDocument `json:"documents,omitempty"`
	Amendments []ocdsChange   `json:"amendments,omitempty"`
}

type ocdsLot struct {
	ID     string `json:"id"`
	Title  string `json:"title,omitempty"`
	Status string `json:"status"`
}

type ocdsDocument struct {
	ID        string `json:"id"`
	Type      string `json:"documentType"`
	Title     string `json:"title,omitempty"`
	URL       string `json:"url,omitempty"`
	Published string `json:"datePublished,omitempty"`
	Language  string `json:"language"`
}

type ocdsAward struct {
	ID         string         `json:"id"`
	Title      string         `json:"title,omitempty"`
	Status     string         `json:"status"`
	Date       string         `json:"date,omitempty"`
	Value      *ocdsValue     `json:"value,omitempty"`
	Suppliers  []ocdsRef      `json:"suppliers,omitempty"`
	Lots       []string       `json:"relatedLots,omitempty"`
	Documents  []ocdsDocument `json:"documents,omitempty"`
	Amendments []ocdsChange   `json:"amendments,omitempty"`
}

type ocdsSigned struct {
	ID      string     `json:"id"`
	AwardID string     `json:"awardID"`
	Title   string     `json:"title,omitempty"`
	Status  string     `json:"status"`
	Value   *ocdsValue `json:"value,omitempty"`
}

type ocdsChange struct {
	ID        string `json:"id"`
	Date      string `json:"date"`
	Rationale string `json:"rationale,omitempty"`
	Release   string `json:"releaseID"`
}

type ocdsValue struct {
	Amount   json.Number `json:"amount"`
	Currency string      `json:"currency"`
}
