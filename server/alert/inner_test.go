package alert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/server"
)

func TestSlot(t *testing.T) {
	at := func(day, h, m int) time.Time { return time.Date(2026, 3, day, h, m, 0, 0, data.Shanghai) } // the 2nd is a Monday
	for _, x := range []struct {
		w          When
		from, want time.Time
	}{
		{"now", at(2, 12, 5), at(2, 12, 5)},
		{"hourly", at(2, 12, 5), at(2, 13, 0)},
		{"hourly", at(2, 12, 0), at(2, 13, 0)},
		{"daily", at(2, 7, 0), at(2, 8, 30)},
		{"daily@08:30", at(2, 8, 30), at(3, 8, 30)},
		{"daily@18:00", at(2, 8, 30), at(2, 18, 0)},
		{"weekly@09:00", at(2, 8, 59), at(2, 9, 0)},
		{"weekly@09:00", at(2, 9, 0), at(9, 9, 0)},
		{"weekly@09:00", at(8, 23, 0), at(9, 9, 0)},
		{"daily@08:30", at(2, 20, 0).UTC(), at(3, 8, 30)},
	} {
		if got := x.w.slot(x.from); !got.Equal(x.want) {
			t.Errorf("%s found %v is due %v, want %v", x.w, x.from, got, x.want)
		}
	}
}

func TestBackoffGrowsAndEnds(t *testing.T) {
	last := time.Duration(0)
	for tries := 1; tries < 60; tries++ {
		got := backoff(tries, errors.New("x"))
		if got < min(last, time.Hour) || got > time.Hour+time.Hour/10+1 {
			t.Fatalf("after %d tries %v, before %v", tries, got, last)
		}
		last = got * 10 / 11
	}
	if got := backoff(1, fmt.Errorf("x: %w", retryAfter{errors.New("busy"), 100 * time.Hour})); got < 24*time.Hour || got > 27*time.Hour {
		t.Errorf("the receiver's wish is obeyed for %v", got)
	}
}

func TestWordsAreInBothLanguages(t *testing.T) {
	for key, w := range words {
		if w[0] == "" || w[1] == "" || strings.Count(w[0], "%") != strings.Count(w[1], "%") {
			t.Errorf("%s: %q and %q", key, w[0], w[1])
		}
	}
}

func TestDingtalk(t *testing.T) {
	t.Setenv("SIGN", "SEC-geheim")
	var got struct {
		query url.Values
		body  map[string]any
	}
	answer := `{"errcode":0,"errmsg":"ok"}`
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got.query = r.URL.Query()
		if err := json.NewDecoder(r.Body).Decode(&got.body); err != nil {
			t.Error(err)
		}
		fmt.Fprint(w, answer)
	}))
	defer srv.Close()
	o := Options{Private: []string{"127.0.0.1"}, Timeout: 5 * time.Second}
	d := dingtalk{client: o.client, url: srv.URL}
	a := &Alert{Name: "示例", Lang: server.ZH, To: Destination{Address: "dingtalk:ding-token-01", Secret: "env:SIGN"}}
	now := time.UnixMilli(1700000000123)
	m := message{alert: a, events: []Event{{Kind: KindTest, Key: "k"}}, now: now}
	if err := d.send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if q := got.query; q.Get("access_token") != "ding-token-01" || q.Get("timestamp") != "1700000000123" || q.Get("sign") != "XPq/fztBIekdVqTA4CwxwVlwUvqssdGAgThMOlLHRi4=" /* by openssl */ {
		t.Errorf("asked %v", q)
	}
	if text := got.body["text"].(map[string]any)["content"].(string); got.body["msgtype"] != "text" || !strings.Contains(text, "测试消息") {
		t.Errorf("said %v", got.body)
	}
	answer = `{"errcode":310000,"errmsg":"sign not match"}`
	if err := d.send(context.Background(), m); err == nil || !strings.Contains(err.Error(), "310000") {
		t.Errorf("a refusal was %v", err)
	}
}

func TestMasked(t *testing.T) {
	err := fmt.Errorf("send: %w", &url.Error{Op: "Post", URL: "https://x.cn/send?key=geheim", Err: errors.New("refused by geheim2")})
	if got := masked(err, "geheim2", "", "a"); got != "post: refused by …" {
		t.Errorf("shown: %s", got)
	}
}

func TestMailServerCheck(t *testing.T) {
	for u, ok := range map[string]bool{"": true, "smtp://h": true, "smtp://u@h:587": true, "smtps://h:465": true, "smtp://h:25?tls=none": true,
		"http://h": false, "smtp://": false, "mail.example.cn": false, "smtp://h:99999": false} {
		if err := (MailServer{URL: u}).Check(); (err == nil) != ok {
			t.Errorf("%q: %v", u, err)
		}
	}
}
