// Package segment cuts Chinese text into words. It stands around gojieba and
// keeps callers from its traps (PITFALLS J1–J11): dictionaries unpacked from
// the program, one instance for the life of the process, text made valid and
// normal before it is cut, offsets that point into the original, and no
// sub-words that are not there (国电 in 中国电信).
package segment
