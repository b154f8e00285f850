package store_test

import (
	"testing"

	"zhongbiao/data/store"
	"zhongbiao/data/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t testing.TB, dir string, o store.Options) storetest.Store {
		o.NoSync = true
		s, err := store.Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
