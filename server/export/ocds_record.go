package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"zhongbiao/data"
)

// OCDSRecords writes an OCDS 1.1 record package: one record per project, with
// all its releases, the oldest first, and what they come to.
type OCDSRecords struct{ pack ocdsPackage }

type ocdsRecord struct {
	OCID     string         `json:"ocid"`
	Releases []ocdsRelease  `json:"releases"`
	Compiled map[string]any `json:"compiledRelease"`
}

// NewOCDSRecords starts a record package.
func NewOCDSRecords(w io.Writer, m OCDSMeta) (*OCDSRecords, error) {
	p, err := newPackage(w, m, "records")
	return &OCDSRecords{p}, err
}

// Award writes the record of one project.
func (o *OCDSRecords) Award(a *Award) error {
	r, err := record(a)
	if err == nil {
		err = o.pack.add(r)
	}
	if err != nil {
		return fmt.Errorf("record %s: %w", a.Project.ID, err)
	}
	return nil
}

// Close ends the package.
func (o *OCDSRecords) Close() error { return o.pack.end() }

// Fail leaves the document open and gives an error, so that the caller breaks
// the transfer off.
func (o *OCDSRecords) Fail(reason error) error { return o.pack.broken(reason) }

func record(a *Award) (ocdsRecord, error) {
	notices := slices.Clone(a.Notices)
	slices.SortStableFunc(notices, func(x, y *data.Notice) int { return cmp.Compare(x.Published, y.Published) })
	r := ocdsRecord{OCID: ocid(a.Project)}
	for _, n := range notices {
		r.Releases = append(r.Releases, release(a.Project, n))
	}
	// a notice without a day is dated by its project
	slices.SortStableFunc(r.Releases, func(x, y ocdsRelease) int { return cmp.Compare(x.Date, y.Date) })
	var err error
	r.Compiled, err = compile(r.Releases)
	return r, err
}

// compile merges releases, the oldest first, as the standard's merge routine
// does: objects field by field, lists of things that have an id by that id,
// all else by the newest value. It goes against the routine twice: suppliers
// are taken whole, since a correction that names another winner must not leave
// two; and a party keeps the roles it once had, since what refers to it stays.
func compile(releases []ocdsRelease) (map[string]any, error) {
	out := map[string]any{}
	for _, r := range releases {
		b, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.UseNumber() // amounts keep their last digit
		var m map[string]any
		if err := dec.Decode(&m); err != nil {
			return nil, err
		}
		mergeObject(out, m)
		out["tag"], out["id"] = []string{"compiled"}, r.OCID+"-"+r.Date
	}
	return out, nil
}

func mergeObject(into, from map[string]any) {
	for k, v := range from {
		switch v := v.(type) {
		case map[string]any:
			if have, ok := into[k].(map[string]any); ok {
				mergeObject(have, v)
				continue
			}
		case []any:
			have, ok := into[k].([]any)
			switch {
			case ok && k == "roles":
				into[k] = union(have, v)
				continue
			case ok && k != "suppliers" && haveIDs(have) && haveIDs(v):
				into[k] = mergeList(have, v)
				continue
			}
		}
		into[k] = v
	}
}

func haveIDs(list []any) bool {
	for _, v := range list {
		if m, ok := v.(map[string]any); !ok || m["id"] == nil {
			return false
		}
	}
	return true
}

func mergeList(into, from []any) []any {
	for _, v := range from {
		v := v.(map[string]any)
		i := slices.IndexFunc(into, func(have any) bool { return have.(map[string]any)["id"] == v["id"] })
		if i < 0 {
			into = append(into, v)
		} else {
			mergeObject(into[i].(map[string]any), v)
		}
	}
	return into
}

func union(a, b []any) []any {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}
