package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"zhongbiao/data"
)

// Encoder writes awards one by one; Close ends a whole file and Fail a
// broken one.
type Encoder interface {
	Award(*Award) error
	Close() error
	Fail(reason error) error
}

// Meta says what a JSON export is: the query that made it, when, how many. When
// nothing was found, DidYouMean has queries that would have found something.
type Meta struct {
	Title      string   `json:"title"`
	Query      string   `json:"query"`
	Generated  string   `json:"generated"`
	Count      int      `json:"count"`
	Sample     string   `json:"sample,omitempty"`
	Source     string   `json:"source,omitempty"`
	DidYouMean []string `json:"did_you_mean,omitempty"`
}

// awardJSON is a project with its addresses.
type awardJSON struct {
	*data.Project
	Page string `json:"page"`
}

// JSONAwards writes {"meta":…,"awards":[…],"complete":true}. The last member
// tells a whole file from a broken one.
type JSONAwards struct {
	buf  *bufio.Writer
	some bool
}

// NewJSONAwards starts the document.
func NewJSONAwards(w io.Writer, m Meta) (*JSONAwards, error) {
	j := &JSONAwards{buf: bufio.NewWriterSize(w, 64<<10)}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(j.buf, "{\"meta\":%s,\n\"awards\":[", b)
	return j, err
}

// Award writes one member of the array.
func (j *JSONAwards) Award(a *Award) error {
	b, err := json.Marshal(awardJSON{a.Project, a.Page})
	if err != nil {
		return fmt.Errorf("award %s: %w", a.Project.ID, err)
	}
	sep := ",\n"
	if !j.some {
		sep, j.some = "\n", true
	}
	j.buf.WriteString(sep)
	_, err = j.buf.Write(b)
	return err
}

// Close ends a whole document.
func (j *JSONAwards) Close() error {
	j.buf.WriteString("\n],\"complete\":true}\n")
	return j.buf.Flush()
}

// Fail ends the document as valid JSON that says that it is broken.
func (j *JSONAwards) Fail(reason error) error {
	b, err := json.Marshal(reason.Error())
	if err != nil {
		return err
	}
	fmt.Fprintf(j.buf, "\n],\"complete\":false,\"error\":%s}\n", b)
	return j.buf.Flush()
}

// NDJSONAwards writes one project per line; a broken file ends with a line
// {"error":…}.
type NDJSONAwards struct {
	buf *bufio.Writer
	enc *json.Encoder
}

// NewNDJSONAwards starts the file.
func NewNDJSONAwards(w io.Writer) *NDJSONAwards {
	buf := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	return &NDJSONAwards{buf: buf, enc: enc}
}

// Award writes one line.
func (j *NDJSONAwards) Award(a *Award) error {
	if err := j.enc.Encode(awardJSON{a.Project, a.Page}); err != nil {
		return fmt.Errorf("award %s: %w", a.Project.ID, err)
	}
	return nil
}

// Close ends the file.
func (j *NDJSONAwards) Close() error { return j.buf.Flush() }

// Fail ends a broken file.
func (j *NDJSONAwards) Fail(reason error) error {
	if err := j.enc.Encode(map[string]string{"error": reason.Error()}); err != nil {
		return err
	}
	return j.buf.Flush()
}
