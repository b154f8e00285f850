package saved

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// path imports a file, an archive or a folder named by the caller.
func (im *importer) path(name string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		im.problem(name, 0, "%v", plain(err))
		return nil
	case info.IsDir():
		return im.folder(name)
	}
	return im.open(name)
}

// open imports one file of the disk.
func (im *importer) open(name string) error {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		im.problem(name, 0, "is not a regular file")
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		im.problem(name, 0, "%v", plain(err))
		return nil
	}
	defer f.Close()
	head := make([]byte, 8)
	n, _ := io.ReadFull(f, head)
	if isZip(head[:n]) && !strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return im.archive(name, f)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		im.problem(name, 0, "%v", plain(err))
		return nil
	}
	return im.stream(name, f)
}

// stream imports one file's bytes; name is for messages and its ending only.
func (im *importer) stream(name string, r io.Reader) error {
	body, err := readCapped(r, im.o.Limits.File)
	if err != nil {
		im.problem(name, 0, "%v", plain(err))
		return nil
	}
	im.report.Files++
	return im.file(name, body)
}

// folder imports what lies in and under a folder, in the order of the names.
// Symbolic links are not followed: they may lead out of it or in a circle.
func (im *importer) folder(root string) error {
	count := 0
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case im.ctx.Err() != nil:
			return im.ctx.Err()
		case err != nil:
			im.problem(name, 0, "%v", plain(err))
			return nil
		case d.IsDir():
			if name != root && leftOut(d.Name()) {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular() || leftOut(d.Name()) || !wanted(d.Name()):
			im.report.Skipped++
			return nil
		}
		if count++; count > im.o.Limits.Files {
			im.problem(root, 0, "holds more than %d files; import its parts one by one", im.o.Limits.Files)
			return fs.SkipAll
		}
		return im.open(name)
	})
}

// leftOut tells names that hold no notice: hidden files, and the folders in
// which browsers put a page's pictures, scripts and frames.
func leftOut(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || name == "__MACOSX" ||
		strings.HasSuffix(name, "_files") || strings.HasSuffix(name, ".files") || strings.HasSuffix(name, "_文件")
}

// wanted tells the files of a folder or archive that may hold a notice.
func wanted(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".shtml", ".xhtml", ".jsp", ".aspx", ".php", ".json", ".jsonl", ".ndjson", ".pdf", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".txt", ".mht", ".mhtml", ".zip", "":
		return true
	}
	return false
}

// readCapped reads all of r; more than limit bytes are an error, never a
// truncation.
func readCapped(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("has more than %d MiB", limit>>20)
	}
	return body, nil
}

// plain drops the path from an error of the file system: the report says it.
func plain(err error) error {
	if pe, ok := err.(*fs.PathError); ok {
		return pe.Err
	}
	return err
}
