// Package alert keeps saved searches and tells people of the awards that they
// find: by e-mail, signed webhook, 企业微信, 钉钉 or 飞书, at once or as a digest.
//
// An alert follows the store's feed of changes from a saved position. What a
// change makes of it (a new award, a correction of one that it told before) is
// written as an event into the alert's queue, in one transaction with the
// position and with what was told; sending takes the events from there in
// order. So a kill loses nothing and tells nothing twice but for a message
// whose answer was not seen, which is sent again with the same key.
//
// An award is told when a notice of it was first stored since the last look.
// A reread stores no notice for the first time, hence new rules never bring up
// old awards, whatever they come to match; only what they count for the first
// time, and was published in the last month, is told. A change is told when
// what the reader was told differs: amount, suppliers, stage.
//
// All of it lies in the store's kv namespace "alert" and is a record: backed
// up, never rebuilt. Numbers are 8 hex digits or 16, so that keys sort.
//
//	last             id of the newest alert
//	a/ID             Alert; one that was removed stays, with the time
//	s/ID             state: how far it looked, what is being sent
//	q/ID/N           Event that waits to be sent
//	l/ID/N           Sent: an event that was sent or given up, for ever
//	t/ID/PROJECT     told: what the alert said of the project last
//	c/ID/CONDITION   condition of the system that an operator's alert told
package alert

import "errors"

// The errors that callers may test for with errors.Is.
var (
	ErrNotFound = errors.New("no such alert")
	ErrInvalid  = errors.New("alert is not valid") // what is wrong stands in the message
)
