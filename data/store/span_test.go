package store

import "testing"

func TestSpan(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if first, last, err := s.Span("open"); first != 0 || last != 0 || err != nil {
		t.Errorf("a portal without a span: %v %v %v", first, last, err)
	}
	if err := s.SetSpan("closed", 20230101, 0); err != nil {
		t.Fatal(err)
	}
	if first, last, err := s.Span("closed"); first != 20230101 || last != 0 || err != nil {
		t.Errorf("read back %v %v %v", first, last, err)
	}
}
