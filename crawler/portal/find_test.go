package portal

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFindByIDAndAlias(t *testing.T) {
	all, err := Load(os.DirFS(definitions))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ccgp": "ccgp", "CCGP": "ccgp", "yichang": "yichang", "hebei": "hebei", "jiangsu": "jiangsu", "ggzy": "ggzy", "csg": "csg",
		"cmcc": "b2b-10086", "b2b_10086": "b2b-10086", "cebpub": "cebpubservice", "plap": "freecms-military", "shaanxi": "freecms-shaanxi",
		"guangdong": "freecms-guangdong", "unicom": "chinaunicom", "ccgp_hebei": "hebei", "cqggzy": "cqggzy", "epoint_yichang": "yichang", "jiangsu_ggzy": "jiangsu", "beijing": "beijing", "zhejiang": "zcy-zhejiang",
	} {
		d := Find(all, name)
		if d == nil || d.ID != want {
			t.Errorf("Find(%q) = %v, want %s", name, d, want)
		}
	}
	if d := Find(all, "nowhere"); d != nil {
		t.Errorf("Find(nowhere) = %s", d.ID)
	}
}

func TestAliasesAreUnique(t *testing.T) {
	body, err := os.ReadFile(definitions + "/ccgp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	with := func(id, aliases string) *fstest.MapFile {
		s := strings.Replace(string(body), "id: ccgp\n", "id: "+id+"\naliases: "+aliases+"\n", 1)
		return &fstest.MapFile{Data: []byte(s)}
	}
	for name, fs := range map[string]fstest.MapFS{
		`"one" already means`:       {"one.yaml": with("one", "[uno]"), "two.yaml": with("two", "[one]")},
		`"same" already means`:      {"one.yaml": with("one", "[same]"), "two.yaml": with("two", "[same]")},
		`"not good" is not 1 to 60`: {"one.yaml": with("one", "['not good']")},
	} {
		if _, err := Load(fs); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "aliases") {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}
