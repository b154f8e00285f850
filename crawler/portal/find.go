package portal

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

var validAlias = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)

// Find gives the definition that a person means by a name: its id, one of its
// aliases, the name of its file, or for a site of a family the id without the
// family's prefix. Case and the difference of _ and - don't matter. An exact
// id wins; a name that fits two definitions, like one that fits none, gives nil.
func Find(defs []*Definition, name string) *Definition {
	name = plainName(name)
	var found *Definition
	for _, d := range defs {
		if d.ID == name {
			return d
		}
		if slices.Contains(d.names(), name) {
			if found != nil {
				return nil
			}
			found = d
		}
	}
	return found
}

func plainName(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-")
}

// names are the names that a definition goes by, besides its id.
func (d *Definition) names() []string {
	out := append([]string{strings.TrimSuffix(d.file, ".yaml")}, d.Aliases...)
	if site, ok := strings.CutPrefix(d.ID, d.Extends+"-"); ok && d.Extends != "" {
		out = append(out, site)
	}
	return out
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
			if !validAlias.MatchString(a) {
				errs = append(errs, sources[d.ID].errorAt("aliases", "%q is not 1 to 60 of a-z, 0-9 and -", a))
			}
			if other, taken := owner[a]; taken {
				errs = append(errs, sources[d.ID].errorAt("aliases", "%q already means %s", a, other))
				continue
			}
			owner[a] = d.ID
		}
	}
	return errors.Join(errs...)
}
