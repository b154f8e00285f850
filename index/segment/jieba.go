package segment

// The C++ runtime is linked statically, so that a binary runs on any machine
// with the same libc. This is the only cgo file of the program.

// #cgo LDFLAGS: -static-libstdc++ -static-libgcc
import "C"

import (
	"runtime"
	"sync"
	"time"

	"github.com/yanyiwu/gojieba"

	"zhongbiao/data/reference"
)

// shared is the process's only instance. It is never freed: gojieba frees it
// by a finalizer, even while a call runs (J2).
var shared struct {
	once  sync.Once
	ready chan struct{}
	err   error
	jieba *gojieba.Jieba
	hash  string
	took  time.Duration
}

func init() { shared.ready = make(chan struct{}) }

// Start loads the dictionaries in the background, so that other start-up work
// can go on: it takes about half a second. cacheDir is where they are
// unpacked, "" for the user's cache folder. Only the first call counts.
func Start(cacheDir string) {
	shared.once.Do(func() {
		go func() {
			defer close(shared.ready)
			begin := time.Now()
			files, hash, err := reference.Dictionaries(cacheDir)
			if err != nil {
				shared.err = err
				return
			}
			shared.jieba, shared.hash = gojieba.NewJieba(files.Paths()...), hash
			shared.took = time.Since(begin)
		}()
	})
}

// Load is Start, and waits until the dictionaries are there.
func Load(cacheDir string) error {
	Start(cacheDir)
	<-shared.ready
	return shared.err
}

// Ready is closed when loading has ended, well or not.
func Ready() <-chan struct{} { return shared.ready }

// LoadTime is how long loading took, 0 while it goes on.
func LoadTime() time.Duration {
	select {
	case <-shared.ready:
		return shared.took
	default:
		return 0
	}
}

// tokenize cuts text, which must be valid UTF-8 without NUL (J3, J4). User
// words are in the dictionary file: adding words later would race (J7).
func tokenize(text string) ([]gojieba.Word, error) {
	if err := Load(""); err != nil {
		return nil, err
	}
	words := shared.jieba.Tokenize(text, gojieba.DefaultMode, true)
	runtime.KeepAlive(shared.jieba)
	return words, nil
}

// Known tells whether a word in normal form is in the dictionaries.
func Known(word string) bool {
	if Load("") != nil || word == "" {
		return false
	}
	parts := shared.jieba.Tokenize(word, gojieba.DefaultMode, false)
	runtime.KeepAlive(shared.jieba)
	return len(parts) == 1
}
