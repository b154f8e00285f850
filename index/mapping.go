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
//	1: fields words, titles, names, grams (documents only), kept (stored only,
//	   S2 with a dictionary)
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
	fieldKept   = "kept"
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
// dynamic. Only the exact text is stored: in its normal form, which the store
// does not have, it is checked 20 times as fast as a text of the store, whose
// reading, unpacking and normalising cost 50 µs (see index/bench). It is
// exported for the bench.
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
	kept := bleve.NewKeywordFieldMapping()
	kept.Index, kept.Store, kept.IncludeInAll, kept.DocValues, kept.IncludeTermVectors = false, true, false, false, false
	doc.AddFieldMappingsAt(fieldKept, kept)
	m.DefaultMapping = doc
	m.DefaultAnalyzer = wordsAnalyzer
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m, nil
}

// Fields gives the strings of a notice by field, as the mapping takes them.
func Fields(n *data.Notice) map[string]any {
	exact := exactText(n)
	return map[string]any{
		fieldWords:  joined(append(append(titles(n), n.ProjectNumber), append(orgs(n), n.Text)...)),
		fieldTitles: joined(titles(n)),
		fieldNames:  joined(orgs(n)),
		fieldGrams:  exact,
		fieldKept:   string(pack(exact)),
	}
}

// fieldOptions are those of the mapping.
const fieldOptions = bindex.IndexField | bindex.SkipFreqNorm

// newDocument makes the document of a notice without going through the
// mapping's reflection; the result is the same.
func newDocument(n *data.Notice, a analyzers) *document.Document {
	d := document.NewDocument(string(n.ID))
	for field, text := range Fields(n) {
		value := []byte(text.(string))
		switch field {
		case fieldKept:
			d.AddField(document.NewTextFieldCustom(field, nil, value, bindex.StoreField, nil))
		case fieldGrams:
			d.AddField(document.NewTextFieldCustom(field, nil, value, fieldOptions, a.grams))
		default:
			d.AddField(document.NewTextFieldCustom(field, nil, value, fieldOptions, a.words))
		}
	}
	return d
}

type analyzers struct{ words, grams analysis.Analyzer }

func newAnalyzers(m *mapping.IndexMappingImpl) analyzers {
	return analyzers{m.AnalyzerNamed(wordsAnalyzer), m.AnalyzerNamed(gramsAnalyzer)}
}
