// Package portal reads what a public procurement site lists, as a definition
// file says. A portal is data: an analyst can mend one whose page changed
// without a compiler. The package makes requests as values and reads bytes;
// it does no network I/O of its own and never interprets a notice.
//
// A definition names the channels of a portal, the request for a page of a
// list, how rows and their fields are found in it (CSS selectors for HTML,
// gjson paths for JSON), how pages and date windows are walked, how a detail
// is requested, and how a blocked or changed page looks.
package portal

// Outcome names how one request ended. Everything but OK, Unchanged and
// Empty means that something may be missing.
type Outcome string

// The outcomes.
const (
	OK        Outcome = "ok"
	Unchanged Outcome = "unchanged" // 304, or the same bytes as before
	Empty     Outcome = "empty"     // the list's container is there and holds no rows
	Blocked   Outcome = "blocked"   // challenge, captcha or throttle page, also with HTTP 200
	Changed   Outcome = "changed"   // what the definition expects is not on the page
	Capped    Outcome = "capped"    // the portal shows only part of the results
	Truncated Outcome = "truncated" // the answer broke off
	Mojibake  Outcome = "mojibake"  // the text is destroyed
	Robots    Outcome = "robots"    // robots.txt says no, or can't be read
	Gone      Outcome = "gone"      // 404 or 410
	Failed    Outcome = "error"     // anything else that went wrong
)

// Outcomes lists every outcome in the order in which pages show them.
var Outcomes = []Outcome{OK, Unchanged, Empty, Gone, Blocked, Changed, Capped, Truncated, Mojibake, Robots, Failed}

// Complete tells whether nothing is missing after this outcome.
func (o Outcome) Complete() bool { return o == OK || o == Unchanged || o == Empty || o == Gone }

// Problem is an outcome other than OK with its reason, as an error.
type Problem struct {
	Outcome Outcome
	Reason  string
	Means   Means // of a Blocked outcome: what kind of refusal it is
}

func (p *Problem) Error() string { return string(p.Outcome) + ": " + p.Reason }

// Means says what a blocked page asks of its reader.
type Means string

// The kinds of refusal. A throttle page passes when one waits; a window that
// is too wide is asked for in halves; the others open the circuit breaker.
const (
	Challenge Means = "challenge"
	Captcha   Means = "captcha"
	Throttle  Means = "throttle"
	Denied    Means = "denied" // a status such as 403, perhaps about one page only
	TooWide   Means = "too wide"
)
