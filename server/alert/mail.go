package alert

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// MailServer is where e-mail is handed in. It is named by who starts the
// server and not by an alert, so its address is not checked: relays are often
// on a private address.
type MailServer struct {
	URL      string // smtp://user@host:587 (STARTTLS is required), smtps://user@host:465, smtp://host:25?tls=none
	Password string
	From     string // the sender's address
	TLS      *tls.Config
}

// Check says what is wrong with the setting; nothing set is right as well.
func (s MailServer) Check() error {
	if s.URL == "" {
		return nil
	}
	_, err := s.client(time.Second)
	return err
}

// client speaks to the server; each step of the talk may take the timeout.
func (s MailServer) client(timeout time.Duration) (*mail.Client, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("write smtp://user@host:587, smtps://user@host:465, or smtp://host:25?tls=none")
	}
	opts := []mail.Option{mail.WithTLSPolicy(mail.TLSMandatory)}
	port := "587"
	switch {
	case u.Scheme == "smtps":
		opts, port = []mail.Option{mail.WithSSL()}, "465"
	case u.Query().Get("tls") == "none":
		opts, port = []mail.Option{mail.WithTLSPolicy(mail.NoTLS)}, "25"
	}
	n, err := strconv.Atoi(cmp.Or(u.Port(), port))
	if err != nil {
		return nil, fmt.Errorf("port %q is not a number", u.Port())
	}
	opts = append(opts, mail.WithPort(n), mail.WithTimeout(timeout))
	if s.TLS != nil {
		opts = append(opts, mail.WithTLSConfig(s.TLS))
	}
	if user := u.User.Username(); user != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(s.Password))
	}
	return mail.NewClient(u.Hostname(), opts...)
}

// mailer sends one e-mail per batch.
type mailer struct {
	server  MailServer
	timeout time.Duration
}

func (s mailer) fits(m message) int { return len(m.events) }

func (s mailer) send(ctx context.Context, m message) error {
	if s.server.URL == "" {
		return errors.New("no mail server is set where the alert is sent from (--smtp)")
	}
	msg, err := s.compose(m)
	if err != nil {
		return err
	}
	c, err := s.server.client(s.timeout)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := c.DialAndSendWithContext(ctx, msg); err != nil && !msg.IsDelivered() {
		return fmt.Errorf("mail server: %s", masked(err, s.server.Password))
	}
	return nil // what fails after the server took it is only the farewell
}

// compose writes the e-mail. Its Message-ID is made of the events' keys: when
// it has to be sent again, mail readers show it once.
func (s mailer) compose(m message) (*mail.Msg, error) {
	to, err := m.alert.To.mailboxes()
	if err != nil {
		return nil, err
	}
	msg := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithEncoding(mail.EncodingB64))
	if err := msg.From(s.server.From); err != nil {
		return nil, fmt.Errorf("--mail-from: %w", err)
	}
	address := msg.To
	if len(to) > 1 { // readers of one alert need not know of each other
		address = msg.Bcc
	}
	if err := address(to...); err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, e := range m.events {
		fmt.Fprintln(h, e.Key)
	}
	msg.SetMessageIDWithValue(m.alert.UID + "." + hex.EncodeToString(h.Sum(nil))[:24] + "@zhongbiao.invalid")
	msg.SetDateWithValue(m.now)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(clip(m.subject(), 400))
	msg.SetBodyString(mail.TypeTextPlain, m.text())
	return msg, nil
}
