package store

import (
	"fmt"
	"testing"
	"time"
)

// Patient writes wait for others while there are some, and for nobody else:
// the first that is not patient, or a full transaction, ends the wait.
func TestPatientWritesShareATransaction(t *testing.T) {
	patient, other := &op{patient: true}, &op{}
	// The patience of a test is long: a wait that nothing ends fails it.
	waiting := func(together int, patience time.Duration) *Store {
		return &Store{ops: make(chan *op, 2*full), together: together, patience: patience}
	}
	tests := []struct {
		name     string
		together int
		patience time.Duration
		first    *op
		later    []*op
		want     int
	}{
		{"alone: nobody to wait for", busy - 1, time.Hour, patient, nil, 1},
		{"not patient", busy, time.Hour, other, nil, 1},
		{"until one that is not patient", busy, time.Hour, patient, []*op{patient, patient, other}, 4},
		{"until the time is over", busy, time.Millisecond, patient, nil, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := waiting(tt.together, tt.patience)
			go func() {
				for _, o := range tt.later {
					time.Sleep(time.Millisecond) // the wait has begun
					s.ops <- o
				}
			}()
			if got := s.gather(tt.first); len(got) != tt.want || s.together != tt.want {
				t.Errorf("%d together, %d noted, want %d", len(got), s.together, tt.want)
			}
		})
	}
	t.Run("until it is full", func(t *testing.T) {
		s := waiting(busy, time.Hour)
		go func() {
			for range full - 1 {
				s.ops <- patient
			}
		}()
		if got := s.gather(patient); len(got) != full {
			t.Errorf("%d together, want %d", len(got), full)
		}
	})
}

// A task that is due is found behind however many that are passed over.
func TestLeaseLooksPastWhatIsPassedOver(t *testing.T) {
	now := time.Now()
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tasks := []Task{{Key: "first", Portal: "ours", Host: "h", Next: now.Add(-2 * time.Hour)}}
	for i := range maxPromoted {
		tasks = append(tasks, Task{Key: fmt.Sprint("a", i), Portal: "other", Host: "h", Next: now.Add(-time.Hour)})
	}
	tasks = append(tasks, Task{Key: "b", Portal: "ours", Host: "h", Next: now.Add(-time.Minute)})
	if _, err := s.Enqueue(tasks...); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", "b"} {
		got, err := s.Lease(now, time.Hour, 10, func(t Task) bool { return t.Portal == "other" })
		if err != nil || len(got) != 1 || got[0].Key != want {
			t.Errorf("leased %v, %v, want %s", got, err, want)
		}
	}
}
