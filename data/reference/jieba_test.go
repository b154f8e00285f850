package reference

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestDictionariesUnpack(t *testing.T) {
	dir := t.TempDir()
	files, hash, err := Dictionaries(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(hash) != 16 || len(files.Paths()) != 5 {
		t.Errorf("hash %q, %d paths", hash, len(files.Paths()))
	}
	whole, err := os.ReadFile(files.Dict)
	if err != nil {
		t.Fatal(err)
	}
	// A torn file would make jieba abort the process; it is replaced.
	if err := os.WriteFile(files.Dict, whole[:1000], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(files.HMM); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Dictionaries(dir); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(files.Dict)
	if err != nil || !bytes.Equal(got, whole) {
		t.Errorf("a torn dictionary was not replaced: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%d entries are left in the cache folder, want 1: %v", len(left), err)
	}
}

func TestDictionariesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, _, err := Dictionaries(dir); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestDictionariesBadFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(t.TempDir(), "a;b")} {
		if _, _, err := Dictionaries(dir); err == nil {
			t.Errorf("Dictionaries(%s) did not fail", dir)
		}
	}
}

func TestUserWords(t *testing.T) {
	if UserWordsVersion() == "" || len(UserWordList()) < 150 {
		t.Errorf("version %q, %d words", UserWordsVersion(), len(UserWordList()))
	}
	for line := range bytes.Lines(UserWords()) {
		if n := len(bytes.Fields(line)); n != 2 && n != 3 {
			t.Errorf("jieba can't read the line %q", line)
		}
	}
}
