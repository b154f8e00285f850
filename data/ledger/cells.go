package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"zhongbiao/data"
)

// Cell is what one cell of the ledger adds up.
type Cell struct {
	Projects  int   `json:"projects"`
	Disclosed int   `json:"disclosed"` // projects with a known total
	Fen       int64 `json:"fen"`
	Notices   int   `json:"notices"` // award notices of these projects
}

func (c Cell) plus(d Cell) Cell {
	return Cell{c.Projects + d.Projects, c.Disclosed + d.Disclosed, c.Fen + d.Fen, c.Notices + d.Notices}
}

func (c Cell) minus(d Cell) Cell {
	return Cell{c.Projects - d.Projects, c.Disclosed - d.Disclosed, c.Fen - d.Fen, c.Notices - d.Notices}
}

func (c Cell) encode() []byte {
	b := binary.AppendVarint(nil, int64(c.Projects))
	b = binary.AppendVarint(b, int64(c.Disclosed))
	b = binary.AppendVarint(b, c.Fen)
	return binary.AppendVarint(b, int64(c.Notices))
}

func decodeCell(b []byte) (Cell, error) {
	var v [4]int64
	for i := range v {
		n, size := binary.Varint(b)
		if size <= 0 {
			return Cell{}, fmt.Errorf("ledger cell is cut off after %d of 4 numbers", i)
		}
		v[i], b = n, b[size:]
	}
	return Cell{int(v[0]), int(v[1]), v[2], int(v[3])}, nil
}

// share is what a project adds to one cell.
type share struct {
	Key  string `json:"k"`
	Cell Cell   `json:"c"`
}

// footprint is everything that a project has put into the ledger. It is
// stored, so that it can be taken out again whatever the rules say by then.
type footprint struct {
	Shares []share  `json:"s,omitempty"`
	Keys   []string `json:"k,omitempty"`
}

// series is the ledger's name of a stage that has a series; empty for others.
func series(p *data.Project) string {
	switch {
	case p.Counted:
		return "a"
	case !p.Relevance.Label.Counts() || p.Month == 0:
		return ""
	case p.Stage == data.StageAwarded:
		return "" // awarded but uncounted: see Uncounted
	}
	return stageSeries[p.Stage]
}

var stageSeries = map[data.Stage]string{data.StageAwarded: "a", data.StageCandidate: "c", data.StageContract: "o", data.StageDirect: "d",
	data.StageFramework: "f", data.StageFailed: "x", data.StageRevoked: "v"}

// shares gives a project's part of every cell that it belongs to.
func shares(p *data.Project) []share {
	held := share{cellKey(setKind, string(p.Sample)), Cell{Projects: 1}}
	s := series(p)
	if s == "" {
		return []share{held}
	}
	c := Cell{Projects: 1, Fen: p.Fen, Notices: awardNotices(p)}
	if p.Disclosed {
		c.Disclosed = 1
	}
	head := []string{string(p.Sample), s, string(p.Relevance.Label), monthKey(p.Month)}
	out := []share{
		{cellKey("t", head...), c},
		{cellKey("i", append(head, p.Industry.ID)...), c},
		{cellKey("f", append(head, fineDims(p)...)...), c},
	}
	return append(append(out, held), ranks(p, s, c)...)
}

func fineDims(p *data.Project) []string {
	return []string{p.Industry.ID, p.Scene.ID, string(p.Category), p.Region, yesNo(p.SOE), yesNo(p.IntraGroup)}
}

func yesNo(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func monthKey(m data.Month) string { return fmt.Sprintf("%06d", int(m)) }

// maxPart bounds a part of a cell's key: longer names are hostile or misread,
// and a store has a limit on keys.
const maxPart = 200

func cellPart(s string) string {
	if len(s) > maxPart {
		h := sha256.Sum256([]byte(s))
		s = strings.ToValidUTF8(s[:maxPart], "") + "…" + hex.EncodeToString(h[:6])
	}
	return strings.ReplaceAll(s, "|", "/")
}

// cellKey joins the parts; a part never holds the separator.
func cellKey(kind string, parts ...string) string {
	for i, p := range parts {
		parts[i] = cellPart(p)
	}
	return kind + "|" + strings.Join(parts, "|")
}

func awardNotices(p *data.Project) int {
	n := 0
	for _, l := range p.Notices {
		if l.Kind == data.KindAward {
			n++
		}
	}
	return max(n, 1)
}

func footKey(id data.ProjectID) string { return fmt.Sprintf("p|%d", uint64(id)) }

func readFootprint(tx Reader, id data.ProjectID) (footprint, error) {
	b := tx.Cell(footKey(id))
	if b == nil {
		return footprint{}, nil
	}
	return decodeFootprint(footKey(id), b)
}

func decodeFootprint(key string, b []byte) (footprint, error) {
	var fp footprint
	if err := json.Unmarshal(b, &fp); err != nil {
		return fp, fmt.Errorf("ledger cell %s: %w", key, err)
	}
	return fp, nil
}

// putFootprint replaces what a project has in the ledger by now, touching
// only the cells and keys that differ. An empty footprint takes it out.
func putFootprint(tx Tx, id data.ProjectID, now footprint) error {
	old, err := readFootprint(tx, id)
	if err != nil {
		return err
	}
	if err := moveCells(tx, old.Shares, now.Shares); err != nil {
		return err
	}
	if err := moveKeys(tx, id, old.Keys, now.Keys); err != nil {
		return err
	}
	if len(now.Shares) == 0 && len(now.Keys) == 0 {
		return tx.DeleteCell(footKey(id))
	}
	b, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return tx.PutCell(footKey(id), b)
}

func moveCells(tx Tx, old, now []share) error {
	diff := map[string]Cell{}
	for _, s := range now {
		diff[s.Key] = diff[s.Key].plus(s.Cell)
	}
	for _, s := range old {
		diff[s.Key] = diff[s.Key].minus(s.Cell)
	}
	for k, d := range diff {
		if d == (Cell{}) {
			continue
		}
		c, err := readCell(tx, k)
		if err != nil {
			return err
		}
		if c = c.plus(d); c == (Cell{}) {
			err = tx.DeleteCell(k)
		} else {
			err = tx.PutCell(k, c.encode())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func readCell(tx Reader, key string) (Cell, error) {
	b := tx.Cell(key)
	if b == nil {
		return Cell{}, nil
	}
	return decodeCell(b)
}

func moveKeys(tx Tx, id data.ProjectID, old, now []string) error {
	for _, k := range old {
		if !slices.Contains(now, k) {
			if err := tx.RemoveKey(k, id); err != nil {
				return err
			}
		}
	}
	for _, k := range now {
		if !slices.Contains(old, k) {
			if err := tx.AddKey(k, id); err != nil {
				return err
			}
		}
	}
	return nil
}
