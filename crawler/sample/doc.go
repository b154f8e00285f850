// Package sample is a portal of its own on loopback, for the demo and for
// tests: it publishes notices in the official 2020 format and in the page
// structure of 中国政府采购网 (lists with paging, detail pages in several
// regional templates), and it has bad sides that can be switched on.
//
// It has two sets, which are never mixed: the facts set shows reported awards
// from the register with their source, the fictional set is invented from a
// seed, and there every title, buyer and supplier begins with 示例. Truth says
// what a set holds, Pages what each of its pages says.
package sample
