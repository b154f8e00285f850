package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"

	"zhongbiao/server"
	"zhongbiao/server/alert"
)

// alertsCmd keeps saved searches. They are in the data folder; `serve` sends
// what they find, or `alerts run` where no server runs.
type alertsCmd struct {
	Add    alertAddCmd    `cmd:"" help:"Save a search and where its finds go."`
	List   alertListCmd   `cmd:"" aliases:"status" help:"The alerts, what waits, and what fails; exit code 3 when one does."`
	Show   alertShowCmd   `cmd:"" help:"One alert in full."`
	Remove alertRemoveCmd `cmd:"" help:"End an alert; what it sent stays on record."`
	Test   alertTestCmd   `cmd:"" help:"Send a test message to where an alert goes."`
	Log    alertLogCmd    `cmd:"" help:"What was sent, newest first."`
	Run    alertRunCmd    `cmd:"" help:"Look for finds and send what is due, once: for a cron job where no server runs."`
	Retry  alertRetryCmd  `cmd:"" help:"Let a failing alert try again at once."`
}

// Help is the long text of alerts --help.
func (alertsCmd) Help() string {
	return `Where alerts go (--to):
  mailto:a@example.cn,b@example.cn   e-mail, through the mail server of --smtp
  https://example.cn/hook            a webhook: one POST per event, signed as Standard Webhooks has it (webhook-id, webhook-timestamp,
                                     webhook-signature; --secret), with an Idempotency-Key that is the same on every try
  wecom:KEY  feishu:TOKEN  dingtalk:TOKEN   robots of 企业微信, 飞书, 钉钉: KEY or TOKEN is the last part of the robot's address
KEY, TOKEN and --secret may be env:NAME or file:PATH, read where the alert is sent from and not kept. Nothing shows them.

Each award is told once per alert, a change of its amount, suppliers or stage as a correction. An alert begins with what comes from now on; awards
published more than 30 days before they were first seen are left out. --existing and --backfill ask for them.

  zhongbiao alerts add --name 电力 --query 'industry:energy amount:>=100万' --to mailto:a@example.cn --when daily@08:30
  zhongbiao alerts add --name ops --operator --to wecom:env:OPS_ROBOT      portals blocked, changed or behind, disk low, alerts that fail`
}

// sendFlags say how alerts are sent, for the process that sends them.
type sendFlags struct {
	SMTP         string   `name:"smtp" help:"Mail server for alerts: smtp://user@host:587 (STARTTLS), smtps://user@host:465, smtp://host:25?tls=none. The password is in ZHONGBIAO_SMTP_PASSWORD or --smtp-password-file." placeholder:"URL"`
	PasswordFile string   `name:"smtp-password-file" help:"File with the mail server's password." placeholder:"FILE" type:"path"`
	MailFrom     string   `name:"mail-from" help:"Sender of the e-mails." placeholder:"ADDRESS"`
	AlertHost    []string `name:"alert-host" help:"Host, or host:port, that webhooks may reach although its address is private." placeholder:"HOST"`
}

// settings checks the flags.
func (f *sendFlags) settings() (o alert.Options, err error) {
	o.Private = f.AlertHost
	if f.SMTP == "" {
		return o, nil
	}
	o.Mail = alert.MailServer{URL: f.SMTP, From: f.MailFrom, Password: os.Getenv("ZHONGBIAO_SMTP_PASSWORD")}
	if u, err := url.Parse(f.SMTP); err == nil {
		if _, set := u.User.Password(); set {
			return o, usagef("--smtp: no password in the address, others could read it: use ZHONGBIAO_SMTP_PASSWORD or --smtp-password-file")
		}
	}
	if err := o.Mail.Check(); err != nil {
		return o, usagef("--smtp: %w", err)
	}
	if _, err := mail.ParseAddress(f.MailFrom); err != nil {
		return o, usagef("--mail-from %q is not an e-mail address: give the sender's beside --smtp", f.MailFrom)
	}
	if f.PasswordFile != "" {
		b, err := os.ReadFile(f.PasswordFile)
		if err != nil {
			return o, usagef("--smtp-password-file: %w", err)
		}
		o.Mail.Password = strings.TrimSpace(string(b))
	}
	return o, nil
}

type alertAddCmd struct {
	Name     string `required:"" help:"A name of its own." placeholder:"NAME"`
	Query    string `help:"What to look for, see \"search --help\"; empty for every award." placeholder:"QUERY"`
	Filter   string `help:"Further filters, as in a page's address: industry=energy&region=110000." placeholder:"QUERY"`
	All      bool   `help:"Also candidates, failures and what is not counted."`
	To       string `required:"" help:"Where to, see \"alerts --help\"." placeholder:"DEST"`
	Secret   string `help:"Where the secret is that signs: env:NAME or file:PATH." placeholder:"REF"`
	When     string `help:"now, hourly, daily@08:30 or weekly@08:30 (Mondays; Beijing time)." default:"now" placeholder:"WHEN"`
	Lang     string `help:"Language of the messages: ${enum}." enum:"zh,en" default:"zh"`
	Backfill bool   `help:"Also awards published more than 30 days before they were first seen."`
	Existing bool   `help:"Also the awards that are there already."`
	Operator bool   `help:"Tell of the system's troubles, not of awards."`
}

