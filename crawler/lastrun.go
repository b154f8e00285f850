package crawler

import (
	"encoding/json"
	"fmt"
	"time"

	"zhongbiao/data/store"
)

// LastRun is what the newest run did at a portal, for the coverage page.
type LastRun struct {
	Started time.Time     `json:"started"`
	Ended   time.Time     `json:"ended"`
	Success time.Time     `json:"success,omitzero"` // end of the newest run that left nothing out
	Summary PortalSummary `json:"summary"`
}

// LastRunOf reads what the newest run did at a portal; the zero value when it
// was never crawled.
func LastRunOf(st *store.Store, portalID string) (LastRun, error) {
	var l LastRun
	b, err := st.State("run/" + portalID)
	if err != nil || len(b) == 0 {
		return l, err
	}
	if err := json.Unmarshal(b, &l); err != nil {
		return l, fmt.Errorf("last run of %s: %w", portalID, err)
	}
	return l, nil
}

// remember keeps the summary of every portal.
func (s *Summary) remember(st *store.Store) error {
	for _, p := range s.Portals {
		old, err := LastRunOf(st, p.ID)
		if err != nil {
			old = LastRun{}
		}
		l := LastRun{Started: s.Started, Ended: s.Ended, Success: old.Success, Summary: p}
		if !p.Incomplete() {
			l.Success = s.Ended
		}
		b, err := json.Marshal(l)
		if err != nil {
			return err
		}
		if err := st.SetState("run/"+p.ID, b); err != nil {
			return fmt.Errorf("keep the summary of %s: %w", p.ID, err)
		}
	}
	return nil
}
