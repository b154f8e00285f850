package store

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockHolder asks Linux which process holds the lock on the file; 0 when it
// can't say. Lines look like "1: FLOCK  ADVISORY  WRITE 123 08:02:456 0 EOF".
func lockHolder(path string) int {
	var st syscall.Stat_t
	f, err := os.Open("/proc/locks")
	if err != nil || syscall.Stat(path, &st) != nil {
		return 0
	}
	defer f.Close()
	inode := ":" + strconv.FormatUint(st.Ino, 10)
	for sc := bufio.NewScanner(f); sc.Scan(); {
		w := strings.Fields(sc.Text())
		if len(w) < 6 || w[1] != "FLOCK" || !strings.HasSuffix(w[5], inode) {
			continue
		}
		if pid, err := strconv.Atoi(w[4]); err == nil && pid > 0 {
			return pid
		}
	}
	return 0
}
