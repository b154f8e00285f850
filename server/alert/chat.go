package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/lark"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/wecom"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// senders gives the sender of every kind of destination.
func senders(o Options) map[string]sender {
	return map[string]sender{
		Webhook:  webhook{o.client},
		Mail:     mailer{o.Mail, o.Timeout},
		WeCom:    chat{limit: 2048, open: openWeCom}, // bytes of a text, as the service has it; the library would let 4096 through
		Feishu:   chat{limit: 4096, open: openFeishu},
		DingTalk: dingtalk{client: o.client, url: "https://oapi.dingtalk.com/robot/send"},
	}
}

// service is what shoutrrr has for a chat room.
type service interface {
	Initialize(*url.URL, types.StdLogger) error
	Send(message string, params *types.Params) error
}

// chat sends through shoutrrr, which lets only the services' own hosts be
// reached, so that no address of ours needs a check. It knows no context, but
// gives up by itself after half a minute; then the room is asked again.
type chat struct {
	limit int
	open  func(token, secret string) (service, *url.URL)
}

func (c chat) fits(m message) int { return m.within(c.limit) }

func (c chat) send(ctx context.Context, m message) error {
	token, secret, err := m.alert.To.credentials()
	if err != nil {
		return err
	}
	s, u := c.open(token, secret)
	if err := s.Initialize(u, nil); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- s.Send(clip(m.text(), c.limit), nil) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", m.alert.To.Kind(), ctx.Err())
	}
}

func openWeCom(token, _ string) (service, *url.URL) {
	return &wecom.Service{}, &url.URL{Scheme: wecom.Scheme, Host: token}
}

func openFeishu(token, secret string) (service, *url.URL) {
	u := &url.URL{Scheme: lark.Scheme, Host: "open.feishu.cn", Path: "/" + token}
	if secret != "" {
		u.RawQuery = url.Values{"secret": {secret}}.Encode()
	}
	return &lark.Service{}, u
}

// credentials reads a chat room's token and the secret that signs.
func (d Destination) credentials() (token, secret string, err error) {
	if token, err = resolve(d.rest()); err != nil {
		return "", "", err
	}
	secret, err = resolve(d.Secret)
	return token, secret, err
}

// dingtalk posts to a room of 钉钉. No version of a library that is to be had
// knows it.
type dingtalk struct {
	client func(address string) *http.Client
	url    string
}

func (d dingtalk) fits(m message) int { return m.within(4096) }

func (d dingtalk) send(ctx context.Context, m message) error {
	token, secret, err := m.alert.To.credentials()
	if err != nil {
		return err
	}
	q := url.Values{"access_token": {token}}
	if secret != "" {
		at := strconv.FormatInt(m.now.UnixMilli(), 10)
		q.Set("timestamp", at)
		q.Set("sign", dingtalkSign(at, secret))
	}
	body, err := json.Marshal(map[string]any{"msgtype": "text", "text": map[string]string{"content": clip(m.text(), 4096)}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"?"+q.Encode(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	return post(d.client(d.url), req, m.now, func(b []byte) error {
		var a struct {
			Code int    `json:"errcode"`
			Text string `json:"errmsg"`
		}
		return refused(b, &a.Code, &a.Text, &a)
	})
}

// dingtalkSign signs a request to a room whose security setting is 加签.
func dingtalkSign(at, secret string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(at + "\n" + secret))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
