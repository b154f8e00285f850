package server

import (
	"net/http"
	"strings"

	"zhongbiao/index/query"
)

// suggestion is one completion: Query is what the search box becomes.
type suggestion struct {
	Query    string `json:"query"`
	Text     string `json:"text"`
	Field    string `json:"field,omitempty"`
	Label    string `json:"label"`
	Projects int    `json:"projects,omitempty"`
}

const maxSuggestions = 8

// suggest completes the last word of what has been typed. Names of buyers and
// suppliers become conditions on exactly that name.
func (s *Server) suggest(w http.ResponseWriter, v *visit) error {
	typed := v.URL.Query().Get("q")
	if len([]rune(typed)) > 256 || strings.Count(typed, `"`)%2 == 1 {
		return s.apiSend(w, v, []suggestion{}) // inside a phrase there is nothing to complete
	}
	before, last := "", typed
	if at := strings.LastIndexAny(typed, " 　"); at >= 0 {
		before, last = typed[:at]+" ", strings.TrimLeft(typed[at:], " 　")
	}
	found, err := s.o.Index.Suggest(v.Context(), last, maxSuggestions)
	if err != nil {
		return err
	}
	out := []suggestion{}
	for _, x := range found {
		sg := suggestion{Query: before + x.Text, Text: x.Text, Field: string(x.Field), Label: v.lang.T("suggest.word"), Projects: x.Projects}
		if x.Field != "" {
			sg.Query = before + string(x.Field) + ":" + query.Quote(x.Text)
			sg.Label = v.lang.T("param."+string(x.Field)) + " · " + v.lang.T("awards.total", v.lang.Int(x.Projects))
		}
		out = append(out, sg)
	}
	return s.apiSend(w, v, out)
}
