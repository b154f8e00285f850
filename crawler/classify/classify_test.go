package classify

import "testing"

func newTest(t testing.TB) *Classifier {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTablesLoad(t *testing.T) { newTest(t) }
