// Package data says what the words of zhongbiao mean: Page, Notice, Lot,
// Supplier, Money, Project, Day and their enumerations. It does no I/O and
// imports no other package of the project, so every other package can speak
// in its terms. The words follow OCDS where it has one: a Notice is a
// release, a Project is a contracting process (ocid), a Money is a value.
package data
