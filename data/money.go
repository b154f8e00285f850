package data

import "encoding/json"

// MoneyKind says what a printed price is.
type MoneyKind string

// The kinds of a price. Only totals are ever summed.
const (
	Total       MoneyKind = "total"       // the price of the whole lot
	UnitPrice   MoneyKind = "unit_price"  // per piece, per month, per year, per thousand tokens
	Rate        MoneyKind = "rate"        // a discount, fee rate or share; no amount
	Undisclosed MoneyKind = "undisclosed" // said nowhere, "详见附件", 0 or symbolic
)

// TaxBasis says whether a price includes VAT.
type TaxBasis string

// The tax bases.
const (
	TaxIncluded TaxBasis = "incl"
	TaxExcluded TaxBasis = "excl"
	TaxUnknown  TaxBasis = "unknown"
)

// Money is a price as a notice prints it. Fen is the value in fen (1/100
// yuan) for Total and UnitPrice; 0 means that no value is known, since 0 and
// symbolic prices count as undisclosed (DOMAIN §4.1). Raw is the printed text.
type Money struct {
	Fen  int64
	Kind MoneyKind
	Tax  TaxBasis
	Raw  string
}

// Yuan is a number of whole yuan in fen.
const Yuan int64 = 100

// Disclosed tells whether m is a known total, which may be summed.
func (m *Money) Disclosed() bool { return m != nil && m.Kind == Total && m.Fen > 0 }

type moneyJSON struct {
	Fen  *int64    `json:"fen"`
	Kind MoneyKind `json:"kind"`
	Tax  TaxBasis  `json:"tax"`
	Raw  string    `json:"raw"`
}

// MarshalJSON writes {"fen":int|null,"kind","tax","raw"}.
func (m Money) MarshalJSON() ([]byte, error) {
	j := moneyJSON{Kind: m.Kind, Tax: m.Tax, Raw: m.Raw}
	if m.Fen != 0 {
		j.Fen = &m.Fen
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Money) UnmarshalJSON(b []byte) error {
	var j moneyJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*m = Money{Kind: j.Kind, Tax: j.Tax, Raw: j.Raw}
	if j.Fen != nil {
		m.Fen = *j.Fen
	}
	return nil
}
