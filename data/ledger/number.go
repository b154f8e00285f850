package ledger

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// number is a project number made comparable.
type number struct {
	core    string // letters and digits only, suffixes of lot and attempt gone; empty when it is no key
	base    string // core without a trailing "-1", when what remains is still a number of its own
	serial  string // that "1": often the lot (标段编号 YLA010079-202501-03)
	lot     string // from "包2" and the like
	attempt int    // from "(二次)" and the like
	strong  bool   // so long and particular that two buyers hardly share it
}

// The forms seen at the end of project numbers:
//
//	NMGZC-G-F-250199-包2   ZFCG-2024-0012/02包   GXZC2024-G3-1(二次)   0733-24123456-第2次   HBT-24001-1
var (
	numberLabel   = regexp.MustCompile(`^(采购)?(项目|招标|采购|标书|合同)?(项目)?编号[:： ]*`)
	lotSuffix     = regexp.MustCompile(`[-_/.(\[【〔#]*(?:第?([0-9一二三四五六七八九十]{1,3})(?:标段|标包|分标|标项|采购包|合同包|分包|包)|(?:采购包|合同包|标包|标段|分包|分标|标项|包)号?[:：]?([0-9一二三四五六七八九十]{1,3}|[A-Z]))[)\]】〕]*$`)
	attemptSuffix = regexp.MustCompile(`[-_/.(\[【〔]*(?:第?([二三四五2-5])次(?:招标|采购|公告)?|重新?(?:招标|采购|招)|([2-5])ND)[)\]】〕]*$`)
	bareAttempt   = regexp.MustCompile(`[(\[]([1-5])[)\]]$`) // XSA070002-202402-01(2) with 第2次招标 in the title
	dashes        = strings.NewReplacer("–", "-", "—", "-", "―", "-", "−", "-", "‐", "-", "‑", "-", "_", "-")
)

// parseNumber makes a printed project number comparable. A number that is
// empty, a phrase (详见附件) or too short to tell projects apart has no core.
func parseNumber(s string) number {
	s = strings.ToUpper(squeeze(norm.NFKC.String(s)))
	if strings.Contains(s, "编号") {
		s = numberLabel.ReplaceAllString(s, "")
	}
	s = firstNumber(dashes.Replace(s))
	var n number
	if m := bareAttempt.FindStringSubmatch(s); m != nil {
		s, n.attempt = s[:len(s)-len(m[0])], attemptOf(m[1])
	}
	for i := 0; i < 3 && strings.ContainsAny(s, "包标次重N"); i++ { // 包2 and (二次) come in either order
		if m := lotSuffix.FindStringSubmatch(s); m != nil && len(m[0]) < len(s) {
			n.lot = plainNumeral(m[1] + m[2])
			s = s[:len(s)-len(m[0])]
		} else if m := attemptSuffix.FindStringSubmatch(s); m != nil && len(m[0]) < len(s) {
			n.attempt = attemptOf(m[1] + m[2])
			s = s[:len(s)-len(m[0])]
		}
	}
	core := lettersDigits(s)
	if !isKey(core) {
		return n
	}
	n.core, n.strong = core, isStrong(core)
	n.base, n.serial = baseOf(s)
	return n
}

// firstNumber takes the first of several numbers in one field.
func firstNumber(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(";,、|", r) })
	if len(parts) < 2 || len(lettersDigits(parts[0])) < 6 {
		return s
	}
	return parts[0]
}

// baseOf strips one or two short groups of digits from the end when the rest
// ends in a serial of its own: 250199-4 has the base 250199, TP2026070027-001-2
// the base TP2026070027, while 2024-01 is one number.
func baseOf(s string) (base, suffix string) {
	head := s
	for range 2 {
		at := strings.LastIndexAny(head, "-/")
		if at < 1 || at < len(head)-4 || !allDigits(head[at+1:]) {
			break
		}
		next := head[:at]
		serial := next[len(strings.TrimRight(next, "0123456789")):]
		core := lettersDigits(next)
		if len(serial) < 3 || len(serial) == 4 && strings.HasPrefix(serial, "20") || !isStrong(core) {
			break
		}
		base, suffix = core, plainNumeral(head[at+1:])
		head = next
	}
	return base, suffix
}

// scheme is what an office puts into all its numbers: their letters. Numbers
// of two schemes may both be right for one project, its agency's and its
// portal's; two numbers of one scheme are two projects.
func (a number) scheme() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, a.core)
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isKey(core string) bool {
	letters, digits := classes(core)
	if digits < 2 || letters+digits < 4 || (letters == 0 && digits < 5) {
		return false
	}
	if strings.HasSuffix(core, "00000") { // FWFA010-00000000: a form left empty
		return false
	}
	distinct := map[rune]bool{}
	for _, r := range core {
		distinct[r] = true
	}
	return len(distinct) > 2 // 000000, 11111, XXXX00
}

func isStrong(core string) bool {
	letters, digits := classes(core)
	return letters+digits >= 8 && digits >= 4 && (letters >= 3 || letters+digits >= 11)
}

func classes(s string) (letters, digits int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		} else {
			letters++
		}
	}
	return letters, digits
}

// numberRelation says how two numbers stand to each other.
type numberRelation int

const (
	numberUnknown   numberRelation = iota // one of them is missing
	numberEqual                           // the same core
	numberVariant                         // one is the other with "-1"
	numberSibling                         // "-1" and "-2" of one base: lots of one project, or two projects
	numberDifferent                       // two different numbers
)

func (a number) relation(b number) numberRelation {
	switch {
	case a.core == "" || b.core == "":
		return numberUnknown
	case a.core == b.core:
		return numberEqual
	case a.base == b.core || b.base == a.core:
		return numberVariant
	case a.base != "" && a.base == b.base:
		return numberSibling
	}
	return numberDifferent
}

// squeeze removes all white space and control characters.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '\u200b' {
			return -1
		}
		return r
	}, s)
}

func lettersDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

var numerals = map[string]string{"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
	"十": "10", "十一": "11", "十二": "12", "十三": "13", "十四": "14", "十五": "15"}

// plainNumeral turns 二 and 02 into 2; letters stay.
func plainNumeral(s string) string {
	if v, ok := numerals[s]; ok {
		return v
	}
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s
}

func attemptOf(s string) int {
	if v := plainNumeral(s); len(v) == 1 && v >= "1" && v <= "9" {
		return int(v[0] - '0')
	}
	return 2 // 重新招标 says no number
}
