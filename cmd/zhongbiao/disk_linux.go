package main

import "syscall"

// diskSpace gives the bytes that are free for us, and all, on the disk of a
// folder; 0 when that can't be known.
func diskSpace(dir string) (free, all uint64) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0
	}
	return st.Bavail * uint64(st.Bsize), st.Blocks * uint64(st.Bsize)
}
