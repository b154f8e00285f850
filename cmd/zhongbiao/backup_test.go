package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// makeBackup gives the bytes of a backup of a small store.
func makeBackup(t *testing.T) []byte {
	s, err := store.Open(t.TempDir(), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, u := range []string{"https://example.test/1", "https://example.test/2"} {
		p := &data.Page{Portal: "p", URL: u, Status: 200, Body: bytes.Repeat([]byte("示例"), 9000)}
		if _, err := s.Commit(store.Commit{Page: p}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := s.Backup(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// boltFile gives the bytes of a bbolt file that fn has written to.
func boltFile(t *testing.T, content []byte, fn func(*bolt.Tx) error) []byte {
	file := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if content == nil {
		os.Remove(file)
	}
	db, err := bolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(fn)
	db.Close()
	b, readErr := os.ReadFile(file)
	if err != nil || readErr != nil {
		t.Fatal(err, readErr)
	}
	return b
}

// TestRestoreRefuses: whatever is wrong with a backup, the error names the
// file that was given, says what is wrong and what to do, and the target is
// as it was: not there, or with what was in it.
func TestRestoreRefuses(t *testing.T) {
	good := makeBackup(t)
	noise := bytes.Clone(good)
	for i := len(noise) / 2; i < len(noise); i++ {
		noise[i] ^= 0x5a
	}
	newer := boltFile(t, good, func(tx *bolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte("99")) })
	other := boltFile(t, nil, func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("x")); return err })
	for _, c := range []struct {
		name, want, hint string
		content          []byte
		code             int
	}{
		{"text", "no store", "zhongbiao backup", []byte("no store\n"), exitFailed},
		{"empty", "it is empty", "zhongbiao backup", []byte{}, exitFailed},
		{"another program's", "not of zhongbiao", "zhongbiao backup", other, exitFailed},
		{"cut off", "damaged: it has ", "copied whole", good[:len(good)-4096], exitFailed},
		{"with noise", "damaged: ", "another backup", noise, exitFailed},
		{"of a later program", "newer version: schema 99", "update zhongbiao", newer, exitFailed},
		{"a folder", "it is a folder", "zhongbiao backup", nil, exitUsage},
		{"missing", "no such file", "zhongbiao backup", nil, exitUsage},
		{"unreadable", "can't be read", "who owns it", good, exitFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			tmp := t.TempDir()
			file := filepath.Join(tmp, "given.db")
			switch {
			case c.content != nil:
				os.WriteFile(file, c.content, 0o600)
			case c.code == exitUsage && c.name == "a folder":
				os.Mkdir(file, 0o700)
			}
			if c.name == "unreadable" {
				if os.Getuid() == 0 {
					t.Skip("root may read everything")
				}
				os.Chmod(file, 0)
			}
			there := filepath.Join(tmp, "there")
			os.Mkdir(there, 0o700)
			os.WriteFile(filepath.Join(there, "note"), []byte("mine"), 0o600)
			for _, dir := range []string{filepath.Join(tmp, "new", "deep"), there} {
				var said bytes.Buffer
				err := run(t.Context(), []string{"restore", file, "--dir", dir}, nil, io.Discard, io.Discard)
				if code := report(err, &said); code != c.code {
					t.Errorf("exit code %d, want %d", code, c.code)
				}
				line := said.String()
				if !strings.Contains(line, "restore "+file+": ") || !strings.Contains(line, c.want) || !strings.Contains(line, c.hint) || strings.Contains(line, ".new-") || strings.Count(line, "\n") != 1 {
					t.Errorf("it says %q", line)
				}
			}
			if _, err := os.Stat(filepath.Join(tmp, "new")); err == nil {
				t.Error("a folder was left behind")
			}
			if left, _ := fs.Glob(os.DirFS(there), "*"); len(left) != 1 || left[0] != "note" {
				t.Errorf("the folder holds %v", left)
			}
		})
	}
}