// Run saves the alert.
func (c *alertAddCmd) Run(a *app) error {
	f, err := filterValues(c.Filter, c.Query, "", c.All)
	if err != nil {
		return err
	}
	f.Del("lang")
	b, err := json.Marshal(alert.Alert{Name: c.Name, Filter: f.Encode(), To: alert.Destination{Address: c.To, Secret: c.Secret}, When: alert.When(c.When),
		Lang: server.Lang(c.Lang), Backfill: c.Backfill, Existing: c.Existing, Operator: c.Operator})
	if err != nil {
		return err
	}
	return a.alertChange("add", url.Values{"alert": {string(b)}}, stackOptions{})
}

// alertChange asks for a change, and prints what is answered.
func (a *app) alertChange(verb string, q url.Values, o stackOptions) error {
	s, err := a.askWith(o)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.post(a.ctx, "/-/alerts/"+verb, q, a.stdout)
}

type alertListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line per alert.
func (c *alertListCmd) Run(a *app) error {
	var buf bytes.Buffer
	if err := a.askTo(&buf, "/-/alerts", url.Values{"format": {"json"}}); err != nil {
		return err
	}
	var all []alert.Status
	if err := json.Unmarshal(buf.Bytes(), &all); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if c.JSON {
		a.stdout.Write(buf.Bytes())
	} else if err := printAlerts(a.stdout, all); err != nil {
		return err
	}
	for _, s := range all {
		if s.State == "failing" {
			return incompleteError{"alerts can't be delivered (see `zhongbiao alerts show NAME`)"}
		}
	}
	return nil
}

type alertShowCmd struct {
	Name string `arg:"" help:"The alert's name."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run prints one alert.
func (c *alertShowCmd) Run(a *app) error {
	q := format(c.JSON)
	q.Set("name", c.Name)
	return a.askTo(a.stdout, "/-/alerts", q)
}

type alertRemoveCmd struct {
	Name string `arg:"" help:"The alert's name."`
}

// Run ends the alert.
func (c *alertRemoveCmd) Run(a *app) error {
	return a.alertChange("remove", url.Values{"name": {c.Name}}, stackOptions{})
}

type alertTestCmd struct {
	Name string `arg:"" help:"The alert's name."`
	sendFlags
}

// Run sends a test message: by the server when one runs, with its settings.
func (c *alertTestCmd) Run(a *app) error {
	o, err := c.settings()
	if err != nil {
		return err
	}
	return a.alertChange("test", url.Values{"name": {c.Name}}, stackOptions{alerts: o})
}

type alertLogCmd struct {
	Name  string `arg:"" optional:"" help:"Only of this alert."`
	Limit int    `help:"How many to print; 0 prints all." default:"50"`
	JSON  bool   `name:"json" help:"Print JSON."`
}

// Run prints what was sent.
func (c *alertLogCmd) Run(a *app) error {
	q := format(c.JSON)
	q.Set("name", c.Name)
	q.Set("limit", strconv.Itoa(c.Limit))
	return a.askTo(a.stdout, "/-/alerts/log", q)
}

type alertRunCmd struct {
	Base string `help:"Address of the site, for links in the messages." placeholder:"URL"`
	sendFlags
}

// Run looks and sends once. What failed is tried again the next time.
func (c *alertRunCmd) Run(a *app) error {
	o, err := c.settings()
	if err != nil {
		return err
	}
	if err := checkBase(c.Base); err != nil {
		return err
	}
	s, err := a.askWith(stackOptions{alerts: o, base: c.Base})
	if err != nil {
		return err
	}
	defer s.Close()
	var buf bytes.Buffer
	if err := s.post(a.ctx, "/-/alerts/run", nil, &buf); err != nil {
		return err
	}
	var did alertRun
	if err := json.Unmarshal(buf.Bytes(), &did); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	fmt.Fprintf(a.stdout, "sent %d events\n", did.Sent)
	if did.Failed != "" {
		return incompleteError{did.Failed}
	}
	return nil
}

type alertRetryCmd struct {
	Name string `arg:"" help:"The alert's name."`
	Skip bool   `help:"Give up the message that fails; it goes on record as not sent."`
}

// Run lets the alert try again.
func (c *alertRetryCmd) Run(a *app) error {
	q := url.Values{"name": {c.Name}}
	if c.Skip {
		q.Set("skip", "1")
	}
	return a.alertChange("retry", q, stackOptions{})
}
