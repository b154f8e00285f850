package alert_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"zhongbiao/server/alert"
)

func TestWebhookIsSigned(t *testing.T) {
	for name, secret := range map[string]string{"whsec": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "any text": "示例密钥!"} {
		t.Run(name, func(t *testing.T) {
			e, r := newEnv(t), newReceiver(t)
			t.Setenv("EXAMPLE_SECRET", secret)
			to := r.to()
			to.Secret = "env:EXAMPLE_SECRET"
			e.add(alert.Alert{To: to})
			e.publish(notice(1, today, 100, "示例甲公司"))
			e.must(e.tell())
			q := r.requests()[0]
			wh, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				wh, _ = standardwebhooks.NewWebhookRaw([]byte(secret))
			}
			e.must(wh.VerifyIgnoringTimestamp(q.body, q.header))
			if at := q.header.Get("webhook-timestamp"); at != strconv.FormatInt(e.clock.now().Unix(), 10) {
				t.Errorf("signed for %s", at)
			}
			if id := q.header.Get("webhook-id"); id != q.event.Key || q.header.Get("Idempotency-Key") != strconv.Quote(id) || strings.Contains(id, ".") {
				t.Errorf("id %q, key %q, event %q", id, q.header.Get("Idempotency-Key"), q.event.Key)
			}
			if q.event.URL != "https://zb.example.cn/awards/zb-000001" || q.event.Award.Fen != 10000 {
				t.Errorf("event %s", q.body)
			}
		})
	}
}

// A receiver that fails gets the same again, and nothing else before it.
func TestReceiverThatFails(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add(alert.Alert{To: r.to()})
	r.answers(func(w http.ResponseWriter, n int) {
		if n < 2 {
			http.Error(w, "no", http.StatusInternalServerError)
		}
	})
	e.publish(notice(1, today, 100, "示例甲公司"), notice(2, today, 100, "示例乙公司"))
	if err := e.tell(); err == nil || !strings.Contains(err.Error(), "500") {
		t.Fatalf("a failure was %v", err)
	}
	s := e.status("示例")
	if s.State != "failing" || s.Waiting != 2 || s.Tries != 1 || !strings.Contains(s.Error, "500") || !s.Due.After(e.clock.now()) {
		t.Errorf("status of a failing alert: %+v", s)
	}
	e.must(e.tell()) // not before its time
	e.restart()
	e.clock.advance(time.Minute)
	if e.tell() == nil {
		t.Error("the second try did not fail")
	}
	e.clock.advance(2 * time.Minute)
	e.must(e.tell())
	got := r.requests()
	if kinds(got) != "award zb-000001; award zb-000001; award zb-000001; award zb-000002" {
		t.Fatalf("told %q", kinds(got))
	}
	for _, q := range got[:3] {
		if !bytes.Equal(q.body, got[0].body) || q.header.Get("webhook-id") != got[0].header.Get("webhook-id") {
			t.Errorf("a repetition differs:\n%s\n%s", got[0].body, q.body)
		}
	}
	if s := e.status("示例"); s.State != "ok" || s.Sent != 2 || s.Error != "" {
		t.Errorf("status afterwards: %+v", s)
	}
}

