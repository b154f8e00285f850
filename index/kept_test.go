package index

import (
	"testing"
	"zhongbiao/data"
)

func BenchmarkPack(b *testing.B) {
	n := &data.Notice{Title: "某省电力有限公司大模型平台采购项目中标（成交）结果公告", Text: headings[:1800]}
	_ = n
	x := exactText(n)
	b.SetBytes(int64(len(x)))
	k := pack(x)
	b.Run("pack", func(b *testing.B) {
		for b.Loop() {
			pack(x)
		}
	})
	b.Run("unpack", func(b *testing.B) {
		var buf []byte
		for b.Loop() {
			buf, _ = unpack(k, buf)
		}
	})
}
