package segment

import (
	"strings"
	"testing"

	"github.com/yanyiwu/gojieba"
)

// The wrapper against bare gojieba on the same text: state the ratio.
func BenchmarkCutSearch(b *testing.B) {
	text := strings.Repeat("一、项目编号：ZB2024-001\n二、项目名称：国网山东省电力公司大模型知识问答平台采购项目\n三、中标（成交）信息 供应商名称：科大讯飞股份有限公司，中标（成交）金额：１２８．５０万元。服务范围：详见采购文件，自合同签订之日起一年。", 8)
	b.Run("bare", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			shared.jieba.Tokenize(text, gojieba.SearchMode, true)
		}
	})
	b.Run("bare precise", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			shared.jieba.Tokenize(text, gojieba.DefaultMode, true)
		}
	})
	b.Run("wrapper precise", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := Cut(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("wrapper", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := CutSearch(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("normalize", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			Normalize(text)
		}
	})
}
