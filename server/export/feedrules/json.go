package feedrules

import (
	"encoding/json"
	"fmt"
)

// JSON holds a JSON Feed 1.1, fetched from self, against the rules of
// https://www.jsonfeed.org/version/1.1/ and gives what they complain of.
func JSON(b []byte, self string) []string {
	c := &complaints{}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		return []string{err.Error()}
	}
	c.members("feed", doc, map[string]string{"version": "", "title": "", "description": "", "home_page_url": "url", "feed_url": "url", "next_url": "url", "language": "", "items": "list"})
	c.when(doc["version"] != "https://jsonfeed.org/version/1.1", "version %v", doc["version"])
	c.when(doc["feed_url"] != self, "feed_url %v is not the address that was fetched, %s", doc["feed_url"], self)
	c.when(doc["next_url"] == doc["feed_url"], "next_url is the feed itself")
	c.when(blank(fmt.Sprint(doc["title"])) || doc["title"] == nil, "no title")
	items, ok := doc["items"].([]any)
	c.when(!ok, "no items")
	ids := map[any]bool{}
	for _, v := range items {
		it, _ := v.(map[string]any)
		c.members("item", it, map[string]string{"id": "", "url": "url", "external_url": "url", "title": "", "content_html": "", "summary": "",
			"date_published": "date", "date_modified": "date", "authors": "list", "tags": "list"})
		id, _ := it["id"].(string)
		c.when(blank(id) || ids[id], "item id %q is blank or twice", id)
		ids[id] = true
		body, _ := it["content_html"].(string)
		c.when(blank(body), "item %s: no content", id)
		c.markup("content_html", body)
		c.when(blank(fmt.Sprint(it["title"])), "item %s: blank title", id)
		c.people(id, it["authors"])
		c.tags(id, it["tags"])
	}
	return c.list
}

// members holds every member against its type; there may be no others.
func (c *complaints) members(what string, m map[string]any, types map[string]string) {
	for k, v := range m {
		t, ok := types[k]
		c.when(!ok, "%s: unknown member %q", what, k)
		if t == "list" {
			continue
		}
		s, isText := v.(string)
		c.when(!isText, "%s: %s is no text", what, k)
		switch t {
		case "url":
			c.full(what+" "+k, s)
		case "date":
			c.date3339(k, s)
		}
	}
}

func (c *complaints) people(id string, v any) {
	list, _ := v.([]any)
	for _, p := range list {
		m, _ := p.(map[string]any)
		name, _ := m["name"].(string)
		c.when(name == "", "item %s: author %v has no name", id, p)
	}
}

func (c *complaints) tags(id string, v any) {
	list, _ := v.([]any)
	for _, t := range list {
		s, ok := t.(string)
		c.when(!ok || blank(s), "item %s: tag %v", id, t)
	}
}
