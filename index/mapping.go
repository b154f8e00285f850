package index

import (
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/custom" // the analyzers of the mapping are made of it
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"

	bindex "github.com/blevesearch/bleve_index_api"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// mappingVersion changes with everything that makes an index of an earlier
// version answer wrongly. History:
//
//	1: fields words, titles, names, grams; documents only
const mappingVersion = 1

// version identifies how documents are indexed: mapping and dictionaries. An
// index of another version is rebuilt.
func version() string { return strconv.Itoa(mappingVersion) + "-" + reference.DictionaryHash() }

// The fields of a document.
const (
	fieldWords  = "words"
	fieldTitles = "titles"
	fieldNames  = "names"
	fieldGrams  = "grams"
)

const (
	wordsAnalyzer = "zhongbiao_words"
	gramsAnalyzer = "zhongbiao_grams"
)

func init() {
	for name, t := range map[string]analysis.Tokenizer{wordsAnalyzer: wordTokenizer{}, gramsAnalyzer: gramTokenizer{}} {
		err := registry.RegisterTokenizer(name, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) { return t, nil })
		if err != nil {
			panic(err) // unreachable: the names are ours
		}
	}
}

// Mapping is the mapping of the index: explicit, without _all, nothing
// dynamic, nothing stored. It is exported for the bench.
func Mapping() (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	for _, a := range []string{wordsAnalyzer, gramsAnalyzer} {
		if err := m.AddCustomAnalyzer(a, map[string]any{"type": "custom", "tokenizer": a}); err != nil {
			return nil, err
		}
	}
	doc := bleve.NewDocumentStaticMapping()
	for field, analyzer := range map[string]string{fieldWords: wordsAnalyzer, fieldTitles: wordsAnalyzer, fieldNames: wordsAnalyzer, fieldGrams: gramsAnalyzer} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = analyzer
		f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors = false, false, false, false
		f.SkipFreqNorm = true
		doc.AddFieldMappingsAt(field, f)
	}
	m.DefaultMapping = doc
	m.DefaultAnalyzer = wordsAnalyzer
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m, nil
}

// Fields gives the strings of a notice by field, as the mapping takes them.
func Fields(n *data.Notice) map[string]any {
	return map[string]any{
		fieldWords:  joined(append(append(titles(n), n.ProjectNumber), append(orgs(n), n.Text)...)),
		fieldTitles: joined(titles(n)),
		fieldNames:  joined(orgs(n)),
		fieldGrams:  exactText(n, anywhere),
	}
}

// fieldOptions are those of the mapping.
const fieldOptions = bindex.IndexField | bindex.SkipFreqNorm

// newDocument makes the document of a notice without going through the
// mapping's reflection; the result is the same.
func newDocument(n *data.Notice, a analyzers) *document.Document {
	d := document.NewDocument(string(n.ID))
	for field, text := range Fields(n) {
		an := a.words
		if field == fieldGrams {
			an = a.grams
		}
		d.AddField(document.NewTextFieldCustom(field, nil, []byte(text.(string)), fieldOptions, an))
	}
	return d
}

type analyzers struct{ words, grams analysis.Analyzer }

func newAnalyzers(m *mapping.IndexMappingImpl) analyzers {
	return analyzers{m.AnalyzerNamed(wordsAnalyzer), m.AnalyzerNamed(gramsAnalyzer)}
}
