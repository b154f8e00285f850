package portal

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

var validAlias = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,59}$`)

// Find gives the definition with that id, or with that name among its
// aliases; the case of letters doesn't matter. It gives nil when there is none.
func Find(defs []*Definition, name string) *Definition {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, d := range defs {
		if d.ID == name {
			return d
		}
	}
	for _, d := range defs {
		if slices.Contains(d.Aliases, name) {
			return d
		}
	}
	return nil
}

// uniqueAliases refuses a name that would mean two portals.
func uniqueAliases(defs []*Definition, sources map[string]*source) error {
	owner := map[string]string{}
	for id := range sources {
		owner[id] = id
	}
	var errs []error
	for _, d := range defs {
		for _, a := range d.Aliases {
			if other, taken := owner[a]; taken {
				errs = append(errs, sources[d.ID].errorAt("aliases", "%q already means %s", a, other))
				continue
			}
			owner[a] = d.ID
			if !validAlias.MatchString(a) {
				errs = append(errs, sources[d.ID].errorAt("aliases", "%q is not 1 to 60 of a-z, 0-9, dot, - and _", a))
			}
		}
	}
	return errors.Join(errs...)
}
