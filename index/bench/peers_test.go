package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"zhongbiao/data"
	"zhongbiao/index/segment"
)

// The peers get the same words as bleve, cut by us, because neither of them
// cuts Chinese. Each stands for what one would write in its plain SQL.

// cut gives a text as words with blanks between them.
func cut(text string) string {
	tokens, err := segment.Cut(text)
	if err != nil {
		return ""
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Text
	}
	return strings.Join(words, " ")
}

// row is what a peer stores of a notice, with its project's facts.
func row(p *data.Project, n *data.Notice) []any {
	return []any{int64(p.ID), n.Published.String()[:7], p.Industry.ID, string(p.Category), p.Region[:2], p.Fen, b2i(p.Counted), b2i(p.Disclosed)}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// answer runs a case over a database whose tables are facts(id, project,
// month, industry, category, region, fen, counted, disclosed) and a way to
// find ids by text. It asks for totals, each facet, the trend and a page, as
// a program on such a database would.
func answer(ctx context.Context, db *sql.DB, c Case, from string, args []any, page string) (int, error) {
	where := from
	if c.Filter.Scope == "" {
		where += " AND f.counted = 1"
	}
	if len(c.Filter.Industry) > 0 {
		where += " AND f.industry = '" + string(c.Filter.Industry[0]) + "'"
	}
	var hits int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+where, args...).Scan(&hits); err != nil {
		return 0, err
	}
	columns := append([]string{}, c.Request.Facets...)
	if c.Request.Trend != "" {
		columns = append(columns, "month")
	}
	for _, f := range columns {
		if err := drain(db.QueryContext(ctx, fmt.Sprintf("SELECT f.%s, count(DISTINCT f.project), sum(f.fen) FROM %s GROUP BY 1", f, where), args...)); err != nil {
			return 0, err
		}
	}
	if c.Request.Limit > 0 {
		q := fmt.Sprintf("SELECT f.id FROM %s ORDER BY %s LIMIT %d OFFSET %d", where, page, c.Request.Limit, c.Request.Offset)
		if c.Filter.Sort != "" || len(args) == 0 {
			q = fmt.Sprintf("SELECT f.id FROM %s ORDER BY f.month DESC, f.id LIMIT %d OFFSET %d", where, c.Request.Limit, c.Request.Offset)
		}
		if err := drain(db.QueryContext(ctx, q, args...)); err != nil {
			return 0, err
		}
	}
	return hits, nil
}

// holds tells whether an earlier run has loaded the corpus.
func holds(ctx context.Context, db *sql.DB, c Corpus) bool {
	var n int
	return db.QueryRowContext(ctx, "SELECT count(*) FROM facts").Scan(&n) == nil && n == c.N
}

