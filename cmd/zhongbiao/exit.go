package main

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// The exit codes that scripts rely on (DESIGN, Contracts).
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitIncomplete = 3
)

// usageError is a wrong call: it says which flag or argument, with a hint.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// incompleteError is work that was done, but not all of it: something was
// blocked, changed, capped or unreadable. What it is stands in the message.
type incompleteError struct{ why string }

func (e incompleteError) Error() string { return e.why }

// report prints err as one line and gives the exit code for it.
func report(err error, stderr io.Writer) int {
	var usage usageError
	var incomplete incompleteError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "zhongbiao:", err)
		return exitUsage
	case errors.As(err, &incomplete):
		fmt.Fprintln(stderr, "zhongbiao: incomplete:", err)
		return exitIncomplete
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "zhongbiao: stopped")
		return exitFailed
	}
	fmt.Fprintln(stderr, "zhongbiao:", err)
	return exitFailed
}
