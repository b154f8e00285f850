package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// Chart.js (static/chart.umd.js) is the released file of the npm package
// chart.js 4.6.1, MIT, see static/chart.LICENSE.md; only its source map
// comment is cut off, which would make browsers ask for a file that is not
// there.
//
//go:embed static
var staticFiles embed.FS

// asset is one static file with its gzip form, both made once at start.
type asset struct {
	body, zipped []byte
	mime         string
	etag         string
}

// assets holds the static files by their hashed address. The hash stands in
// the name, so a file can be cached for ever and a new binary never meets an
// old script.
type assets struct {
	byPath map[string]*asset
	hashed map[string]string // "app.css" → "/static/app.0123abcd.css"
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".md":  "text/plain; charset=utf-8",
}

func loadAssets() (*assets, error) {
	a := &assets{byPath: map[string]*asset{}, hashed: map[string]string{}}
	return a, fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return a.add(name)
	})
}

func (a *assets) add(name string) error {
	body, err := staticFiles.ReadFile(name)
	if err != nil {
		return err
	}
	base := path.Base(name)
	ext := path.Ext(base)
	mime, ok := assetTypes[ext]
	if !ok {
		return fmt.Errorf("static file %s: no content type for %q", name, ext)
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:5])
	zipped, err := gzipped(body)
	if err != nil {
		return fmt.Errorf("static file %s: %w", name, err)
	}
	where := "/static/" + strings.TrimSuffix(base, ext) + "." + hash + ext
	a.hashed[base] = where
	a.byPath[where] = &asset{body: body, zipped: zipped, mime: mime, etag: `"` + hash + `"`}
	return nil
}

func gzipped(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// URL is the hashed address of a static file; a name that does not exist is a
// mistake in a template and is found when the templates are tested.
func (a *assets) URL(name string) (string, error) {
	u, ok := a.hashed[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return u, nil
}

// serve answers a request below /static/.
func (a *assets) serve(w http.ResponseWriter, r *http.Request) error {
	f, ok := a.byPath[r.URL.Path]
	if !ok {
		return notFound("static file")
	}
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return nil
}
