// Command zhongbiao collects public bid-award notices about large language
// models from China's procurement portals, counts each award once, and serves
// the search, the trend and the feeds. It is the only place where crawler and
// server meet.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(report(err, os.Stderr))
}
