package portal

import (
	"slices"
	"testing"
)

func channelVars(d *Definition, name string) []string {
	var out []string
	for _, c := range d.Channels {
		out = append(out, c.Vars[name])
	}
	return out
}

// A site has its family's channels unless it says its own, which then take
// their place instead of being added.
func TestChannelsOfAFamily(t *testing.T) {
	classic := []string{"ZcyAnnouncement3004", "ZcyAnnouncement4005", "ZcyAnnouncement4006", "ZcyAnnouncement3007"}
	if got := channelVars(builtIn(t, "zcy-guangxi"), "category"); !slices.Equal(got, classic) {
		t.Errorf("Guangxi: %v", got)
	}
	if got := channelVars(builtIn(t, "zcy-zhejiang"), "category"); !slices.Equal(got, []string{"110-900461", "110-943756", "110-567245"}) {
		t.Errorf("Zhejiang: %v", got)
	}
}
