package portal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// FileError says what is wrong where in a definition's file.
type FileError struct {
	File  string
	Line  int    // 0 when it is no certain line
	Field string // "list.rows", empty for the whole file
	Msg   string
}

func (e *FileError) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	if e.Field == "" {
		return fmt.Sprintf("portal definition %s: %s", where, e.Msg)
	}
	return fmt.Sprintf("portal definition %s: %s: %s", where, e.Field, e.Msg)
}

// source is one file with its tree, for the lines of errors.
type source struct {
	file string
	tree *ast.File
	head struct {
		ID      string `yaml:"id"`
		Extends string `yaml:"extends"`
		Family  bool   `yaml:"family"`
	}
}

// Load reads every *.yaml file of the folders. A definition of a later folder
// takes the place of one with the same id, so that a user's folder can mend
// the built-in ones. All errors of all files are given, joined; families are
// left out of the result, which is sorted by id.
func Load(folders ...fs.FS) ([]*Definition, error) {
	sources := map[string]*source{}
	var errs []error
	for _, folder := range folders {
		if err := readFolder(folder, sources); err != nil {
			errs = append(errs, err)
		}
	}
	var out []*Definition
	for _, id := range sortedIDs(sources) {
		d, err := build(sources[id], sources)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if !d.Family {
			out = append(out, d)
		}
	}
	errs = append(errs, uniqueAliases(out, sources))
	return out, errors.Join(errs...)
}

func sortedIDs(sources map[string]*source) []string {
	ids := make([]string, 0, len(sources))
	for id := range sources {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

func readFolder(folder fs.FS, sources map[string]*source) error {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return err
	}
	var errs []error
	here := map[string]string{}
	for _, name := range names {
		s, err := readSource(folder, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if other, ok := here[s.head.ID]; ok {
			errs = append(errs, s.errorAt("id", "%q is already used by %s", s.head.ID, other))
			continue
		}
		here[s.head.ID] = name
		sources[s.head.ID] = s
	}
	return errors.Join(errs...)
}

var validID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

func readSource(folder fs.FS, name string) (*source, error) {
	body, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, fmt.Errorf("read portal definition: %w", err)
	}
	s := &source{file: path.Base(name)}
	if s.tree, err = parser.ParseBytes(body, 0); err != nil {
		return nil, s.yamlError(err)
	}
	if err := s.decode(&s.head); err != nil {
		return nil, s.yamlError(err)
	}
	if !validID.MatchString(s.head.ID) {
		return nil, s.errorAt("id", "%q is not 2 to 40 of a-z, 0-9 and -, beginning with a letter", s.head.ID)
	}
	return s, nil
}

// decode reads the file's tree into v; the text is parsed only once.
func (s *source) decode(v any, o ...yaml.DecodeOption) error {
	if len(s.tree.Docs) == 0 || s.tree.Docs[0].Body == nil {
		return errors.New("the file is empty")
	}
	return yaml.NewDecoder(bytes.NewReader(nil), o...).DecodeFromNode(s.tree.Docs[0].Body, v)
}

// yamlError gives an error of the YAML library our form.
func (s *source) yamlError(err error) error {
	e := &FileError{File: s.file, Msg: err.Error()}
	var y yaml.Error
	if errors.As(err, &y) {
		e.Msg = y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			e.Line = t.Position.Line
		}
	}
	e.Msg = hint(e.Msg)
	return e
}

// hint adds to the library's words what a person can do.
func hint(msg string) string {
	if strings.Contains(msg, "unknown field") {
		return msg + ` (misspelt? "zhongbiao portals show ccgp" prints a whole definition)`
	}
	return msg
}

// errorAt makes an error for a field, with its line or that of the nearest
// field around it.
func (s *source) errorAt(field, format string, args ...any) *FileError {
	line, _ := s.line(field)
	return &FileError{File: s.file, Line: max(line, 1), Field: field, Msg: fmt.Sprintf(format, args...)}
}

// line finds where a field stands; exact is false when only a field around it
// is in this file.
func (s *source) line(field string) (line int, exact bool) {
	for f := field; f != ""; {
		if p, err := yaml.PathString("$." + f); err == nil && s.tree != nil {
			if n, err := p.FilterFile(s.tree); err == nil && n != nil && n.GetToken() != nil {
				return n.GetToken().Position.Line, f == field
			}
		}
		cut := strings.LastIndexAny(f, ".[")
		if cut < 0 {
			break
		}
		f = f[:cut]
	}
	return 0, false
}

// build makes a definition from its file and the families it extends.
func build(s *source, sources map[string]*source) (*Definition, error) {
	d := &Definition{}
	chain, err := lineage(s, sources)
	if err != nil {
		return nil, err
	}
	for _, from := range chain {
		d.Family, d.Extends, d.Aliases = false, "", nil
		vars, headers := d.Vars, d.Headers
		d.Vars, d.Headers = nil, nil
		if err := from.decode(d, yaml.Strict()); err != nil {
			return nil, from.yamlError(err)
		}
		d.Vars, d.Headers = merge(vars, d.Vars), merge(headers, d.Headers)
	}
	d.file = s.file
	d.defaults()
	if d.Family {
		return d, nil
	}
	var errs []error
	for _, e := range d.validate() {
		errs = append(errs, place(e, chain))
	}
	return d, errors.Join(errs...)
}

// lineage lists the families of a definition, furthest first, and itself.
func lineage(s *source, sources map[string]*source) ([]*source, error) {
	chain := []*source{s}
	for chain[0].head.Extends != "" {
		parent := sources[chain[0].head.Extends]
		if parent == nil {
			return nil, chain[0].errorAt("extends", "there is no definition %q", chain[0].head.Extends)
		}
		if len(chain) > 4 {
			return nil, s.errorAt("extends", "families extend each other in a circle")
		}
		chain = append([]*source{parent}, chain...)
	}
	return chain, nil
}

func merge(base, more map[string]string) map[string]string {
	out := make(map[string]string, len(base)+len(more))
	for _, m := range []map[string]string{base, more} {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// place gives a fault the file and line that it stands in: the definition's
// own file, or that of the family which has the field.
func place(f fault, chain []*source) error {
	own := chain[len(chain)-1]
	for i := len(chain) - 1; i >= 0; i-- {
		if _, exact := chain[i].line(f.field); exact {
			return chain[i].errorAt(f.field, "%s", f.msg)
		}
	}
	return own.errorAt(f.field, "%s", f.msg)
}
