package index

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
)

// judge makes the error of a search. bleve maps its files into memory, so
// reading a torn or truncated one panics inside it or faults: that is damage,
// as is a read that fails, and the index is built anew by the next Sync. Any
// other panic is a fault of ours.
func (ix *Index) judge(err error, bad any) error {
	if bad != nil {
		err = panicked(bad)
		ix.log.Error("index search", "err", err, "stack", string(debug.Stack()))
	}
	switch {
	case errors.Is(err, errDamaged):
		ix.damaged.Store(true)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: more than %s; add a word or a filter that narrows it", ErrTimeout, ix.o.Timeout)
	}
	return err
}

var errDamaged = errors.New("index is damaged and will be built anew")

// damage makes the error of a read of the index that failed: its files are
// ours alone, so they are not what was written.
func damage(err error, format string, args ...any) error {
	return fmt.Errorf("%w: %s: %w", errDamaged, fmt.Sprintf(format, args...), err)
}

// panicked tells a panic over damaged files from others by where it came from.
func panicked(bad any) error {
	stack := string(debug.Stack())
	_, fault := bad.(interface{ Addr() uintptr })
	if i := strings.Index(stack, "panic("); i >= 0 {
		stack = stack[i:]
	}
	frames := strings.SplitN(stack, "\n", 12)
	if fault || strings.Contains(strings.Join(frames[:len(frames)-1], "\n"), "/blevesearch/") || strings.Contains(stack[:min(len(stack), 400)], "/roaring/") {
		return fmt.Errorf("%w: %v", errDamaged, bad)
	}
	return fmt.Errorf("search failed: %v", bad)
}
