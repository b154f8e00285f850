package saved

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func isZip(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// archive imports the files of a zip. Nothing is written by an entry's name,
// so a path that climbs out of the archive does no harm.
func (im *importer) archive(name string, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		im.problem(name, 0, "%v", plain(err))
		return nil
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		im.problem(name, 0, "the archive is damaged: %v", err)
		return nil
	}
	if len(z.File) > im.o.Limits.Files {
		im.problem(name, 0, "the archive holds %d files, more than the %d that are read", len(z.File), im.o.Limits.Files)
		return nil
	}
	if workbook(z) {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return im.stream(name, f)
	}
	left := im.o.Limits.Total
	for _, e := range z.File {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		if left <= 0 {
			im.problem(name, 0, "the archive unpacks to more than %d MiB; the files from %s on were not read", im.o.Limits.Total>>20, entryName(e))
			return nil
		}
		n, err := im.entry(name, e, left)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// workbook tells an XLSX whose name does not say so.
func workbook(z *zip.Reader) bool {
	for _, e := range z.File {
		if e.Name == "xl/workbook.xml" {
			return true
		}
	}
	return false
}

// entry imports a file of an archive and says how many bytes it unpacked to,
// counted and not as the archive claims.
func (im *importer) entry(archive string, e *zip.File, left int64) (int64, error) {
	inside := entryName(e)
	name := archive + "!" + inside
	switch {
	case e.FileInfo().IsDir():
		return 0, nil
	case hidden(inside) || !wanted(inside) || !e.Mode().IsRegular():
		im.report.Skipped++
		return 0, nil
	case e.Flags&1 != 0:
		im.problem(name, 0, "is encrypted; unpack the archive with its password first")
		return 0, nil
	}
	r, err := e.Open()
	if err != nil {
		im.problem(name, 0, "can't be unpacked: %v", err)
		return 0, nil
	}
	defer r.Close()
	limit := min(im.o.Limits.File, left)
	counted := &counter{r: r}
	body, err := readCapped(counted, limit)
	switch {
	case err == nil && isZip(body) && !strings.EqualFold(path.Ext(inside), ".xlsx"):
		im.problem(name, 0, "is an archive inside an archive; unpack the outer one first")
	case err == nil:
		im.report.Files++
		return counted.n, im.file(name, body)
	case counted.n > limit:
		im.problem(name, 0, "unpacks to more than the %d bytes that are read of it", limit)
	default:
		im.problem(name, 0, "is damaged: %v", err)
	}
	return counted.n, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func hidden(inside string) bool {
	for _, part := range strings.Split(inside, "/") {
		if part != "." && part != ".." && leftOut(part) {
			return true
		}
	}
	return false
}

// entryName is an entry's name as text: archivers on Chinese Windows write it
// in GBK without saying so.
func entryName(e *zip.File) string {
	name := strings.ReplaceAll(e.Name, `\`, "/")
	if !e.NonUTF8 {
		return name
	}
	if s, err := simplifiedchinese.GB18030.NewDecoder().String(e.Name); err == nil {
		return strings.ReplaceAll(s, `\`, "/")
	}
	return strings.ToValidUTF8(name, "?")
}
