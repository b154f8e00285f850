package reference

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// The dictionaries of gojieba's release, see jieba/LICENSE.
var (
	//go:embed jieba/jieba.dict.utf8.zst
	jiebaDict []byte
	//go:embed jieba/hmm_model.utf8.zst
	jiebaHMM []byte
)

// JiebaFiles are the paths of jieba's five files, in the order in which
// gojieba.NewJieba takes them. All five must be given: its defaults point into
// the module cache of the machine that built the program (PITFALLS J1).
type JiebaFiles struct {
	Dict, HMM, User, IDF, Stop string
}

// Paths lists the files for gojieba.NewJieba.
func (f JiebaFiles) Paths() []string { return []string{f.Dict, f.HMM, f.User, f.IDF, f.Stop} }

// jiebaContents gives the files by name. The IDF table and the stop words are
// used by keyword extraction only, which we never call; jieba insists on
// loading them, so one line each saves it 6 MB of table.
var jiebaContents = sync.OnceValues(func() (map[string][]byte, error) {
	d, err := zstd.NewReader(nil)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	dict, err := d.DecodeAll(jiebaDict, nil)
	if err != nil {
		return nil, fmt.Errorf("embedded jieba.dict.utf8: %w", err)
	}
	hmm, err := d.DecodeAll(jiebaHMM, nil)
	if err != nil {
		return nil, fmt.Errorf("embedded hmm_model.utf8: %w", err)
	}
	return map[string][]byte{
		"jieba.dict.utf8": dict, "hmm_model.utf8": hmm, "user.dict.utf8": UserWords(),
		"idf.utf8": []byte("的 1.0\n"), "stop_words.utf8": []byte("的\n"),
	}, nil
})

// DictionaryHash identifies jieba's dictionaries and the user words: a text
// cut with others may be cut differently, so it is part of the index version.
var DictionaryHash = sync.OnceValue(func() string {
	h := sha256.New()
	for _, b := range [][]byte{jiebaDict, jiebaHMM, UserWords()} {
		fmt.Fprintf(h, "%d\n", len(b))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
})

// Dictionaries unpacks jieba's dictionaries into a folder of their own version
// inside cacheDir ("" for the user's cache folder, or the temporary folder
// when there is none) and gives their paths and version. Files that are there
// already are checked and, when they are not as they should be, replaced. The
// folder appears whole or not at all, also when two programs start at once.
func Dictionaries(cacheDir string) (JiebaFiles, string, error) {
	hash := DictionaryHash()
	var errs []error
	for _, root := range cacheRoots(cacheDir) {
		if strings.ContainsAny(root, "|;") { // jieba splits its user dictionary's path at these
			errs = append(errs, fmt.Errorf("cache folder %s: its name must not contain | or ;", root))
			continue
		}
		dir := filepath.Join(root, "jieba-"+hash)
		err := unpack(dir)
		if err == nil {
			at := func(name string) string { return filepath.Join(dir, name) }
			return JiebaFiles{at("jieba.dict.utf8"), at("hmm_model.utf8"), at("user.dict.utf8"), at("idf.utf8"), at("stop_words.utf8")}, hash, nil
		}
		errs = append(errs, err)
	}
	return JiebaFiles{}, "", fmt.Errorf("unpack dictionaries: %w", errors.Join(errs...))
}

// cacheRoots lists the folders to try. A given folder is tried alone.
func cacheRoots(cacheDir string) []string {
	if cacheDir != "" {
		return []string{cacheDir}
	}
	var roots []string
	if dir, err := os.UserCacheDir(); err == nil {
		roots = append(roots, filepath.Join(dir, "zhongbiao"))
	}
	return append(roots, filepath.Join(os.TempDir(), fmt.Sprintf("zhongbiao-%d", os.Getuid())))
}

// unpack makes dir hold the dictionaries.
func unpack(dir string) error {
	files, err := jiebaContents()
	if err != nil {
		return err
	}
	if intact(dir, files) {
		return nil
	}
	root := filepath.Dir(dir)
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(root, ".unpack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(tmp, name), b, 0o644); err != nil {
			return err
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	return install(tmp, dir, files)
}

// install renames tmp to dir. When another program was faster its files serve
// as well; a damaged folder is moved away first.
func install(tmp, dir string, files map[string][]byte) error {
	err := os.Rename(tmp, dir)
	if err == nil || intact(dir, files) {
		return nil
	}
	old := tmp + ".old"
	if os.Rename(dir, old) == nil {
		defer os.RemoveAll(old)
	}
	if err := os.Rename(tmp, dir); err != nil && !intact(dir, files) {
		return err
	}
	return nil
}

// intact compares every byte: a truncated or foreign dictionary would make
// jieba abort the whole process.
func intact(dir string, files map[string][]byte) bool {
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, want) {
			return false
		}
	}
	return true
}
