package store

import (
	"fmt"
	"strings"

	"zhongbiao/data"
)

// spanState names the record of a portal's span.
const spanState = "span/"

// SetSpan records the days between which a portal has anything at all; 0 is
// no bound. Days outside are no holes in its coverage.
func (s *Store) SetSpan(portal string, first, last data.Day) error {
	return s.SetState(spanState+portal, []byte(first.String()+" "+last.String()))
}

// Span reads what SetSpan wrote; 0 and 0 when nothing bounds the portal.
func (s *Store) Span(portal string) (first, last data.Day, err error) {
	b, err := s.State(spanState + portal)
	if err != nil || b == nil {
		return 0, 0, err
	}
	from, to, _ := strings.Cut(string(b), " ")
	if first, err = data.ParseDay(from); err == nil {
		last, err = data.ParseDay(to)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%w: span of portal %s: %w", ErrCorrupt, portal, err)
	}
	return first, last, nil
}
