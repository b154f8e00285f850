package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// signedBuyer takes who signed for the buyer, when the page names none: the
// title begins with it, or no agency is involved.
func (r *reader) signedBuyer(n *data.Notice) {
	s := orgValue(firstNonEmpty(r.signer, r.lastOrg))
	if n.Buyer != "" || !orgName(s) {
		return
	}
	named := strings.HasPrefix(tight(n.Title), tight(s))
	if r.signer == "" && !named && 3*r.lastOrgAt < 2*r.text.Len() {
		return // a logo's line above the text signs nothing
	}
	agency := hasAny(s, "代理", "招标", "咨询", "项目管理", "交易", "采购中心", "监理")
	if !named && (agency || n.Agency != "") {
		return
	}
	n.Buyer = s
	n.Evidence["buyer"] = data.Evidence{Rule: "buyer-signature", Quote: s}
	n.Warn("buyer_from_signature", "no buyer is printed; who signed is taken")
}

// day decides on the day of publication: the portal's own stamp, the page's
// label, the list, the address, and last a publicity period's first day.
func (r *reader) day(n *data.Notice, in Input, m meta) {
	f, ok := r.facts[fPublished]
	label := data.Day(0)
	if ok {
		label = readDay(f.value)
	}
	set := func(d data.Day, rule, quote string) {
		n.Published = d
		n.Evidence["published"] = data.Evidence{Rule: rule, Quote: quote}
	}
	switch {
	case m.published != 0:
		set(m.published, "published-stamp", m.published.String())
	case ok && f.rank <= 3 && label != 0:
		set(label, f.rule, f.quote)
	case m.labelled != 0:
		set(m.labelled, "published-label", m.labelled.String())
	case r.top != 0:
		set(r.top, "published-top", r.topQuote)
	case in.Row.Published != 0:
		set(in.Row.Published, "published-list", in.Row.Published.String())
	case ok && f.rank <= 5 && label != 0:
		set(label, f.rule, f.quote)
	case urlDay(in.URL) != 0:
		set(urlDay(in.URL), "published-address", in.URL)
	case r.signed != 0:
		set(r.signed, "published-signature", r.signed.String())
		n.Warn("published_from_signature", "no day of publication is printed; the day under the text is taken")
	case label != 0:
		set(label, "published-period", f.quote)
		n.Warn("published_from_period", "no day of publication is printed; the publicity period's first day is taken")
	}
}

// regionOf resolves the region: the page's words, the list's, the address,
// a code inside the project's number, the buyer's province.
func (r *reader) regionOf(n *data.Notice, in Input, m meta) {
	printed := r.facts[fRegion].value
	for _, c := range []struct{ code, rule, quote string }{
		{regionNamed(printed), "region-label", printed},
		{regionNamed(in.Row.Region), "region-list", in.Row.Region},
		{regionWithin(printed, n.Buyer), "region-buyer", n.Buyer + " " + printed},
		{regionInURL(in.URL), "region-address", in.URL},
	} {
		if c.code != "" {
			n.Region = c.code
			n.Evidence["region"] = data.Evidence{Rule: c.rule, Quote: c.quote}
			break
		}
	}
	if num := regionCode(strings.TrimLeft(n.ProjectNumber, "[(【")); strings.HasPrefix(n.ProjectNumber, "[") && num != "" && (n.Region == "" || n.Region[:2] == num[:2] && strings.HasSuffix(n.Region, "0000") && printed != "" && provinceCode(printed) == "") {
		n.Region = num
		n.Evidence["region"] = data.Evidence{Rule: "region-number", Quote: n.ProjectNumber}
	}
	for _, who := range []string{n.Buyer, n.Title, n.ProjectName} {
		if n.Region != "" {
			return
		}
		if c := regionNamed(clip(who, 60)); c != "" {
			n.Region = c
			n.Evidence["region"] = data.Evidence{Rule: "region-buyer", Quote: clip(who, 60)}
		}
	}
	r.regionOfSite(n, m)
}

// reNumberRegion finds the code of the place that numbers of some provinces
// begin with: SDGP370211…, JSZC-320000-….
var reNumberRegion = regexp.MustCompile(`^(?:SDGP|[A-Z]{2}ZC-?)(\d{6})`)

// regionOfSite falls back on the number's own code and on the name of the
// provincial site that published the page: …-四川政府采购网.
func (r *reader) regionOfSite(n *data.Notice, m meta) {
	if n.Region != "" {
		return
	}
	if c := reNumberRegion.FindStringSubmatch(n.ProjectNumber); c != nil && regionCode(c[1]) != "" {
		n.Region = regionCode(c[1])
		n.Evidence["region"] = data.Evidence{Rule: "region-number", Quote: n.ProjectNumber}
		return
	}
	if hasAny(m.site, "政府采购", "公共资源", "招标投标") {
		if n.Region = provinceCode(m.site); n.Region != "" {
			n.Evidence["region"] = data.Evidence{Rule: "region-site", Quote: m.site}
		}
	}
}

// regionInURL reads the province out of ggzy.gov.cn's addresses.
func regionInURL(u string) string {
	for _, mark := range []string{"/html/a/", "/html/b/"} {
		if i := strings.Index(u, mark); i >= 0 && len(u) >= i+len(mark)+6 {
			return regionCode(u[i+len(mark):])
		}
	}
	return ""
}
