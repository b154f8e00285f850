package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

// cli is the whole command line. Every flag can also be set by an environment
// variable ZHONGBIAO_<FLAG>, which kong derives from its name.
type cli struct {
	Dir      string `help:"Data folder (default: $XDG_DATA_HOME/zhongbiao)." placeholder:"DIR" type:"path"`
	CacheDir string `help:"Folder for unpacked dictionaries (default: the user's cache folder)." placeholder:"DIR" type:"path"`
	LogLevel string `help:"What to log: ${enum}." enum:"debug,info,warn,error" default:"warn"`
	LogJSON  bool   `name:"log-json" help:"Log as JSON lines."`

	Demo         demoCmd         `cmd:"" help:"Crawl the built-in sample portal and serve the result: the whole job, offline."`
	Crawl        crawlCmd        `cmd:"" help:"Crawl the portals once."`
	Import       importCmd       `cmd:"" help:"Take saved pages and lists into the store."`
	Serve        serveCmd        `cmd:"" help:"Serve pages, exports and feeds."`
	Search       searchCmd       `cmd:"" help:"Search the awards."`
	Trend        trendCmd        `cmd:"" help:"Monthly awards against a baseline."`
	Export       exportCmd       `cmd:"" help:"Write awards as CSV, XLSX, JSON, NDJSON or OCDS."`
	Feed         feedCmd         `cmd:"" help:"Write a feed of awards as RSS, Atom or JSON Feed."`
	Alerts       alertsCmd       `cmd:"" help:"Saved searches that tell of new awards by e-mail, webhook or chat."`
	Project      projectCmd      `cmd:"" help:"Show a project: what it counts as, its lots, how each notice came to it."`
	Reconcile    reconcileCmd    `cmd:"" help:"Set our figures beside the published ones."`
	Restatements restatementsCmd `cmd:"" help:"Which month changed by how much, when and why."`
	Check        checkCmd        `cmd:"" help:"Sanity checks over all projects."`
	Decide       decideCmd       `cmd:"" help:"Join or split projects by hand."`
	Coverage     coverageCmd     `cmd:"" help:"Which days of which lists are complete."`
	Inspect      inspectCmd      `cmd:"" help:"Read saved pages and print what they say, one JSON line per notice."`
	Classify     classifyCmd     `cmd:"" help:"Classify JSON lines {\"title\",\"buyer\",\"text\"} from standard input."`
	Reread       rereadCmd       `cmd:"" help:"Read the stored pages again with today's rules."`
	Reindex      reindexCmd      `cmd:"" help:"Build the search index anew from the store."`
	Portals      portalsCmd      `cmd:"" help:"The portal definitions."`
	Eval         evalCmd         `cmd:"" help:"Measure the reading on labelled cases."`
	Backup       backupCmd       `cmd:"" help:"Write a consistent copy of the store."`
	Restore      restoreCmd      `cmd:"" help:"Make a data folder from a backup."`
	Version      versionCmd      `cmd:"" help:"Print the version and those of rules and tables."`
}

// app is what every command gets: its surroundings, nothing global.
type app struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	log            *slog.Logger
	logOut         *logOut
	dirFlag        string
	cacheDir       string
}

const description = `Tracks public bid-award notices about large language models (大模型) in China.

Every flag can be set by an environment variable: --log-level is ZHONGBIAO_LOG_LEVEL.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but incomplete.`

// exited carries kong's wish to exit (after --help) out of the parser.
type exited int

// run is the program: main adds only signals and the exit code, and tests
// call it as main does.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exited); !ok {
				panic(r)
			}
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("zhongbiao"), kong.Description(description),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { panic(exited(code)) }),
		kong.DefaultEnvars("ZHONGBIAO"), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	cmd, err := parser.Parse(args)
	if err != nil {
		return usageError{parseHint(err)}
	}
	a := &app{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, dirFlag: c.Dir, cacheDir: c.CacheDir}
	a.logOut = &logOut{w: stderr}
	a.log = newLogger(a.logOut, c.LogLevel, c.LogJSON)
	return cmd.Run(a)
}

// parseHint adds to kong's message where to look.
func parseHint(err error) error {
	var pe *kong.ParseError
	hint := "see zhongbiao --help"
	if errors.As(err, &pe) && pe.Context != nil && pe.Context.Command() != "" {
		hint = "see zhongbiao " + strings.Fields(pe.Context.Command())[0] + " --help"
	}
	return fmt.Errorf("%w (%s)", err, hint)
}

func newLogger(w io.Writer, level string, asJSON bool) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelWarn
	}
	o := &slog.HandlerOptions{Level: l}
	if asJSON {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// dataDir is the data folder: --dir, else the XDG default.
func (a *app) dataDir() (string, error) {
	if a.dirFlag != "" {
		if info, err := os.Stat(a.dirFlag); err == nil && !info.IsDir() {
			return "", usagef("--dir %s is no folder (name that which holds the data, or is to)", a.dirFlag)
		}
		return a.dirFlag, nil
	}
	if x := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(x) {
		return filepath.Join(x, "zhongbiao"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no home folder to keep data in: %w (name one with --dir)", err)
	}
	return filepath.Join(home, ".local", "share", "zhongbiao"), nil
}
