// Package reference holds the embedded tables that say what is known of the
// field: terms, industries, companies, regions, baselines, reported awards,
// portal definitions and dictionaries. Each table carries a version, which is
// stored with every result that was read with it.
package reference
