package alert_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"zhongbiao/server/alert"
)

func sprint(v any) string { return fmt.Sprintf("%+v", v) }

// postOffice is a real SMTP server on loopback that wants TLS and a password.
type postOffice struct {
	mu       sync.Mutex
	messages []string
	to       []string
	lose     bool // takes messages and says that it did not
}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{p: p}, nil }

type session struct {
	p  *postOffice
	ok bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "zhongbiao" || password != "geheim-smtp" {
			return errors.New("wrong password geheim")
		}
		s.ok = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.ok {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.to = append(s.p.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.messages = append(s.p.messages, string(b))
	if s.p.lose {
		return &smtp.SMTPError{Code: 451, Message: "come back later"}
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// open serves the post office and gives the setting that reaches it. The
// certificate is that of httptest.
func (p *postOffice) open(t *testing.T) alert.MailServer {
	web := httptest.NewUnstartedServer(nil)
	web.StartTLS()
	cert := web.TLS.Certificates[0]
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	web.Close()
	s := smtp.NewServer(p)
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() { _ = s.Serve(l) })
	t.Cleanup(func() { s.Close(); wg.Wait() })
	return alert.MailServer{URL: "smtp://zhongbiao@" + l.Addr().String(), Password: "geheim-smtp", From: "zhongbiao@example.cn", TLS: &tls.Config{RootCAs: pool, ServerName: "example.com"}}
}

func (p *postOffice) take() (messages, to []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	messages, to = p.messages, p.to
	p.messages, p.to = nil, nil
	return messages, to
}

func (p *postOffice) loses(v bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lose = v
}

func readMail(t *testing.T, s string) (h mail.Header, body string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestMail(t *testing.T) {
	e, p := newEnv(t), &postOffice{}
	e.o.Mail = p.open(t)
	e.restart()
	e.add(alert.Alert{To: alert.Destination{Address: "mailto:a@example.cn, b@example.cn"}})
	hostile := notice(2, today, 100, "示例乙公司")
	hostile.Title = "示例\r\nBcc: evil@example.cn\r\n\r\n第二号大模型中标公告"
	e.publish(notice(1, today, 1234567, "示例甲公司"), hostile)
	e.must(e.tell())
	messages, to := p.take()
	if len(messages) != 1 || strings.Join(to, " ") != "a@example.cn b@example.cn" {
		t.Fatalf("%d messages to %v", len(messages), to)
	}
	h, body := readMail(t, messages[0])
	subject, _ := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	for _, want := range []string{"新中标：示例第1号大模型平台建设项目中标公告", "采购人：示例第1电力公司", "供应商：示例甲公司", "金额：123.46万元", "https://zb.example.cn/awards/zb-000001", "http://www.example.cn/notice/1.htm", "新中标：示例 Bcc: evil@example.cn 第二号"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing in:\n%s", want, body)
		}
	}
	if subject != "[zhongbiao] 示例：2 条" || h.Get("Bcc") != "" || h.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(h.Get("Date"), "+0800") {
		t.Errorf("subject %q, header %v", subject, h)
	}
}

// An e-mail whose receipt gets lost is sent again, the same and with the same
// Message-ID, though more waits by then.
func TestMailAgain(t *testing.T) {
	e, p := newEnv(t), &postOffice{lose: true}
	e.o.Mail = p.open(t)
	e.restart()
	e.add(alert.Alert{To: alert.Destination{Address: "mailto:a@example.cn"}, Lang: "en"})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if err := e.tell(); err == nil || !strings.Contains(err.Error(), "come back later") {
		t.Fatalf("refused mail: %v", err)
	}
	e.publish(notice(2, today, 100, "示例乙公司"))
	p.loses(false)
	e.clock.advance(time.Minute)
	e.must(e.tell())
	messages, _ := p.take()
	if len(messages) != 3 {
		t.Fatalf("%d messages", len(messages))
	}
	first, text := readMail(t, messages[0])
	again, same := readMail(t, messages[1])
	other, _ := readMail(t, messages[2])
	if !strings.Contains(text, "New award: 示例第1号") || strings.Contains(text, "示例第2号") || first.Get("To") != "<a@example.cn>" {
		t.Errorf("first message, to %s:\n%s", first.Get("To"), text)
	}
	if same != text || again.Get("Message-Id") != first.Get("Message-Id") || other.Get("Message-Id") == first.Get("Message-Id") {
		t.Errorf("ids %s, %s, %s", first.Get("Message-Id"), again.Get("Message-Id"), other.Get("Message-Id"))
	}
}

func TestMailPasswordIsNotShown(t *testing.T) {
	e, p := newEnv(t), &postOffice{}
	e.o.Mail = p.open(t)
	e.o.Mail.Password = "geheim"
	e.restart()
	e.add(alert.Alert{To: alert.Destination{Address: "mailto:a@example.cn"}})
	e.publish(notice(1, today, 100, "示例甲公司"))
	err := e.tell()
	if err == nil {
		t.Fatal("a wrong password was taken")
	}
	if s := err.Error() + e.log.String() + sprint(e.status("示例")); strings.Contains(s, "geheim") {
		t.Errorf("the password is shown: %s", s)
	}
}

// A mail server that takes the connection and says nothing is given up.
func TestMailServerThatHangs(t *testing.T) {
	e := newEnv(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	e.must(err)
	defer l.Close()
	e.o.Timeout = 100 * time.Millisecond
	e.o.Mail = alert.MailServer{URL: "smtp://" + l.Addr().String() + "?tls=none", From: "zhongbiao@example.cn"}
	e.restart()
	e.add(alert.Alert{To: alert.Destination{Address: "mailto:a@example.cn"}})
	e.publish(notice(1, today, 100, "示例甲公司"))
	if e.tell() == nil || e.status("示例").State != "failing" {
		t.Error("silence is taken for an answer")
	}
}

// chatRoom stands for the services' hosts: what the library sends to them goes
// to a server on loopback.
type chatRoom struct {
	mu     sync.Mutex
	urls   []*url.URL
	bodies []map[string]any
	answer string
}

func (c *chatRoom) RoundTrip(req *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.urls, c.bodies = append(c.urls, req.URL), append(c.bodies, m)
	return &http.Response{StatusCode: 200, Status: "200 OK", Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(c.answer))), Request: req}, nil
}

func TestChatsThroughTheLibrary(t *testing.T) {
	room := &chatRoom{answer: `{"errcode":0,"code":0,"errmsg":"ok"}`}
	old := http.DefaultTransport // the library takes no client of ours
	http.DefaultTransport = room
	t.Cleanup(func() { http.DefaultTransport = old })
	t.Setenv("ROOM", "feishu-token-01")
	t.Setenv("SIGN", "feishu-sign-01")
	e := newEnv(t)
	e.add(alert.Alert{Name: "wecom", To: alert.Destination{Address: "wecom:wecom-token-01"}})
	e.add(alert.Alert{Name: "feishu", To: alert.Destination{Address: "feishu:env:ROOM", Secret: "env:SIGN"}})
	for i := range 12 {
		e.publish(notice(i+1, today, 100, "示例甲公司"))
	}
	for range 10 {
		e.must(e.tell())
		e.clock.advance(5 * time.Second)
	}
	var all string
	for i, u := range room.urls {
		body := room.bodies[i]
		switch u.Host {
		case "qyapi.weixin.qq.com":
			text := body["text"].(map[string]any)["content"].(string)
			if all += text; body["msgtype"] != "text" || len(text) > 2048 || u.Query().Get("key") != "wecom-token-01" {
				t.Errorf("wecom: %d bytes to %s: %v", len(text), u, body["msgtype"])
			}
		case "open.feishu.cn":
			if u.Path != "/open-apis/bot/v2/hook/feishu-token-01" || body["sign"] == "" || body["sign"] == nil {
				t.Errorf("feishu: to %s, sign %v", u.Path, body["sign"])
			}
		default:
			t.Errorf("sent to %s", u.Host)
		}
	}
	for i := range 12 {
		if n := strings.Count(all, fmt.Sprintf("新中标：示例第%d号", i+1)); n != 1 {
			t.Errorf("award %d was told %d times", i+1, n)
		}
	}
	room.answer = `{"errcode":93000,"errmsg":"invalid webhook url wecom-token-01","code":19001,"msg":"param invalid"}`
	e.publish(notice(20, today, 100, "示例甲公司"))
	err := e.tell()
	if err == nil || !strings.Contains(err.Error(), "93000") || !strings.Contains(err.Error(), "19001") {
		t.Fatalf("a refusal was %v", err)
	}
	if s := err.Error() + e.log.String() + sprint(e.status("wecom")); strings.Contains(s, "token-01") {
		t.Errorf("the token is shown: %s", s)
	}
}

func TestClip(t *testing.T) {
	e := newEnv(t)
	long := notice(1, today, 100, strings.Repeat("示", 5000))
	long.Title, long.Buyer, long.URL = strings.Repeat("大", 5000), strings.Repeat("买", 5000), "http://www.example.cn/"+strings.Repeat("x", 5000)
	room := &chatRoom{answer: `{"errcode":0}`}
	old := http.DefaultTransport
	http.DefaultTransport = room
	t.Cleanup(func() { http.DefaultTransport = old })
	e.add(alert.Alert{To: alert.Destination{Address: "wecom:wecom-token-01"}})
	e.publish(long)
	e.must(e.tell())
	text := room.bodies[0]["text"].(map[string]any)["content"].(string)
	if len(text) > 2048 || !strings.Contains(text, "发出。") {
		t.Errorf("%d bytes: %s", len(text), text)
	}
}
