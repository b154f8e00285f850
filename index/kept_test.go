package index

import (
	"strings"
	"testing"

	"zhongbiao/data"
)

func TestPackRoundTrip(t *testing.T) {
	for _, text := range []string{"", "a", "大模型", strings.Repeat("平台建设，", 5000), "\x00\xff", headings} {
		x := exactText(&data.Notice{Title: "某项目中标结果公告", Text: text})
		back, err := unpack(pack(x), nil)
		if err != nil || string(back) != x {
			t.Errorf("%.20q comes back as %.20q: %v", x, back, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack("大模型"))
	f.Fuzz(func(t *testing.T, kept []byte) {
		if b, err := unpack(kept, nil); err == nil && len(b) > 64<<20 {
			t.Errorf("%d bytes out of %d", len(b), len(kept))
		}
	})
}

func BenchmarkPack(b *testing.B) {
	x := exactText(&data.Notice{Title: "某省电力有限公司大模型平台采购项目中标（成交）结果公告", Text: strings.Repeat("平台建设、运行维护与数据治理，按采购文件要求。", 30)})
	k := pack(x)
	b.Run("pack", func(b *testing.B) {
		b.SetBytes(int64(len(x)))
		for b.Loop() {
			pack(x)
		}
	})
	b.Run("unpack", func(b *testing.B) {
		b.SetBytes(int64(len(x)))
		var buf []byte
		for b.Loop() {
			buf, _ = unpack(k, buf)
		}
	})
}
