package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// webhook posts one event at a time, as Standard Webhooks has it: webhook-id
// is the event's key and the same on every try, webhook-signature signs id,
// time and body. Idempotency-Key says the id again for receivers that know
// that header.
type webhook struct {
	client func(address string) *http.Client
}

func (w webhook) fits(message) int { return 1 }

// payload is the body of a webhook.
type payload struct {
	Type  Kind   `json:"type"`
	Key   string `json:"key"`
	Alert string `json:"alert"`
	URL   string `json:"url,omitempty"` // of the award's page
	Event
}

func (w webhook) send(ctx context.Context, m message) error {
	e := m.events[0]
	body, err := json.Marshal(payload{Type: e.Kind, Key: e.Key, Alert: m.alert.Name, URL: m.writer().link(e.Project), Event: e})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.alert.To.Address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "zhongbiao")
	req.Header.Set("Idempotency-Key", strconv.Quote(e.Key))
	req.Header.Set(standardwebhooks.HeaderWebhookID, e.Key)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(m.now.Unix(), 10))
	if err := sign(req, m, body); err != nil {
		return err
	}
	return post(w.client(m.alert.To.Address), req, m.now, nil)
}

func sign(req *http.Request, m message, body []byte) error {
	if m.alert.To.Secret == "" {
		return nil
	}
	secret, err := resolve(m.alert.To.Secret)
	if err != nil {
		return err
	}
	wh, err := standardwebhooks.NewWebhook(secret) // "whsec_…" or base64
	if err != nil {
		if wh, err = standardwebhooks.NewWebhookRaw([]byte(secret)); err != nil {
			return err
		}
	}
	s, err := wh.Sign(m.events[0].Key, m.now, body)
	if err != nil {
		return err
	}
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, s)
	return nil
}

// maxAnswer bounds how much of a receiver's answer is read.
const maxAnswer = 64 << 10

// post sends a request; any 2xx is success. The answer's body goes to read, if
// that is given. Redirects are not followed: the body is for one host only.
func post(c *http.Client, req *http.Request, now time.Time, read func([]byte) error) error {
	defer c.CloseIdleConnections()
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode/100 != 2 {
		err := fmt.Errorf("the receiver answered %s", resp.Status)
		if wait, ok := waitOf(resp.Header.Get("Retry-After"), now); ok {
			return retryAfter{err, wait}
		}
		return err
	}
	if read == nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return read(b)
}

// waitOf reads a Retry-After header in either of its forms.
func waitOf(h string, now time.Time) (time.Duration, bool) {
	if n, err := strconv.ParseUint(h, 10, 31); err == nil {
		return time.Duration(n) * time.Second, true
	}
	if t, err := http.ParseTime(h); err == nil && t.After(now) {
		return t.Sub(now), true
	}
	return 0, false
}

// refused is the answer of a chat service that took the request and not the
// message.
func refused(b []byte, code *int, text *string, into any) error {
	if err := json.Unmarshal(b, into); err != nil {
		return errors.New("the answer is not JSON")
	}
	if *code != 0 {
		return fmt.Errorf("the service answered %d: %s", *code, clip(oneLine(*text), 200))
	}
	return nil
}
