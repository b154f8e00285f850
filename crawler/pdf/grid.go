package pdf

import (
	"cmp"
	"slices"
)

// A table is found by its ruling: strokes, thin fills or the edges of boxes.
// Where a stroke between two places is missing, they are one cell.

// tolerance is how far two strokes may be apart, in points, and still be one.
const tolerance = 2.5

// rule is a stroke along one axis: at is its place across, from and to are its
// ends along.
type rule struct{ at, from, to float64 }

// grid is a table: xs and ys are its strokes' places, from left to right and
// from above to below.
type grid struct {
	xs, ys []float64
	across []rule // horizontal strokes; at is y
	down   []rule // vertical strokes; at is x
	texts  [][][]box
}

// tables finds the grids of a page: strokes that touch each other belong to
// one, and it needs at least two columns or rows.
func (p page) tables() []*grid {
	across, down := p.rules()
	var out []*grid
	for _, g := range connected(across, down) {
		g.ys, g.xs = places(g.across), places(g.down)
		slices.Reverse(g.ys)
		rows, cols := len(g.ys)-1, len(g.xs)-1
		if rows < 1 || cols < 1 || rows*cols < 2 || rows*cols > 20_000 {
			continue
		}
		g.texts = make([][][]box, rows)
		for r := range g.texts {
			g.texts[r] = make([][]box, cols)
		}
		out = append(out, g)
	}
	return out
}

// rules sorts the shapes of a page into horizontal and vertical strokes. A box
// counts with its four edges; one that is as small as a letter is a letter.
func (p page) rules() (across, down []rule) {
	for _, s := range p.shapes {
		w, h := s.width(), s.height()
		switch {
		case h <= 3 && w >= 8:
			across = append(across, rule{(s.top + s.bottom) / 2, s.left, s.right})
		case w <= 3 && h >= 6:
			down = append(down, rule{(s.left + s.right) / 2, s.bottom, s.top})
		case w >= 15 && h >= 10:
			across = append(across, rule{s.top, s.left, s.right}, rule{s.bottom, s.left, s.right})
			down = append(down, rule{s.left, s.bottom, s.top}, rule{s.right, s.bottom, s.top})
		}
	}
	return across, down
}

// connected groups strokes that cross or touch.
func connected(across, down []rule) []*grid {
	if len(across)*len(down) > 4_000_000 {
		return nil // a drawing
	}
	of := make([]int, len(across)+len(down)) // union-find
	for i := range of {
		of[i] = i
	}
	root := func(i int) int {
		for of[i] != i {
			of[i] = of[of[i]]
			i = of[i]
		}
		return i
	}
	for i, a := range across {
		for j, d := range down {
			if within(d.at, a.from, a.to) && within(a.at, d.from, d.to) {
				of[root(i)] = root(len(across) + j)
			}
		}
	}
	groups := map[int]*grid{}
	at := func(i int) *grid {
		r := root(i)
		if groups[r] == nil {
			groups[r] = &grid{}
		}
		return groups[r]
	}
	for i, a := range across {
		g := at(i)
		g.across = append(g.across, a)
	}
	for j, d := range down {
		g := at(len(across) + j)
		g.down = append(g.down, d)
	}
	out := make([]*grid, 0, len(groups))
	for _, g := range groups {
		if len(g.across) > 0 && len(g.down) > 0 {
			out = append(out, g)
		}
	}
	// Inner tables first, so that a frame around the page takes only the rest.
	slices.SortFunc(out, func(a, b *grid) int {
		return cmp.Or(cmp.Compare(a.area(), b.area()), cmp.Compare(a.across[0].at, b.across[0].at))
	})
	return out
}

func (g *grid) area() float64 {
	ys, xs := places(g.across), places(g.down)
	return (ys[len(ys)-1] - ys[0]) * (xs[len(xs)-1] - xs[0])
}

func within(x, from, to float64) bool { return x >= from-tolerance && x <= to+tolerance }

// places gives the distinct places of strokes in rising order.
func places(rs []rule) []float64 {
	all := make([]float64, 0, len(rs))
	for _, r := range rs {
		all = append(all, r.at)
	}
	slices.Sort(all)
	out := all[:0]
	for _, x := range all {
		if n := len(out); n == 0 || x-out[n-1] > tolerance {
			out = append(out, x)
		}
	}
	return out
}

// put takes a text whose middle is within the grid.
func (g *grid) put(b box) bool {
	x, y := (b.left+b.right)/2, (b.top+b.bottom)/2
	c := slices.IndexFunc(g.xs[1:], func(right float64) bool { return x <= right })
	r := slices.IndexFunc(g.ys[1:], func(below float64) bool { return y >= below })
	if c < 0 || r < 0 || x < g.xs[0] || y > g.ys[0] {
		return false
	}
	g.texts[r][c] = append(g.texts[r][c], b)
	return true
}

// block gives the table, with places joined where no stroke parts them; false
// when it holds no text. A single column is no table but a frame.
func (g *grid) block() (Block, bool) {
	rows, cols := len(g.texts), len(g.texts[0])
	taken := make([][]bool, rows)
	for r := range taken {
		taken[r] = make([]bool, cols)
	}
	var b Block
	some := false
	for r := range rows {
		row := []Cell{}
		for c := range cols {
			if taken[r][c] {
				continue
			}
			cell := g.cell(r, c, taken)
			some = some || len(cell.Lines) > 0
			row = append(row, cell)
		}
		b.Rows = append(b.Rows, row)
	}
	return b, some
}

// cell joins the places from (r, c) on to the right and downwards as far as no
// stroke parts them, and takes them.
func (g *grid) cell(r, c int, taken [][]bool) Cell {
	right, below := c+1, r+1
	for right < len(g.texts[r]) && !taken[r][right] && !g.parted(g.down, g.xs[right], g.ys[r+1], g.ys[r]) {
		right++
	}
	for below < len(g.texts) && !taken[below][c] && !g.parted(g.across, g.ys[below], g.xs[c], g.xs[c+1]) {
		below++
	}
	var all []box
	for i := r; i < below; i++ {
		for j := c; j < right; j++ {
			taken[i][j] = true
			all = append(all, g.texts[i][j]...)
		}
	}
	cell := Cell{Columns: right - c, Rows: below - r}
	for _, l := range unwrapped(lines(all), g.xs[c], g.xs[right]) {
		cell.Lines = append(cell.Lines, l.text)
	}
	return cell
}

// parted tells whether strokes at a place cover most of the way from one end
// to the other.
func (g *grid) parted(rs []rule, at, from, to float64) bool {
	covered := 0.0
	for _, r := range rs {
		if r.at >= at-tolerance && r.at <= at+tolerance {
			covered = max(covered, min(r.to, to)-max(r.from, from))
		}
	}
	return covered > (to-from)/2
}
