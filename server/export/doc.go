// Package export writes projects, months and feeds in the formats that leave
// the house: CSV, XLSX, JSON, NDJSON, OCDS, RSS, Atom and JSON Feed. Every
// encoder streams to an io.Writer and is used by the server and the commands
// alike, so that both give the same bytes. An encoder that fails in the middle
// says so in the file (Fail), because a short file that looks whole is the
// worst thing an export can be.
package export
