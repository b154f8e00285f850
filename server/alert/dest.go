package alert

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Destination says where messages go: an address, and the name of the secret
// that signs them. The secret itself is read when it is used and never kept.
type Destination struct {
	Address string `json:"address"`          // mailto:a@b.cn,c@d.cn · https://… · wecom:KEY · dingtalk:TOKEN · feishu:TOKEN
	Secret  string `json:"secret,omitempty"` // env:NAME or file:PATH; signs webhook, dingtalk, feishu
}

// The kinds of a destination.
const (
	Mail     = "mailto"
	Webhook  = "webhook"
	WeCom    = "wecom"    // 企业微信群机器人
	DingTalk = "dingtalk" // 钉钉群机器人
	Feishu   = "feishu"   // 飞书群机器人
)

// Kind is one of Mail, Webhook, WeCom, DingTalk and Feishu; empty for none.
func (d Destination) Kind() string {
	scheme, _, _ := strings.Cut(d.Address, ":")
	switch scheme {
	case "http", "https":
		return Webhook
	case Mail, WeCom, DingTalk, Feishu:
		return scheme
	}
	return ""
}

// rest is the address without its scheme.
func (d Destination) rest() string {
	_, rest, _ := strings.Cut(d.Address, ":")
	return rest
}

// String names the destination for people who may know that it exists, but
// not how to use it: tokens, paths and queries are left out.
func (d Destination) String() string {
	switch d.Kind() {
	case Mail:
		return d.Address
	case Webhook:
		u, err := url.Parse(d.Address)
		if err != nil {
			return Webhook
		}
		return u.Scheme + "://" + u.Host + "/…"
	}
	if isRef(d.rest()) {
		return d.Address
	}
	return d.Kind() + ":…"
}

// token is what the rooms of chat services are addressed by.
var token = regexp.MustCompile(`^[A-Za-z0-9_-]{8,128}$`)

func (d Destination) check() error {
	if d.Secret != "" && !isRef(d.Secret) {
		return errors.New("the secret is named by env:NAME or file:PATH, never given itself")
	}
	switch d.Kind() {
	case Mail:
		if d.Secret != "" {
			return errors.New("e-mail takes no secret: that of the mail server is set where the server is started")
		}
		_, err := d.mailboxes()
		return err
	case Webhook:
		return checkWebhook(d.Address)
	case WeCom, DingTalk, Feishu:
		if d.Kind() == WeCom && d.Secret != "" {
			return errors.New("wecom signs nothing: leave the secret away")
		}
		if !isRef(d.rest()) && !token.MatchString(d.rest()) {
			return fmt.Errorf("%s: want the token from the robot's address, or env:NAME or file:PATH", d.Kind())
		}
		return nil
	}
	return errors.New("write mailto:a@example.cn, https://… (a webhook), wecom:KEY, dingtalk:TOKEN or feishu:TOKEN")
}

func checkWebhook(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return errors.New("the webhook's address can't be read")
	case u.Host == "":
		return errors.New("the webhook's address has no host")
	case u.User != nil:
		return errors.New("no user or password in a webhook's address: it is signed instead, see secret")
	}
	return nil
}

// mailboxes are the addresses of a mailto destination.
func (d Destination) mailboxes() ([]string, error) {
	var out []string
	for _, s := range strings.Split(d.rest(), ",") {
		a, err := mail.ParseAddress(strings.TrimSpace(s))
		if err != nil {
			return nil, fmt.Errorf("%q is not an e-mail address", s)
		}
		out = append(out, a.Address)
	}
	return out, nil
}

func isRef(s string) bool { return strings.HasPrefix(s, "env:") || strings.HasPrefix(s, "file:") }

// resolve reads what env:NAME or file:PATH names; another text is itself.
func resolve(ref string) (string, error) {
	kind, name, _ := strings.Cut(ref, ":")
	switch kind {
	case "env":
		v := strings.TrimSpace(os.Getenv(name))
		if v == "" {
			return "", fmt.Errorf("secret %s: the variable is not set where the alert is sent from", ref)
		}
		return v, nil
	case "file":
		b, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("secret %s: %w", ref, err)
		}
		return cmp.Or(strings.TrimSpace(string(b)), " "), nil
	}
	return ref, nil
}

// secrets are the texts of a destination that no message may show.
func (d Destination) secrets() []string {
	var out []string
	if u, err := url.Parse(d.Address); err == nil && d.Kind() == Webhook {
		out = append(out, d.Address, u.RawQuery, u.RequestURI(), u.Path)
	}
	if k := d.Kind(); k == WeCom || k == DingTalk || k == Feishu {
		out = append(out, d.rest())
		if v, err := resolve(d.rest()); err == nil {
			out = append(out, v)
		}
	}
	if v, err := resolve(d.Secret); err == nil {
		out = append(out, v, url.QueryEscape(v))
	}
	return out
}

// masked is an error's text without the secrets of where it came from: an
// error of net/http, for one, quotes the whole address.
func masked(err error, secrets ...string) string {
	var ue *url.Error
	if errors.As(err, &ue) { // keeps what happened, and drops the address
		err = fmt.Errorf("%s: %w", strings.ToLower(ue.Op), ue.Err)
	}
	s := err.Error()
	for _, x := range secrets {
		if len(x) > 1 {
			s = strings.ReplaceAll(s, x, "…")
		}
	}
	return s
}
