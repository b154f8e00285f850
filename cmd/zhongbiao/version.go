package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/extract"
)

// versionCmd prints what a bug report needs: the program, and the versions of
// the rules and tables that decide numbers.
type versionCmd struct{}

// Run prints a line each.
func (c *versionCmd) Run(a *app) error {
	cl, err := classify.New()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "zhongbiao %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(a.stdout, "reading %s\nclassification %s\n", extract.Version, cl.Version())
	return nil
}

// version is the module's version, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "devel"
}
