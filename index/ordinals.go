package index

import "zhongbiao/data"

// keyTable finds the ordinal of a notice by its key. It holds ordinals only
// and compares with the keys of the column: a Go map of a million keys would
// take eight times as much memory.
type keyTable struct {
	slots []uint32 // ordinal+1, 0 for empty; a power of two of them
	used  int
}

func (k noticeKey) hash() uint64 {
	h := (k.page ^ uint64(k.n)<<32) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}

// find gives the ordinal of a key, none when it has none.
func (t *keyTable) find(keys []noticeKey, k noticeKey) uint32 {
	if len(t.slots) == 0 {
		return none
	}
	m := uint64(len(t.slots) - 1)
	for i := k.hash() & m; ; i = (i + 1) & m {
		o := t.slots[i]
		if o == 0 {
			return none
		}
		if keys[o-1] == k {
			return o - 1
		}
	}
}

// add puts in the ordinal of a key that is not there yet.
func (t *keyTable) add(keys []noticeKey, o uint32) {
	if 2*(t.used+1) > len(t.slots) {
		old := t.slots
		t.slots = make([]uint32, max(64, 2*len(old)))
		for _, s := range old {
			if s != 0 {
				t.place(keys, s)
			}
		}
	}
	t.place(keys, o+1)
	t.used++
}

func (t *keyTable) place(keys []noticeKey, slot uint32) {
	m := uint64(len(t.slots) - 1)
	i := keys[slot-1].hash() & m
	for t.slots[i] != 0 {
		i = (i + 1) & m
	}
	t.slots[i] = slot
}

// idTable finds the ordinal of a project by its id. Ids are small and dense,
// as the store gives them; others go to a map.
type idTable struct {
	dense []uint32 // ordinal+1 by id
	other map[data.ProjectID]uint32
}

func (t *idTable) find(id data.ProjectID) (uint32, bool) {
	if id < data.ProjectID(len(t.dense)) {
		return t.dense[id] - 1, t.dense[id] != 0
	}
	o, ok := t.other[id]
	return o, ok
}

func (t *idTable) add(id data.ProjectID, o uint32) {
	if id < data.ProjectID(len(t.dense)) {
		t.dense[id] = o + 1
		return
	}
	if id > data.ProjectID(2*o+1<<16) {
		if t.other == nil {
			t.other = map[data.ProjectID]uint32{}
		}
		t.other[id] = o
		return
	}
	t.dense = append(t.dense, make([]uint32, int(id)-len(t.dense)+1)...)
	t.dense[id] = o + 1
	for id, o := range t.other { // those that have become dense
		if id < data.ProjectID(len(t.dense)) {
			t.dense[id] = o + 1
			delete(t.other, id)
		}
	}
}
