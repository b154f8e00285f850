package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// OwnerFile, in the data folder, says which process opened it. It is only for
// messages: the lock itself is the kernel's, and ends with the process.
const OwnerFile = "owner.json"

// Owner is the content of the owner file.
type Owner struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"` // the program's name and its command, no more
	Since   time.Time `json:"since"`
}

// writeOwner is best effort: without it messages say less.
func writeOwner(dir string, now time.Time) {
	o := Owner{PID: os.Getpid(), Command: filepath.Base(os.Args[0]), Since: now.UTC().Truncate(time.Second)}
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		o.Command += " " + os.Args[1]
	}
	if b, err := json.Marshal(o); err == nil {
		_ = os.WriteFile(filepath.Join(dir, OwnerFile), append(b, '\n'), 0o600)
	}
}

func removeOwner(dir string) { _ = os.Remove(filepath.Join(dir, OwnerFile)) }

// ReadOwner says which process probably owns dir; false when none is known.
func ReadOwner(dir string) (Owner, bool) {
	var o Owner
	b, err := os.ReadFile(filepath.Join(dir, OwnerFile))
	if err != nil || json.Unmarshal(b, &o) != nil || !alive(o.PID) {
		return Owner{}, false
	}
	return o, true
}

// describeOwner words who probably holds the lock on path.
func describeOwner(dir, path string) string {
	holder := lockHolder(path)
	if o, ok := ReadOwner(dir); ok && (holder == 0 || holder == o.PID) {
		return fmt.Sprintf("%s is open in another zhongbiao (%q, process %d, since %s): stop it, or name another folder with --dir",
			dir, o.Command, o.PID, o.Since.Local().Format("2006-01-02 15:04:05"))
	}
	if holder != 0 {
		return fmt.Sprintf("%s is open in process %d: stop it, or name another folder with --dir", dir, holder)
	}
	return fmt.Sprintf("%s is open in another process, probably another zhongbiao: stop it, or name another folder with --dir", dir)
}

// alive asks without harm whether a process exists. Where it can't be asked,
// no process is named.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if pid <= 0 || err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}
