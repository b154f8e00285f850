package portal

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"zhongbiao/data"
)

// placeholder is {name} or {name:layout}. JSON braces are followed by a quote
// or a brace, so they never look like one.
var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*)(?::([^{}]*))?\}`)

// The escapes of a value, by where it stands.
var (
	plain  = func(s string) string { return s }
	inURL  = url.QueryEscape
	inJSON = func(s string) string { b, _ := json.Marshal(s); return string(b[1 : len(b)-1]) }
	inPath = func(s string) string {
		return strings.NewReplacer("/", "%2F", "?", "%3F", "#", "%23", " ", "%20").Replace(s)
	}
)

// expand fills a template. value gets the whole of what stands between the
// braces.
func expand(template string, value func(string) string, escape func(string) string) string {
	if !strings.Contains(template, "{") {
		return template
	}
	return placeholder.ReplaceAllStringFunc(template, func(m string) string {
		return escape(value(m[1 : len(m)-1]))
	})
}

// expandURL fills an address: values in the path keep their letters but can't
// add parts to it; values in the query are escaped. What static names belongs
// to the address itself and is put in as it is.
func expandURL(template string, value func(string) string, static ...map[string]string) string {
	for _, vars := range static {
		template = expandStatic(template, vars)
	}
	path, query, has := strings.Cut(template, "?")
	path = expand(path, value, inPath)
	if !has {
		return path
	}
	return path + "?" + expand(query, value, inURL)
}

func expandStatic(template string, vars map[string]string) string {
	return placeholder.ReplaceAllStringFunc(template, func(m string) string {
		if v, ok := vars[m[1:len(m)-1]]; ok {
			return v
		}
		return m
	})
}

// names lists the placeholders of a template, without their layouts.
func names(template string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(template, -1) {
		out = append(out, m[1])
	}
	return out
}

// At is one page of one list: what a list request is made for.
type At struct {
	Channel Channel
	Query   string
	From    data.Day // of the window; 0 in a stream
	To      data.Day
	Slice   string // value of the split variable, empty for all
	Page    int    // counted from 0
	Now     time.Time
}

// value gives the value of a placeholder of a list request.
func (d *Definition) value(at At) func(string) string {
	return func(name string) string {
		name, layout, _ := strings.Cut(name, ":")
		switch name {
		case "page":
			return strconv.Itoa(at.Page + d.List.Page.First)
		case "page0":
			return strconv.Itoa(at.Page)
		case "offset":
			return strconv.Itoa(at.Page * d.List.Page.Size)
		case "size":
			return strconv.Itoa(d.List.Page.Size)
		case "query":
			return at.Query
		case "query2": // escaped once more than usual
			return url.QueryEscape(at.Query)
		case "from":
			return formatTime(at.From.Time(), layout)
		case "to":
			return formatTime(at.To.Time(), layout)
		case "until": // the day after the window, or its last second
			if layout == "ms" || layout == "s" {
				return formatTime(at.To.Add(1).Time().Add(-time.Millisecond), layout)
			}
			return formatTime(at.To.Add(1).Time(), layout)
		case "now":
			return formatTime(at.Now, layout)
		}
		if s := d.List.Split; s != nil && name == s.Var {
			if at.Slice == "" {
				return s.All
			}
			return at.Slice
		}
		if v, ok := at.Channel.Vars[name]; ok {
			return v
		}
		return d.Vars[name]
	}
}

// formatTime writes a time by a Go layout, or as "ms" or "s" since 1970.
func formatTime(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	switch layout {
	case "ms":
		return strconv.FormatInt(t.UnixMilli(), 10)
	case "s":
		return strconv.FormatInt(t.Unix(), 10)
	case "":
		layout = "2006-01-02"
	}
	return t.In(data.Shanghai).Format(layout)
}

// known are the placeholders of every list request.
var known = map[string]bool{"page": true, "page0": true, "offset": true, "size": true, "query": true,
	"query2": true, "from": true, "to": true, "until": true, "now": true}

// unknown gives the first placeholder of a template that nothing fills.
func (d *Definition) unknown(template string, more ...string) error {
	for _, n := range names(template) {
		if known[n] || d.Vars[n] != "" || d.List.Split != nil && d.List.Split.Var == n {
			continue
		}
		if contains(more, n) || len(d.Channels) > 0 && hasVar(d.Channels, n) {
			continue
		}
		return fmt.Errorf("{%s} is filled by nothing: not by vars, by every channel, nor by the window", n)
	}
	return nil
}

func hasVar(channels []Channel, name string) bool {
	for _, c := range channels {
		if _, ok := c.Vars[name]; !ok {
			return false
		}
	}
	return true
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