func TestReceiverThatHangs(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.o.Timeout = 50 * time.Millisecond
	e.restart()
	release := make(chan struct{})
	r.answers(func(_ http.ResponseWriter, n int) {
		if n == 0 {
			<-release
		}
	})
	t.Cleanup(func() { close(release) }) // before the server is closed, which waits
	e.add(alert.Alert{To: r.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if err := e.tell(); err == nil {
		t.Fatal("a receiver that hangs is taken for one that answered")
	}
	e.o.Timeout = 10 * time.Second
	e.restart()
	e.clock.advance(time.Minute)
	expectRepeat(e, r)
}

func expectRepeat(e *env, r *receiver) {
	e.Helper()
	e.must(e.tell())
	got := r.requests()
	if kinds(got) != "award zb-000001; award zb-000001" || got[0].event.Key != got[1].event.Key {
		e.Errorf("told %q", kinds(got))
	}
}

// An answer that is lost is a failure, though the receiver has taken it.
func TestReceiverThatBreaksOff(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	r.answers(func(_ http.ResponseWriter, n int) {
		if n == 0 {
			panic(http.ErrAbortHandler)
		}
	})
	e.add(alert.Alert{To: r.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if e.tell() == nil {
		t.Fatal("no answer is no failure")
	}
	e.clock.advance(time.Minute)
	expectRepeat(e, r)
}

func TestReceiverSaysWhen(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	r.answers(func(w http.ResponseWriter, n int) {
		if n == 0 {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	e.add(alert.Alert{To: r.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	_ = e.tell()
	e.clock.advance(50 * time.Minute)
	expect(e, r, "award zb-000001") // the try that failed, and none since
	r.answers(nil)
	e.clock.advance(30 * time.Minute)
	expect(e, r, "award zb-000001")
}

// One alert's trouble is no other's.
func TestFailureHoldsUpOnlyItsOwn(t *testing.T) {
	e, bad, good := newEnv(t), newReceiver(t), newReceiver(t)
	bad.answers(func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusGone) })
	e.add(alert.Alert{Name: "bad", To: bad.to()})
	e.add(alert.Alert{Name: "good", To: good.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if e.tell() == nil {
		t.Error("no failure")
	}
	if got := kinds(good.requests()); got != "award zb-000001" {
		t.Errorf("the other was told %q", got)
	}
}

func TestSkip(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	r.answers(func(w http.ResponseWriter, n int) {
		if n == 0 {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	e.add(alert.Alert{To: r.to()})
	if err := e.d.Retry("示例", true); err == nil {
		t.Error("skipped where nothing failed")
	}
	e.publish(notice(1, today, 100, "示例甲公司"), notice(2, today, 100, "示例乙公司"))
	_ = e.tell()
	e.must(e.d.Retry("示例", true))
	expect(e, r, "award zb-000001; award zb-000002")
	log, err := e.d.Log("示例", 0)
	e.must(err)
	skipped := 0
	for _, l := range log {
		if l.Skipped != "" {
			skipped++
		}
	}
	if len(log) != 2 || skipped != 1 {
		t.Errorf("log %+v", log)
	}
}

// C4: what a name resolves to is checked when it is connected to.
func TestPrivateAddressesAreRefused(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.o.Private = nil
	e.restart()
	e.add(alert.Alert{To: r.to()})
	e.add(alert.Alert{Name: "name", To: alert.Destination{Address: strings.Replace(r.URL, "127.0.0.1", "localhost", 1)}})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if e.tell() == nil || len(r.requests()) > 0 {
		t.Fatal("a loopback address was reached")
	}
	for _, name := range []string{"示例", "name"} {
		if s := e.status(name); !strings.Contains(s.Error, "prohibited") {
			t.Errorf("%s failed with %q", name, s.Error)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	lead := httptest.NewServer(http.RedirectHandler(r.URL, http.StatusPermanentRedirect))
	defer lead.Close()
	e.add(alert.Alert{To: alert.Destination{Address: lead.URL}})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if e.tell() == nil || len(r.requests()) > 0 {
		t.Error("a redirect was followed")
	}
}

// Secrets are neither in the store nor in what anybody is shown.
func TestSecretsAreNotShown(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	r.answers(func(w http.ResponseWriter, _ int) { panic(http.ErrAbortHandler) })
	file := filepath.Join(t.TempDir(), "secret")
	e.must(os.WriteFile(file, []byte("geheim-0123456789\n"), 0o600))
	e.add(alert.Alert{To: alert.Destination{Address: r.URL + "/token-abcdef?key=token-ghijkl", Secret: "file:" + file}})
	e.publish(notice(1, today, 100, "示例甲公司"))
	err := e.tell()
	if err == nil {
		t.Fatal("no failure")
	}
	shown := err.Error() + e.log.String() + sprint(e.status("示例"))
	for _, secret := range []string{"token-abcdef", "token-ghijkl", "geheim"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s is shown: %s", secret, shown)
		}
	}
	var b bytes.Buffer
	e.must(e.st.Backup(&b))
	if bytes.Contains(b.Bytes(), []byte("geheim")) {
		t.Error("the secret is in a backup")
	}
}

func TestInvalidAlerts(t *testing.T) {
	e := newEnv(t)
	web := alert.Destination{Address: "https://hook.example.cn/x"}
	e.add(alert.Alert{Name: "taken", To: web})
	for field, a := range map[string]alert.Alert{
		"name: give":      {To: web, Name: " "},
		"there is an":     {To: web, Name: "taken"},
		"query":           {To: web, Name: "x", Filter: "q=amount:>=abc"},
		"lang":            {To: web, Name: "x", Lang: "fr"},
		"when":            {To: web, Name: "x", When: "daily@25:00"},
		"to: write":       {To: alert.Destination{Address: "ftp://x"}, Name: "x"},
		"never given":     {To: alert.Destination{Address: web.Address, Secret: "open"}, Name: "x"},
		"no user":         {To: alert.Destination{Address: "https://u:p@hook.example.cn"}, Name: "x"},
		"not an e-mail":   {To: alert.Destination{Address: "mailto:nobody"}, Name: "x"},
		"want the token":  {To: alert.Destination{Address: "feishu:../.."}, Name: "x"},
		"operator's":      {To: web, Name: "x", Operator: true, Filter: "q=a"},
		"industry":        {To: web, Name: "x", Filter: "industry=nonsense"},
		"signs nothing":   {To: alert.Destination{Address: "wecom:0123456789", Secret: "env:X"}, Name: "x"},
		"takes no secret": {To: alert.Destination{Address: "mailto:a@example.cn", Secret: "env:X"}, Name: "x"},
	} {
		if _, err := e.d.Add(a); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("want an error with %q, got %v", field, err)
		}
	}
}