func drain(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// fts5 is SQLite's full-text index.
type fts5 struct {
	path string
	db   *sql.DB
}

func (f *fts5) Name() string { return "SQLite FTS5" }

func (f *fts5) Load(ctx context.Context, c Corpus) error {
	db, err := sql.Open("sqlite", "file:"+f.path+"?_pragma=journal_mode(off)&_pragma=synchronous(off)&_pragma=cache_size(-200000)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	f.db = db
	if holds(ctx, db, c) {
		return nil
	}
	for _, s := range []string{
		"CREATE TABLE facts(id INTEGER PRIMARY KEY, project INT, month TEXT, industry TEXT, category TEXT, region TEXT, fen INT, counted INT, disclosed INT)",
		"CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='unicode61')",
	} {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	id := 0
	err = c.Each(func(p *data.Project, list []*data.Notice) error {
		for _, n := range list {
			id++
			if _, err := tx.Exec("INSERT INTO facts VALUES(?,?,?,?,?,?,?,?,?)", append([]any{id}, row(p, n)...)...); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO words(rowid, title, body) VALUES(?,?,?)", id, cut(n.Title), cut(n.Text)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = tx.Commit()
	}
	if err == nil {
		_, err = db.ExecContext(ctx, "INSERT INTO words(words) VALUES('optimize')")
	}
	return err
}

func (f *fts5) Size() (int64, error) { return folder(f.path), nil }

func (f *fts5) Search(ctx context.Context, c Case) (int, error) {
	if c.Request.Highlight {
		return 0, ErrSkip
	}
	if c.Word == "" {
		return answer(ctx, f.db, c, "facts f WHERE 1", nil, "f.id")
	}
	return answer(ctx, f.db, c, "words JOIN facts f ON f.id = words.rowid WHERE words MATCH ?", []any{ftsQuery(c)}, "bm25(words), f.id")
}

func ftsQuery(c Case) string {
	if c.Phrase {
		return `"` + cut(c.Word) + `"`
	}
	var out []string
	for _, w := range strings.Fields(cut(c.Word)) {
		out = append(out, `"`+w+`"`)
	}
	return strings.Join(out, " AND ")
}

func (f *fts5) Close() error { return f.db.Close() }

// postgres is PostgreSQL's full-text search with a GIN index. It starts a
// server of its own on a socket in dir.
type postgres struct {
	dir string
	bin string
	db  *sql.DB
	as  *syscall.SysProcAttr
}

func (p *postgres) Name() string { return "PostgreSQL GIN" }

// command runs as the user postgres when we are root: the server insists.
func (p *postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = p.dir, p.as
	return cmd
}

func (p *postgres) Load(ctx context.Context, c Corpus) error {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return fmt.Errorf("skipped: no PostgreSQL on this machine (Debian: apt-get install postgresql)")
	}
	p.bin = found[len(found)-1]
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return fmt.Errorf("skipped: no user postgres to run the server as: %w", err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(p.dir, uid, gid); err != nil {
			return err
		}
		p.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "data", "PG_VERSION")); err != nil {
		if out, err := p.command("initdb", "-D", "data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8").CombinedOutput(); err != nil {
			return fmt.Errorf("skipped: initdb: %w: %s", err, out)
		}
	}
	options := "-k " + p.dir + " -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c jit=off"
	if out, err := p.command("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start").CombinedOutput(); err != nil {
		return fmt.Errorf("skipped: start: %w: %s", err, out)
	}
	db, err := sql.Open("pgx", "host="+p.dir+" user=bench dbname=postgres sslmode=disable")
	if err != nil {
		return err
	}
	p.db = db
	if holds(ctx, db, c) {
		return nil
	}
	err = p.fill(ctx, c)
	if err != nil {
		p.Close()
	}
	return err
}

func (p *postgres) fill(ctx context.Context, c Corpus) error {
	_, err := p.db.ExecContext(ctx, "CREATE UNLOGGED TABLE facts(id bigint, project bigint, month text, industry text, category text, region text, fen bigint, counted int, disclosed int, words tsvector)")
	if err != nil {
		return err
	}
	id, rows, args := 0, []string{}, []any{}
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		_, err := p.db.ExecContext(ctx, "INSERT INTO facts VALUES "+strings.Join(rows, ","), args...)
		rows, args = rows[:0], args[:0]
		return err
	}
	err = c.Each(func(pr *data.Project, list []*data.Notice) error {
		for _, n := range list {
			id++
			var marks []string
			for i := range 11 {
				marks = append(marks, "$"+strconv.Itoa(len(args)+i+1))
			}
			rows = append(rows, fmt.Sprintf("(%s,%s,%s,%s,%s,%s,%s,%s,%s,setweight(to_tsvector('simple',%s),'A')||to_tsvector('simple',%s))", anySlice(marks)...))
			args = append(append(append(args, id), row(pr, n)...), cut(n.Title), cut(n.Text))
			if len(rows) == 500 {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	for _, s := range []string{"CREATE INDEX ON facts USING gin(words)", "CREATE INDEX ON facts(month)", "ANALYZE facts"} {
		if err == nil {
			_, err = p.db.ExecContext(ctx, s)
		}
	}
	return err
}

func anySlice(s []string) []any {
	out := make([]any, len(s))
	for i := range s {
		out[i] = s[i]
	}
	return out
}

func (p *postgres) Size() (n int64, err error) {
	err = p.db.QueryRow("SELECT pg_total_relation_size('facts')").Scan(&n)
	return n, err
}

func (p *postgres) Search(ctx context.Context, c Case) (int, error) {
	if c.Request.Highlight {
		return 0, ErrSkip
	}
	if c.Word == "" {
		return answer(ctx, p.db, c, "facts f WHERE true", nil, "f.id")
	}
	words := strings.Fields(cut(c.Word))
	op := " & "
	if c.Phrase {
		op = " <-> "
	}
	for i := range words {
		words[i] = "'" + words[i] + "'"
	}
	q := strings.Join(words, op)
	return answer(ctx, p.db, c, "facts f WHERE f.words @@ $1::tsquery", []any{q}, "ts_rank(f.words, '"+strings.ReplaceAll(q, "'", "''")+"'::tsquery) DESC, f.id")
}

func (p *postgres) Close() error {
	if p.db != nil {
		p.db.Close()
	}
	out, err := p.command("pg_ctl", "-D", "data", "-m", "fast", "stop").CombinedOutput()
	if err != nil {
		return fmt.Errorf("stop PostgreSQL: %w: %s", err, out)
	}
	time.Sleep(100 * time.Millisecond)
	return nil
}
