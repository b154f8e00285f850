// Package export writes projects, months and feeds in the formats that leave
// the house: CSV, XLSX, JSON, NDJSON, OCDS, RSS, Atom and JSON Feed. Every
// encoder streams to an io.Writer and is used by the server and the commands
// alike, so that both give the same bytes. An encoder that fails in the middle
// says so in the file (Fail), because a short file that looks whole is the
// worst thing an export can be.
//
// The feeds are encoded here and not by a library, since none keeps the rules
// that feedrules tests. gorilla/feeds v1.2.0, the best kept one: in RSS it has
// no atom:link (self, next), one category an item, and an author that must be
// an e-mail address; in Atom one link a feed (so no self beside alternate), a
// category as text where RFC 4287 wants an attribute term, and titles without
// a type; its JSON Feed leaves out the list of items, which must be there, when
// the feed is empty. golang.org/x/tools/blog/atom has no categories and no
// RSS. What is left is a struct for each format; encoding/xml does the escaping.
package export
